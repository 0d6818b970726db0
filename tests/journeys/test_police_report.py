"""A resident tells of a theft on a phone, with and without scripts and by keyboard alone; a clerk answers; the gate stops."""

import os
import re
from typing import Any

import pytest
from factories.people import person
from factories.police_reports import STORY, agency
from journeys.steps import DESK, PHONE, assert_accessible, assert_fits, on_file, press

from commonbeat.community.reports import actions
from commonbeat.community.reports.models import OnlineReport

ANSWERS = {
    "now": "no",
    "hurt": "no",
    "weapon": "no",
    "suspect": "no",
    "hate": "no",
    "where": "here",
    "home": "yes",
}
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser has a loop in this thread
CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")


@pytest.fixture(autouse=True)
def _department(live: str) -> None:
    on_file(agency)


def check(page: Any, *, scripts: bool = True) -> None:
    """Nothing sticks out, and axe finds nothing (it needs scripts of its own)."""
    if scripts:
        assert_fits(page)
        assert_accessible(page)


def pick(page: Any, name: str, value: str) -> None:
    """Press the label of one answer, as a finger does."""
    control = page.locator(f"input[name='{name}'][value='{value}']").get_attribute("id")
    page.locator(f"label[for='{control}']").click()


def gate(page: Any, address: str, kind: str = "theft", **changes: str) -> None:
    page.goto(f"{address}/police-report/")
    page.select_option("#id_kind", kind)
    for name, value in {**ANSWERS, **changes}.items():
        pick(page, name, value)
    press(page, page.locator("main form button[type=submit]").first)


def go(page: Any, name: str = "next") -> None:
    press(page, page.locator(f"main button[name=go][value={name}]").first)


def write(page: Any, *, scripts: bool = True) -> None:
    """From the outcome of the gate to the page that signs; each page is looked at, and so is its error state."""
    press(page, page.locator("main form button[type=submit]").first)
    check(page, scripts=scripts)
    go(page)
    check(page, scripts=scripts)  # nothing was filled in: the page says so
    page.select_option("[name=w-happened_from_month]", "5")
    page.fill("[name=w-happened_from_day]", "1")
    page.fill("[name=w-happened_from_year]", "2026")
    page.fill("[name=w-address]", "412 Elm Street")
    page.select_option("[name=w-place]", "home")
    page.select_option("[name=k-how]", "yard")
    go(page)
    check(page, scripts=scripts)
    page.select_option("[name=t-things-0-kind]", "tools")
    page.fill("[name=t-things-0-serial]", "AB-1234")
    page.fill("[name=t-things-0-value]", "250")
    go(page)
    check(page, scripts=scripts)
    page.fill("[name=p-name]", "Rosa Lindero")
    page.fill("[name=p-phone]", "209-555-0142")
    pick(page, "p-victim", "me")
    go(page)
    check(page, scripts=scripts)
    page.fill("[name=n-narrative]", STORY)
    go(page)
    check(page, scripts=scripts)


def sign(page: Any) -> tuple[str, str]:
    """Sign and send; returns number and code."""
    pick(page, "s-wants", "none")
    page.fill("[name=s-signature]", "Rosa Lindero")
    go(page, "send")
    said = page.locator("main").inner_text()
    return re.search(r"T\d\d-\d{5}", said)[0], CODE.search(said)[0]


@pytest.mark.parametrize(
    ("prefix", "scripts"), [("", True), ("/es", True), ("", False)], ids=["en", "es", "en-no-script"]
)
def test_a_report_from_the_gate_to_its_code_on_a_phone(
    live: str, open_page: Any, prefix: str, scripts: bool
) -> None:
    page = open_page(PHONE, java_script_enabled=scripts)
    page.goto(f"{live}{prefix}/police-report/")
    check(page, scripts=scripts)
    press(page, page.locator("main form button[type=submit]").first)
    check(page, scripts=scripts)
    gate(page, f"{live}{prefix}")
    check(page, scripts=scripts)
    write(page, scripts=scripts)
    number, _code = sign(page)
    check(page, scripts=scripts)

    report = on_file(lambda: OnlineReport.objects.get(number=number))
    assert (report.state, report.narrative, report.language) == ("submitted", STORY, "es" if prefix else "en")
    assert STORY not in page.url
    assert "Elm" not in page.title()
    if scripts:
        kept = page.evaluate("JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])")
        assert "saw" not in kept
        assert "Lindero" not in kept
    assert [one["name"] for one in page.context.cookies()] == ["csrftoken"]


@pytest.mark.parametrize(
    ("kind", "changes", "words"),
    [
        ("theft", {"now": "yes"}, "Call 911 now"),
        ("missing_person", {"where": "elsewhere"}, "Call us now: a person will take your report"),
        ("stolen_plate", {}, "Call (555) 010-0198 now"),
        ("hate", {}, "Talk with a person, not a form"),
        ("theft", {"where": "elsewhere"}, "Another department takes this report"),
        ("theft", {"suspect": "yes"}, "We call you and take your report"),
    ],
)
def test_the_gate_stops_and_says_why(
    live: str, open_page: Any, kind: str, changes: dict[str, str], words: str
) -> None:
    page = open_page(PHONE)
    gate(page, live, kind, **changes)

    assert page.locator("h1").inner_text() == words
    assert page.get_by_role("button", name="Start my report").count() == 0
    check(page)


def test_saved_on_one_device_and_sent_from_another(live: str, open_page: Any) -> None:
    page = open_page(PHONE)
    gate(page, live)
    write(page)
    go(page, "keep")
    check(page)
    code = page.locator(".pr-code").inner_text()

    other = open_page(DESK)
    other.goto(f"{live}/police-report/continue/")
    check(other)
    other.get_by_label("Your code").fill("0000-0000-0000-0000")
    press(other, other.get_by_role("button", name="Go on"))
    check(other)
    other.get_by_label("Your code").fill(code)
    press(other, other.get_by_role("button", name="Go on"))
    number, _code = sign(other)

    assert on_file(lambda: OnlineReport.objects.get(number=number).narrative) == STORY


def test_leaving_by_the_key_and_by_the_button(live: str, open_page: Any) -> None:
    page = open_page(PHONE)
    page.route(
        "https://www.weather.gov/**", lambda route: route.fulfill(body="weather", content_type="text/html")
    )
    page.goto(f"{live}/police-report/rights/")
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url("https://www.weather.gov/")

    page.goto(f"{live}/police-report/")
    press(page, page.get_by_role("link", name="Leave this page"))
    page.wait_for_url("https://www.weather.gov/")


def test_the_gate_by_keyboard_alone(live: str, open_page: Any) -> None:
    page = open_page(DESK)
    page.goto(f"{live}/police-report/")
    page.locator("#id_kind").focus()
    page.keyboard.type("Something was stolen")
    for _ in range(7):
        page.keyboard.press("Tab")
        page.keyboard.press("Space")  # the first answer of each question
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert page.locator("h1").inner_text() == "You can report this here"
    assert page.evaluate("document.activeElement.tagName") == "H1"


def test_a_question_is_asked_and_answered_with_the_code(live: str, open_page: Any) -> None:
    page = open_page(PHONE)
    gate(page, live)
    write(page)
    number, code = sign(page)

    def ask() -> None:
        row = OnlineReport.objects.get(number=number)
        actions.ask(row, actor=person("records"), questions="Which color is the saw?")

    on_file(ask)
    page.goto(f"{live}/track/")
    page.locator("main input[type=text], main input[name=code]").first.fill(code)
    press(page, page.locator("main form button[type=submit]").first)
    said = page.locator("main").inner_text()
    assert "We have a question for you" in said
    assert "Which color is the saw?" in said
    press(page, page.get_by_role("button", name="I have answered").first)
    state = on_file(lambda: OnlineReport.objects.get(number=number).state)
    assert state == "in_review"
