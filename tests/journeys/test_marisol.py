"""Whole journeys through the demo city: resident, analyst, administrator; axe on every page they meet."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from journeys.steps import DESK, PHONE, assert_accessible, assert_right_at_both_widths, on_file, sign_in

from commonbeat.operations.calls.models import Call

# Playwright's loop runs in this thread; the database is used by the test alone, between its steps.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PUBLIC = [
    "",
    "complaints/numbers/",
    "data/",
    "data/calls/",
    "reports/",
    "how-we-publish/",
    "accessibility/",
    "audit-roots/",
]


@pytest.mark.parametrize("language", ["", "es/"], ids=["english", "spanish"])
def test_a_resident_reads_every_public_page(marisol: str, open_page: Any, language: str) -> None:
    page = open_page(PHONE)
    outside: list[str] = []
    page.on("request", lambda r: outside.append(r.url) if not r.url.startswith((marisol, "data:")) else None)
    for path in PUBLIC:
        answer = page.goto(f"{marisol}/{language}{path}")
        assert (path, answer.status) == (path, 200)
        assert page.get_attribute("html", "lang") == (language.strip("/") or "en")
        assert_right_at_both_widths(page)
    assert outside == []


def test_public_pages_work_without_javascript(marisol: str, open_page: Any) -> None:
    page = open_page(PHONE, java_script_enabled=False)

    page.goto(f"{marisol}/")
    page.get_by_role("link", name="Español").click()
    page.wait_for_url("**/es/")
    page.goto(f"{marisol}/data/calls/")

    assert page.locator("table").count() >= 1


def test_a_page_that_is_not_there_says_so_accessibly(marisol: str, open_page: Any) -> None:
    page = open_page(DESK)

    answer = page.goto(f"{marisol}/nothing-here/")

    assert answer.status == 404
    assert_accessible(page)


def test_the_analyst_brings_a_file_in_and_reads_it_in_the_report(
    marisol: str, open_page: Any, tmp_path: Path
) -> None:
    page = open_page(DESK)
    sign_in(page, marisol, "analyst")
    export = tmp_path / "night-shift.csv"
    export.write_text(dispatch_export(calls=60))
    page.goto(f"{marisol}/console/imports/new/")
    assert_accessible(page)
    page.get_by_label("File").set_input_files(export)
    page.get_by_role("button", name="Upload and preview").click()
    page.get_by_text("The first rows of the file").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Try it, keep nothing").click()
    page.get_by_role("heading", name="Trial run: nothing was kept").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_text("Calls. Done.").or_(page.get_by_text("Done.")).first.wait_for()
    assert_accessible(page)
    assert on_file(Call.objects.filter(source="night-shift").count) == 60

    page.goto(f"{marisol}/console/report/2026-W21/")
    before = page.get_by_text("community calls").first.inner_text()
    page.get_by_role("button", name="Compute again as known today").click()
    page.get_by_text("is on file.").wait_for()
    assert page.get_by_text("community calls").first.inner_text() != before
    assert_accessible(page)


def dispatch_export(calls: int) -> str:
    """A dispatch export of the reported week, as another system writes it."""
    lines = ["Incident Number,Call Type,Priority,Received Time,Dispatch Time,Arrival Time,Clear Time,Address"]
    for i in range(calls):
        day, minute = 18 + i % 7, i % 60
        times = ",".join(f"2026-05-{day} 20:{minute:02d}:{second:02d}" for second in (0, 20, 40, 59))
        lines.append(f"N26-{i:05d},NOISE COMPLAINT,3,{times},{100 + i} MERCHANT ST")
    return "\n".join(lines) + "\n"


def test_calls_are_found_and_read_with_the_keyboard_alone(marisol: str, open_page: Any) -> None:
    page = open_page(DESK)
    sign_in(page, marisol, "analyst")
    step_to(page, "Calls")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Calls").wait_for()
    step_to(page, "Number or place")
    page.keyboard.type("MERCHANT")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=MERCHANT"))
    first = page.locator("a.cb-row-link").first.inner_text()
    step_to(page, first)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/console/calls/[0-9a-f-]{36}/"))
    assert first in page.locator("main").inner_text()


def step_to(page: Any, name: str, most: int = 80) -> None:
    """Press Tab until the control of this name has the focus; it must be seen to have it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED) == name:
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(f"{name} is not reached with {most} steps")


FOCUSED = """
() => { const one = document.activeElement;
  return (one.labels && one.labels.length ? one.labels[0].innerText : one.innerText || "").trim(); }
"""


def test_the_administrator_changes_the_profile_and_the_auditor_sees_it(marisol: str, open_page: Any) -> None:
    page = open_page(DESK)
    sign_in(page, marisol, "administrator")
    assert_accessible(page)
    page.goto(f"{marisol}/console/agency/")
    assert_accessible(page)
    page.get_by_label("Time zone").fill("Mars/Olympus")
    page.get_by_label("Reason for the change").fill("try")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("This time zone is not known").first.wait_for()
    assert_accessible(page)
    page.get_by_label("Time zone").fill("America/Los_Angeles")
    page.get_by_label("Residents").fill("98123")
    page.get_by_label("Reason for the change").fill("census estimate")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("The agency profile is saved.").wait_for()
    assert page.goto(f"{marisol}/console/calls/").status == 403
    assert_accessible(page)

    page = open_page(DESK)
    sign_in(page, marisol, "auditor")
    page.goto(f"{marisol}/console/audit/")
    page.get_by_text("changed the agency profile").first.wait_for()
    assert_accessible(page)
