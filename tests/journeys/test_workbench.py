"""The analyst's workbench in a browser: every page at both widths, a kept view, and a beat changed by hand."""

import os
from typing import Any

from journeys.steps import (
    DESK,
    PHONE,
    assert_accessible,
    assert_fits,
    assert_right_at_both_widths,
    on_file,
    press,
    sign_in,
)

from commonbeat.operations.workbench.jobs import compute
from commonbeat.operations.workbench.models import BeatProposal, Run

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
PAGES = ["trends", "times", "places", "repeats", "staffing", "beats"]
PERIOD = "since=2026-03-16&until=2026-05-24"


def answered(page: Any, address: str) -> None:
    """Open a page; where it waits for the worker, compute here, and the page shows the answer by itself."""
    page.goto(address)
    for run in on_file(lambda: list(Run.objects.filter(state="queued").values_list("pk", flat=True))):
        assert page.locator("#wb-progress").is_visible()
        assert_accessible(page)
        on_file(lambda run=run: compute(run_id=str(run)))
    page.get_by_role("heading", name="How this was computed").wait_for()


def test_every_page_of_the_workbench(marisol: str, open_page: Any) -> None:
    page = open_page(PHONE)
    sign_in(page, marisol, "analyst")
    for path in ("", "saved/", "proposals/"):
        page.goto(f"{marisol}/console/workbench/{path}")
        assert_right_at_both_widths(page)
    for name in PAGES:
        answered(page, f"{marisol}/console/workbench/{name}/?{PERIOD}")
        assert_right_at_both_widths(page)


def test_an_error_state_is_accessible(marisol: str, open_page: Any) -> None:
    page = open_page(PHONE)
    sign_in(page, marisol, "analyst")
    page.goto(f"{marisol}/console/workbench/times/?since=2026-05-24&until=2026-03-16")
    assert page.get_by_text("The last day is before the first one.").is_visible()
    assert_fits(page)
    assert_accessible(page)


def test_filters_go_with_the_analyst_and_a_view_is_kept(marisol: str, open_page: Any) -> None:
    page = open_page(DESK)
    sign_in(page, marisol, "analyst")
    page.goto(f"{marisol}/console/workbench/times/?{PERIOD}&source=calls")
    page.get_by_label("Type group").select_option("traffic")
    press(page, page.get_by_role("button", name="Show"))
    press(page, page.get_by_role("navigation", name="Workbench").get_by_role("link", name="Trends"))
    assert page.get_by_label("Type group").input_value() == "traffic"
    page.go_back()
    page.get_by_text("Keep this view").click()
    page.get_by_label("name").fill("Traffic by hour")
    page.get_by_label("what it shows").fill("Traffic calls peak on Friday afternoon")
    press(page, page.get_by_role("button", name="Keep", exact=True))
    assert page.get_by_role("link", name="Traffic by hour").is_visible()


def test_a_hexagon_is_dragged_to_another_beat(marisol: str, open_page: Any) -> None:
    page = open_page(DESK)
    sign_in(page, marisol, "analyst")
    answered(page, f"{marisol}/console/workbench/beats/?{PERIOD}")
    page.get_by_label("Name of the proposal").fill("Spring plan")
    page.get_by_role("button", name="Begin with today's beats").click()
    page.wait_for_url("**/proposals/*/")
    patches = page.locator("[data-wb-board] path[data-key]")
    first, second = _neighbours(patches)
    first.scroll_into_view_if_needed()
    start, end = first.bounding_box(), second.bounding_box()
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=5)
    moved, beat = first.get_attribute("data-key"), second.get_attribute("data-group")
    page.mouse.up()
    page.get_by_text("1 hexagon changes its beat").wait_for()
    plan = on_file(lambda: BeatProposal.objects.get(name="Spring plan"))
    assert (plan.assignment[moved], plan.version) == (beat, 2)
    assert_accessible(page)


def _neighbours(patches: Any) -> tuple[Any, Any]:
    """Two hexagons of different beats that lie nearest to each other."""
    first, second = patches.evaluate_all(NEAREST)
    return patches.nth(first), patches.nth(second)


NEAREST = """
(all) => {
  const at = all.map((one) => { const box = one.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; });
  let best = [0, 0, Infinity];
  all.forEach((a, i) => all.forEach((b, j) => {
    const far = Math.hypot(at[i][0] - at[j][0], at[i][1] - at[j][1]);
    if (a.dataset.group !== b.dataset.group && far < best[2]) { best = [i, j, far]; }
  }));
  return best.slice(0, 2);
}
"""
