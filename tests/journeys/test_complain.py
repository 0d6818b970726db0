"""Complaining, thanking, following it by code: on a phone in two languages, with a script and without, by keyboard alone."""

import os
from typing import Any

import pytest
from factories.people import person, signed_in
from journeys import steps

from commonbeat.accountability.commendations.models import Commendation
from commonbeat.accountability.complaints.models import Complaint
from commonbeat.city.roster.models import Member
from commonbeat.kernel import audit, walls

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

WORDS = {
    "en": {
        "prefix": "", "begin": "Make a complaint", "anonymous": "Anonymous", "self": "For myself",
        "text": "Tell us what happened", "add": "Add another: The officer", "send": "Send my complaint",
        "sent": "We have your complaint", "copy": "Copy of your statement", "back": "Take my complaint back",
    },
    "es": {
        "prefix": "es/", "begin": "Presentar una queja", "anonymous": "Anónima", "self": "Por mí",
        "text": "Cuéntenos qué pasó", "add": "Agregar otro: El oficial", "send": "Enviar mi queja",
        "sent": "Tenemos su queja", "copy": "Copia de su declaración", "back": "Retirar mi queja",
    },
}  # fmt: skip


def the_complaint() -> Complaint:
    """The one on file, as the platform sees it."""
    with walls.looking(audit.SYSTEM, "complaint_list"):
        return Complaint.objects.within_look().get()


@pytest.mark.parametrize(("language", "script"), [("en", True), ("es", False)], ids=["en-script", "es-plain"])
def test_a_resident_complains_and_follows_it(live: str, open_page: Any, language: str, script: bool) -> None:
    said = WORDS[language]
    page = open_page(steps.PHONE, java_script_enabled=script)
    look = steps.assert_right_at_both_widths if script else steps.assert_fits
    page.goto(f"{live}/{said['prefix']}complaints/")
    look(page)
    steps.press(page, page.get_by_role("link", name=said["begin"]).first)
    assert page.get_attribute("html", "lang") == language
    look(page)
    page.get_by_role("button", name=said["send"]).click()
    page.locator(".cb-errors").wait_for()
    assert page.locator(".cb-errors a").count() == 3
    look(page)
    page.locator("label", has_text=said["anonymous"]).last.click()
    page.locator("label", has_text=said["self"]).first.click()
    page.get_by_label(said["text"]).fill("<b>He shouted</b> at me.")
    page.locator("[name=q-officers-0-officer_badge]").fill("412")
    page.locator("[name=q-officers-add]").click()
    page.locator("[name=q-officers-1-officer_car]").fill("P12")
    page.get_by_role("button", name=said["send"]).click()
    page.get_by_role("heading", name=said["sent"]).wait_for()
    page.get_by_role("heading", name=said["copy"]).wait_for()
    page.get_by_text("<b>He shouted</b> at me.").wait_for()
    look(page)
    code = page.locator(".pc-code").inner_text()
    kept = steps.on_file(the_complaint)
    assert (kept.language, kept.openness, len(kept.officers_told.split("\n"))) == (language, "anonymous", 2)
    assert {one["name"] for one in page.context.cookies()} <= {"csrftoken"}
    page.goto(f"{live}/{said['prefix']}track/")
    page.locator("main input[name=code]").fill(code)
    page.locator("main form button[type=submit]").first.click()
    page.get_by_text(kept.number).first.wait_for()
    look(page)
    assert page.get_by_text(said["back"]).count() >= 1


def test_thanks_are_said_by_keyboard_alone(live: str, open_page: Any) -> None:
    page = open_page(steps.DESK)
    page.goto(f"{live}/complaints/")
    at = "document.activeElement.getAttribute('href') || document.activeElement.name || document.activeElement.value"

    def tab_to(wanted: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate(at) == wanted:
                return
        raise AssertionError(f"{wanted} is not reached by the tab key")

    tab_to("/complaints/thank/")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to("q-text")
    page.keyboard.type("She changed my tire.")
    tab_to("q-public")
    page.keyboard.press("Space")
    tab_to("go")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_role("heading", name="We have your thanks").wait_for()
    steps.assert_right_at_both_widths(page)
    assert steps.on_file(Commendation.objects.get).wants_public is True


def test_thanks_are_matched_passed_on_and_read(live: str, open_page: Any) -> None:
    def staff(page: Any, *roles: str) -> Any:
        user = steps.on_file(lambda: person(*roles))
        cookie = steps.on_file(lambda: signed_in(user).cookies["sessionid"].value)
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live}])
        return user

    desk, officer = open_page(steps.DESK), open_page(steps.PHONE)
    staff(desk, "community")
    account = staff(officer, "officer")
    steps.on_file(
        lambda: Member.objects.create(number="412", name="Ana Reyes", rank="Officer", account=account)
    )
    desk.goto(f"{live}/console/commendations/new/")
    desk.get_by_label("In the writer's own words and language").fill("She changed my tire.")
    desk.get_by_label("Badge number").fill("412")
    desk.locator("label", has_text="The writer agrees").click()
    desk.get_by_role("button", name="Keep it").click()
    steps.press(desk, desk.get_by_role("link", name="Open it"))
    desk.get_by_text("(badge number)").wait_for()
    steps.assert_right_at_both_widths(desk)
    desk.locator("#id_member").select_option(label="Ana Reyes · Officer · 412")
    steps.press(desk, desk.get_by_role("button", name="Keep this match"))
    steps.press(desk, desk.get_by_role("button", name="Pass it on", exact=True))
    desk.get_by_text("They and their supervisor are told.").wait_for()
    steps.assert_right_at_both_widths(desk)
    desk.get_by_role("button", name="Publish").click()
    desk.get_by_text("It is published.").wait_for()
    desk.goto(f"{live}/console/commendations/?only=open")
    steps.assert_right_at_both_widths(desk)
    officer.goto(f"{live}/console/commendations/mine/")
    officer.get_by_text("She changed my tire.").wait_for()
    steps.assert_right_at_both_widths(officer)
