"""What every journey does: open a window, sign in, look for what would stop a reader."""

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from axe_playwright_python.base import AXE_SCRIPT
from django.core.cache import cache
from django.db import connections

T = TypeVar("T")

PHONE, DESK = {"width": 360, "height": 760}, {"width": 1280, "height": 900}
LOOK = """
asked => axe.run(document, asked).then(found => found.violations.map(
    one => [one.id, one.nodes.slice(0, 2).map(node => node.html.slice(0, 120))]))
"""
ASKED = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
    # Sound and film are waited for as ever. Style sheets would be fetched and read anew too, on every page, for one rule
    # that none of these tags asks for (css-orientation-lock, an experiment).
    "preload": {"assets": ["media"]},
}


def assert_accessible(page: Any) -> None:
    """Axe finds nothing on this page; a page is given the script once, and only what is wrong comes back."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    wrong = page.evaluate(LOOK, ASKED)
    assert wrong == []


def assert_fits(page: Any) -> None:
    """Nothing sticks out to the right."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def assert_right_at_both_widths(page: Any) -> None:
    """The page as it stands fits a phone and a desk, and axe finds nothing at either."""
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        assert_fits(page)
        assert_accessible(page)


def press(page: Any, control: Any, **options: Any) -> None:
    """Press a button or a link and wait for the page behind it: a click alone returns while the old page still stands."""
    with page.expect_navigation():
        control.click(**options)


def sign_in(page: Any, address: str, role: str) -> None:
    """From the notice to the console's first page."""
    cache.clear()  # a code may be used once; each journey begins without used ones
    who = json.loads(os.environ["COMMONBEAT_TEST_SIGNINS"])[role]
    page.goto(f"{address}/console/")
    page.get_by_role("button", name="I understand and accept").click()
    page.get_by_label("Email").fill(who["email"])
    page.get_by_label("Password").fill(who["password"])
    page.get_by_role("button", name="Sign in", exact=True).click()
    counter = list(yield_hotp_counters_from_time())[1]
    page.locator("input[name=code]").fill(format_hotp_value(hotp_value(who["totp_secret"], counter)))
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/console/")


def on_file(ask: Callable[[], T]) -> T:
    """Ask the database in a thread of its own: the browser's loop keeps this one's connections open past the test."""

    def alone() -> T:
        try:
            return ask()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(alone).result()
