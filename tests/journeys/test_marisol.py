"""Whole journeys through the demo city: resident, analyst, administrator; axe on every page they meet."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.cache import cache

# Playwright's loop runs in this thread; the database is used by the test alone, between its steps.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PHONE, DESK = {"width": 360, "height": 760}, {"width": 1280, "height": 900}
PUBLIC = ["", "data/", "data/calls/", "reports/", "how-we-publish/", "accessibility/", "audit-roots/"]


@pytest.fixture
def open_page(browser: Any) -> Any:
    """Opens a page of a given size; its window is closed after the test."""
    contexts = []

    def opened(size: dict[str, int], **options: Any) -> Any:
        contexts.append(browser.new_context(viewport=size, **options))
        page = contexts[-1].new_page()
        page.set_default_timeout(20_000)
        return page

    yield opened
    for context in contexts:
        context.close()


def assert_accessible(page: Any) -> None:
    """Axe finds nothing on this page."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert [(v["id"], [n["html"][:120] for n in v["nodes"][:2]]) for v in found.response["violations"]] == []


def assert_fits(page: Any) -> None:
    """Nothing sticks out to the right."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def sign_in(page: Any, address: str, role: str) -> None:
    """From the notice to the console's first page."""
    cache.clear()  # a code may be used once; each journey begins without used ones
    who = json.loads((Path(settings.COMMONBEAT_HOME) / "demo-signins.json").read_text())[role]
    page.goto(f"{address}/console/")
    page.get_by_role("button", name="I understand and accept").click()
    page.get_by_label("Email").fill(who["email"])
    page.get_by_label("Password").fill(who["password"])
    page.get_by_role("button", name="Sign in", exact=True).click()
    counter = list(yield_hotp_counters_from_time())[1]
    page.locator("input[name=code]").fill(format_hotp_value(hotp_value(who["totp_secret"], counter)))
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/console/")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("language", ["", "es/"], ids=["english", "spanish"])
def test_a_resident_reads_every_public_page(marisol: str, open_page: Any, size: dict, language: str) -> None:
    page = open_page(size)
    outside: list[str] = []
    page.on("request", lambda r: outside.append(r.url) if not r.url.startswith((marisol, "data:")) else None)
    for path in PUBLIC:
        answer = page.goto(f"{marisol}/{language}{path}")
        assert (path, answer.status) == (path, 200)
        assert page.get_attribute("html", "lang") == (language.strip("/") or "en")
        assert_fits(page)
        assert_accessible(page)
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


def test_the_analyst_imports_a_file_and_reads_the_report(
    marisol: str, open_page: Any, tmp_path: Path
) -> None:
    page = open_page(DESK)
    sign_in(page, marisol, "analyst")
    assert_accessible(page)
    for path in ["calls/", "incidents/", "report/", "imports/"]:
        assert page.goto(f"{marisol}/console/{path}").status == 200
        assert_accessible(page)
    page.goto(f"{marisol}/console/calls/")
    page.locator("main table a, main li a").first.click()
    page.wait_for_load_state()
    assert_accessible(page)


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
