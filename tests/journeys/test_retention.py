"""The pages of retention fit a phone and a desk, and a batch goes from one person to the other in the browser."""

import os
from datetime import timedelta
from typing import Any

from django.utils import timezone
from factories import requests as make
from factories import retention as keep
from factories.people import person, signed_in
from journeys import steps

from commonbeat.kernel.retention import batches, executing, holds

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def _let_in(page: Any, site: str, user: Any) -> None:
    """A browser in which this person has signed in."""
    cookies = signed_in(user).cookies
    page.context.add_cookies([{"name": one.key, "value": one.value, "url": site} for one in cookies.values()])


def test_two_people_and_a_batch(live: str, open_page: Any) -> None:
    make.town()
    worker = person("code_enforcement")
    for n in range(3):
        make.close(make.request(description=f"carts {n}"), worker)
    batch = batches.propose(timezone.now() + timedelta(days=800))
    clerk, captain = keep.clerk(), keep.captain()
    hold = holds.place(
        actor=clerk, why="litigation", authority="Case 26-CV-1", reason="Suit filed", kind="requests.ServiceRequest",
        field="category_id", value="graffiti",
    )  # fmt: skip

    page = open_page(steps.PHONE)
    _let_in(page, live, clerk)
    here = f"{live}/console/retention/"
    for path in (
        "",
        "rules/requests.closed/",
        "batches/",
        "holds/",
        "holds/new/",
        f"holds/{hold.pk}/",
        f"batches/{batch.pk}/",
    ):
        assert page.goto(here + path).status == 200, path
        steps.assert_right_at_both_widths(page)
    page.goto(f"{here}batches/{batch.pk}/")
    steps.press(page, page.get_by_role("link", name="Take out").first)
    page.get_by_label("Reason").fill("The owner asked for it")
    steps.press(page, page.get_by_role("button", name="Take it out"))
    steps.press(page, page.get_by_role("link", name="I have reviewed it"))
    steps.press(page, page.get_by_role("button", name="I have reviewed it"))
    assert page.get_by_text("Somebody else has to approve it.").is_visible()

    other = open_page(steps.PHONE)
    _let_in(other, live, captain)
    other.goto(f"{here}rules/requests.closed/length/")
    steps.assert_right_at_both_widths(other)
    other.goto(f"{here}batches/{batch.pk}/")
    steps.press(other, other.get_by_role("link", name="Approve: dispose of these records for good"))
    steps.assert_right_at_both_widths(other)
    other.get_by_label("On whose authority").fill(keep.AUTHORITY)
    steps.press(other, other.get_by_role("button", name="Approve: dispose of these records for good"))
    assert other.locator(".cb-errors").count() == 1
    steps.assert_right_at_both_widths(other)
    other.locator("label[for=id_sure]").click()
    steps.press(other, other.get_by_role("button", name="Approve: dispose of these records for good"))
    steps.on_file(lambda: executing.execute(batch.pk))
    other.goto(f"{here}batches/{batch.pk}/")
    # nothing is two years old in truth: each line says so
    assert other.get_by_text("Not due any more").count() >= 2
    steps.assert_right_at_both_widths(other)
    other.goto(f"{live}/how-we-publish/#kept")
    steps.assert_right_at_both_widths(other)
