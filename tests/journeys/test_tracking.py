"""Following a case: with a phone, with the keyboard alone, without a script, in both languages."""

import os
import uuid
from typing import Any

import pytest
from factories.people import person
from journeys.steps import DESK, PHONE, assert_accessible, assert_fits, on_file, press

from commonbeat.kernel import audit, contact
from commonbeat.kernel.contact import CaseShown, ResidentAction, cases, links, queries

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

REFUSED = {"en": "We know no case with this code.", "es": "No conocemos ningún caso con este código."}
TRACK = {"en": "/track/", "es": "/es/track/"}


def _show(conversation: Any) -> CaseShown:
    day = conversation.opened_at
    return CaseShown(
        "X26-000001", "Broken fence", "We are on it", "open", "A crew comes this week.", "Friday, March 6",
        [(day, "Received", ""), (day, "Given to the crew", "The crew for parks.")],
    )  # fmt: skip


@pytest.fixture
def case(live: str, monkeypatch: pytest.MonkeyPatch) -> contact.Opened:
    """A case with words from both sides and two things its resident may do."""
    monkeypatch.setattr(cases, "_kinds", {})
    again = ResidentAction("reopen", "Not fixed, open it again", lambda line, given: None, asks_reason=True)
    back = ResidentAction("withdraw", "Take it back", lambda line, given: None)
    cases.register_case_kind("journey", "Case", _show, [again, back])

    def make() -> contact.Opened:
        subject = person("records", email=f"{uuid.uuid4().hex}@example.test", name="Clerk")
        made = contact.open_conversation(
            subject, kind="journey", language="en", email="rosa@example.org", wants="email"
        )
        contact.say(made.conversation, actor=audit.Actor("resident"), text="When do you come?", by="resident")
        contact.say(
            made.conversation, actor=subject, text="On Thursday. Please keep the dog inside.", by="department"
        )
        return made

    return on_file(make)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_from_a_wrong_code_to_a_message(
    live: str, case, open_page, size: dict[str, int], language: str
) -> None:
    page = open_page(size)
    page.goto(live + TRACK[language])
    assert_accessible(page)
    assert_fits(page)
    page.locator("input[name=code]").fill("0000-1111-2222-3333")
    press(page, page.locator("main button[type=submit]"))
    assert REFUSED[language] in page.locator(".cb-errors").inner_text()
    assert page.evaluate("document.activeElement.className") == "cb-errors"
    assert page.locator("input[name=code]").input_value() == "0000-1111-2222-3333"
    assert_accessible(page)
    page.locator("input[name=code]").fill(case.code.lower())
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/track/case/")
    assert page.locator("h1").inner_text() == "Broken fence"
    assert_accessible(page)
    assert_fits(page)
    page.locator("textarea[name=text]").fill("Thank you")
    page.locator("form[action$='/write/'] button[type=submit]").click()
    page.wait_for_url("**/track/case/?done=written")
    assert page.locator(".track-said__one").last.locator(".track-said__text").inner_text() == "Thank you"
    assert_accessible(page)
    press(page, page.locator("form[action$='/do/reopen/'] button[type=submit]"))
    assert page.locator(".cb-errors").count() == 1
    assert_accessible(page)
    page.goto(f"{live}{TRACK[language]}case/print/")
    assert_accessible(page)
    assert_fits(page)


def test_without_a_script_and_leaving(live: str, case, open_page) -> None:
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(f"{live}/track/")
    page.get_by_label("Your code").fill(case.code)
    press(page, page.get_by_role("button", name="Open my case"))
    page.get_by_label("Your message").fill("Thank you")
    press(page, page.get_by_role("button", name="Send", exact=True))
    assert "We have your message." in page.locator("[role=status]").inner_text()
    press(page, page.get_by_role("button", name="Leave this case"))
    assert "You have left your case." in page.locator("main").inner_text()
    page.goto(f"{live}/track/case/")
    assert page.url == f"{live}/track/?note=over"


def test_with_the_keyboard_alone(live: str, case, open_page) -> None:
    page = open_page(DESK)
    page.goto(f"{live}/track/")
    _step_to(page, "input[name=code]")
    page.keyboard.type(case.code)
    page.keyboard.press("Enter")
    page.wait_for_url("**/track/case/")
    _step_to(page, "textarea[name=text]")
    page.keyboard.type("From the keyboard")
    _step_to(page, "form[action$='/write/'] button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/track/case/?done=written")
    _step_to(page, "form[action$='/leave/'] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/track/?note=left")


def _step_to(page: Any, selector: str, most: int = 60) -> None:
    """Press Tab until this control has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(s) => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with the keyboard")


def test_the_link_from_a_message(live: str, case, open_page) -> None:
    token = on_file(lambda: links.new_link(case.conversation))
    page = open_page(PHONE)
    page.goto(f"{live}/track/link/{token}/")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Open my case").click()
    page.wait_for_url("**/track/case/")
    stranger = open_page(PHONE)
    stranger.goto(f"{live}/track/link/{token}/")
    press(stranger, stranger.get_by_role("button", name="Open my case"))
    assert stranger.locator("h1").inner_text() == "This link does not work"
    assert_accessible(stranger)
    press(stranger, stranger.get_by_role("button", name="Send a new link"))
    assert stranger.locator("h1").inner_text() == "Look at your messages"
    assert_accessible(stranger)
    stranger.goto(f"{live}/track/stop/{links.stop_token(case.conversation)}/")
    assert_accessible(stranger)
    press(stranger, stranger.get_by_role("button", name="Stop messages"))
    assert stranger.locator("h1").inner_text() == "No more messages"
    assert_accessible(stranger)


def test_the_page_for_too_many_tries(live: str, case, open_page, monkeypatch) -> None:
    monkeypatch.setattr(queries, "GUESSES_AN_HOUR", 2)
    page = open_page(PHONE)
    page.goto(f"{live}/track/")
    for _ in range(3):
        page.locator("input[name=code]").fill("0000-1111-2222-3333")
        press(page, page.locator("main button[type=submit]"))
    assert "Please come back in" in page.locator("main").inner_text()
    assert_accessible(page)
    assert_fits(page)
