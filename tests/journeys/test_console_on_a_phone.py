"""Lists and records of the console on a phone: they fit, axe finds nothing, and a filter can be used with a thumb."""

import os
from typing import Any

import pytest
from journeys import steps

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

LEAST_TARGET = 44  # CSS pixels
SMALL_TARGETS = """
(least) => [...document.querySelectorAll("main button, main a.usa-button, main select, main input:not([type=hidden])")]
    .filter(one => one.offsetParent !== null && one.getBoundingClientRect().height < least)
    .map(one => one.outerHTML.slice(0, 120))
"""
UNLABELLED = """
() => [...document.querySelectorAll("main select, main textarea, main input:not([type=hidden])")]
    .filter(one => !one.labels.length && !one.getAttribute("aria-label")).map(one => one.outerHTML.slice(0, 120))
"""


def check(page: Any) -> None:
    """What every page of the console owes to a phone."""
    steps.assert_fits(page)
    steps.assert_accessible(page)
    assert page.evaluate(SMALL_TARGETS, LEAST_TARGET) == []
    assert page.evaluate(UNLABELLED) == []


def test_the_analyst_reads_calls_and_incidents_on_a_phone(marisol: str, open_page: Any) -> None:
    page = open_page(steps.PHONE)
    steps.sign_in(page, marisol, "analyst")
    for path in ["calls/", "calls/map/", "calls/export/", "incidents/", "imports/"]:
        assert page.goto(f"{marisol}/console/{path}").status == 200
        check(page)
    for path in ["calls/", "incidents/"]:
        page.goto(f"{marisol}/console/{path}")
        page.locator("main a.cb-row-link").first.click()
        page.get_by_role("heading", name="Timeline").wait_for()
        check(page)


def test_a_filter_narrows_the_list_and_the_map_on_a_phone(marisol: str, open_page: Any) -> None:
    page = open_page(steps.PHONE)
    steps.sign_in(page, marisol, "analyst")
    page.goto(f"{marisol}/console/calls/")
    page.get_by_label("Priority").select_option("1")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**priority=1**")
    assert set(page.locator("main .cb-priority").all_inner_texts()) == {"1"}
    page.get_by_role("link", name="Map", exact=True).click()
    page.wait_for_url("**/map/?**priority=1**")
    assert page.locator("main figure svg").count() >= 1
    page.goto(f"{marisol}/console/calls/?q=zzyzx")
    page.get_by_text("No call matches").wait_for()
    check(page)


def test_the_administrator_reads_people_on_a_phone(marisol: str, open_page: Any) -> None:
    page = open_page(steps.PHONE)
    steps.sign_in(page, marisol, "administrator")
    assert page.goto(f"{marisol}/console/people/").status == 200
    check(page)
    page.locator("main a.cb-row-link").first.click()
    page.get_by_role("heading", name="Roles").wait_for()
    check(page)


@pytest.mark.parametrize("size", [steps.PHONE, steps.DESK], ids=["phone", "desk"])
def test_changed_figures_have_a_page(marisol: str, open_page: Any, size: dict[str, int]) -> None:
    page = open_page(size)
    for prefix in ("", "es/"):
        assert page.goto(f"{marisol}/{prefix}revisions/").status == 200
        steps.assert_fits(page)
        steps.assert_accessible(page)
