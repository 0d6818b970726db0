"""Who works on what residents send, each in one sitting: every list and record they open is right on a phone and at a desk."""

import os
import re
from typing import Any

from journeys import steps

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

RECORD = r"[0-9a-f-]{36}/"
UNFINISHED = re.compile(r"\{\{|\{%|%\(\w+\)|\bundefined\b|\bNaN\b|&(amp|lt|gt);")


class Visit:
    """Somebody of the department going through their pages."""

    def __init__(self, page: Any, site: str, role: str) -> None:
        self.page, self.console = page, f"{site}/console/"
        self.broken: list[str] = []
        page.on("pageerror", lambda error: self.broken.append(str(error)))
        steps.sign_in(page, site, role)

    def see(self, *paths: str) -> None:
        """Open each page; it answers, fits both widths, pleases axe, shows no raw template and breaks no script."""
        for path in paths:
            answer = self.page.goto(self.console + path)
            assert (path, answer.status) == (path, 200)
            self.right()

    def right(self) -> None:
        """The page as it stands."""
        steps.assert_right_at_both_widths(self.page)
        assert UNFINISHED.findall(self.page.locator("body").inner_text()) == []
        assert self.broken == []

    def first(self, pattern: str, on: str) -> str:
        """The first link of a page that fits a pattern, as a path below the console."""
        self.page.goto(self.console + on)
        hrefs = self.page.eval_on_selector_all(
            "main a[href]", "all => all.map(one => one.getAttribute('href'))"
        )
        found = [href for href in hrefs if re.fullmatch(f"/console/{pattern}", href)]
        assert found, f"no link like {pattern} on {on}"
        return found[0].removeprefix("/console/")

    def send_empty(self, path: str) -> None:
        """Press the last button of an empty form: what is missing is said, on a page that is right too."""
        self.page.goto(self.console + path)
        steps.press(self.page, self.page.locator("main form[method=post] button[type=submit]:visible").last)
        assert self.page.locator(".cb-errors").count() >= 1
        self.right()


def test_the_clerk_reads_what_was_reported(marisol: str, open_page: Any) -> None:
    clerk = Visit(open_page(steps.DESK), marisol, "records")
    here = "police-reports/"
    clerk.see(
        here, f"{here}counts/", f"{here}vehicles/", f"{here}serials/", f"{here}export/", f"{here}settings/"
    )
    one = clerk.first(here + RECORD, on=f"{here}?stand=")
    clerk.see(one, f"{one}new-code/")


def test_the_telephone_twin_takes_calls(marisol: str, open_page: Any) -> None:
    taker = Visit(open_page(steps.DESK), marisol, "dispatcher")
    here = "police-reports/"
    taker.see(f"{here}new/", f"{here}calls/", taker.first(f"{here}calls/{RECORD}", on=f"{here}calls/"))
    taker.send_empty(f"{here}new/theft/")


def test_the_inspector_makes_a_round(marisol: str, open_page: Any) -> None:
    inspector = Visit(open_page(steps.PHONE), marisol, "code_enforcement")
    here = "requests/"
    inspector.see(here, f"{here}map/", f"{here}round/")
    inspector.see(inspector.first(f"{here}round/{RECORD}", on=f"{here}round/"))
    one = inspector.first(here + RECORD, on=here)
    inspector.see(one, f"{one}who/", f"{one}inspect/")
    lost = inspector.first(here + RECORD, on=f"{here}?which=unplaced")
    inspector.see(lost, f"{lost}place/")
    inspector.send_empty(f"{lost}place/")
    inspector.see(inspector.first(f"{re.escape(one)}step/[a-z_]+/", on=one), f"{one}step/merge/")
    inspector.send_empty(f"{here}new/?category=graffiti")


def test_the_answerer_has_questions_and_evenings(marisol: str, open_page: Any) -> None:
    answerer = Visit(open_page(steps.DESK), marisol, "community")
    here = "questions/"
    answerer.see(
        here,
        f"{here}alarms/",
        f"{here}town-halls/",
        "promises/?kind=reports.callback",
        "requests/categories/",
    )
    one = answerer.first(here + RECORD, on=here)
    answerer.see(one, f"{one}who/")
    hall = answerer.first(f"{here}town-halls/(?!new/)[a-z0-9-]+/", on=f"{here}town-halls/")
    answerer.see(hall, f"{hall}board/")
    answerer.see(answerer.first(r"requests/templates/(?!new/)[a-z-]+/", on="requests/templates/"))
    answerer.send_empty(f"{here}new/")


def test_the_administrator_keeps_forms_keys_and_holidays(marisol: str, open_page: Any) -> None:
    keeper = Visit(open_page(steps.DESK), marisol, "administrator")
    keeper.see("forms/", "forms/uploads/", "keys/", "agency/holidays/", "doors/")
    form = keeper.first(r"forms/[a-z_]+\.[a-z_-]+/", on="forms/")
    keeper.see(form, f"{form}change/")
    keeper.send_empty("keys/new/")
