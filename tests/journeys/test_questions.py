"""Asking the department: a resident on a phone in two languages, with a script and without; whoever answers."""

import os
from typing import Any

import pytest
from factories.people import person, signed_in
from journeys import steps

from commonbeat.community.questions.models import Alarm, PublicQuestion, Question
from commonbeat.kernel import audit
from commonbeat.kernel.publish.actions import release

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

WORDS = {
    "en": {
        "prefix": "", "question": "Your question", "about": "What is it about?", "yes": "Yes. We take out",
        "send": "Send my question", "sent": "We have your question", "check": "Please check what you entered",
        "mail": "By e-mail", "answers": "Questions and answers",
    },
    "es": {
        "prefix": "es/", "question": "Su pregunta", "about": "¿De qué se trata?", "yes": "Sí. Quitamos",
        "send": "Enviar mi pregunta", "sent": "Tenemos su pregunta", "check": "Revise lo que escribió",
        "mail": "Por correo", "answers": "Preguntas y respuestas",
    },
}  # fmt: skip


def staff(page: Any, live: str, *roles: str) -> Any:
    user = steps.on_file(lambda: person(*roles))
    cookie = steps.on_file(lambda: signed_in(user).cookies["sessionid"].value)
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live}])
    return user


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_resident_asks_on_a_phone(live: str, open_page: Any, language: str, script: bool) -> None:
    said = WORDS[language]
    page = open_page(steps.PHONE, java_script_enabled=script)
    page.goto(f"{live}/{said['prefix']}ask/")
    assert page.get_attribute("html", "lang") == language
    if script:
        steps.assert_accessible(page)
    page.get_by_role("button", name=said["send"]).click()
    page.locator(".cb-errors").wait_for()
    assert page.locator(".cb-errors a").count() == 3
    if script:
        steps.assert_accessible(page)
    steps.assert_fits(page)
    page.get_by_label(said["question"]).fill("<script>alert(1)</script> Why was Elm closed?")
    page.get_by_label(said["about"]).select_option("traffic")
    page.locator("label", has_text=said["yes"]).click()
    page.get_by_role("button", name=said["send"]).click()
    page.get_by_role("heading", name=said["sent"]).wait_for()
    code = page.locator(".pq-code__value").inner_text()
    assert len(code) == 19
    steps.assert_fits(page)
    if script:
        steps.assert_accessible(page)
    question = steps.on_file(Question.objects.get)
    assert (question.language, question.topic, question.wants_public) == (language, "traffic", True)
    assert {one["name"] for one in page.context.cookies()} <= {"csrftoken"}
    # The code opens it on the tracking page.
    page.goto(f"{live}/{said['prefix']}track/")
    page.locator("main input[name=code]").fill(code)
    page.locator("main form button[type=submit]").first.click()
    page.get_by_text(question.number).first.wait_for()
    assert page.get_by_text("<script>alert(1)</script>").count() >= 1
    steps.assert_fits(page)
    if script:
        steps.assert_accessible(page)


def test_a_cry_for_help_is_answered_on_the_page_and_waits_in_the_console(live: str, open_page: Any) -> None:
    page = open_page(steps.PHONE)
    page.goto(f"{live}/es/ask/")
    page.get_by_label("Su pregunta").fill("Ya no quiero vivir")
    page.get_by_label("¿De qué se trata?").select_option("other")
    page.locator("label", has_text="No. Que quede").click()
    page.get_by_role("button", name="Enviar mi pregunta").click()
    page.locator("[role=alert]").get_by_text("988").wait_for()
    steps.assert_accessible(page)
    desk = open_page(steps.DESK)
    staff(desk, live, "pio")
    desk.goto(f"{live}/console/questions/")
    steps.press(desk, desk.get_by_role("link", name="Look now"))
    steps.assert_accessible(desk)
    desk.locator("blockquote", has_text="Ya no quiero vivir").wait_for()
    desk.get_by_label("What was done").fill("Called the crisis team.")
    desk.get_by_role("button", name="It is seen to").click()
    desk.get_by_text("Called the crisis team.").wait_for()
    assert steps.on_file(lambda: Alarm.objects.filter(acknowledged_at=None).count()) == 0


@pytest.mark.parametrize("size", [steps.PHONE, steps.DESK], ids=["phone", "desk"])
def test_an_answer_is_given_published_found_and_rated(live: str, open_page: Any, size: Any) -> None:
    desk = open_page(size)
    staff(desk, live, "pio")
    desk.goto(f"{live}/console/questions/new/")
    steps.assert_accessible(desk)
    desk.get_by_label("Question, in the asker's own words").fill("When may my car be towed?")
    desk.get_by_label("How it came").select_option("social")
    desk.get_by_role("button", name="Keep it").click()
    desk.get_by_role("heading", name="Please check what you entered").wait_for()
    steps.assert_accessible(desk)
    desk.get_by_label("Address of the post").fill("https://social.example/p/1")
    desk.locator("label", has_text="The asker agrees").click()
    desk.get_by_role("button", name="Keep it").click()
    steps.press(desk, desk.get_by_role("link", name="Open the question"))
    steps.assert_accessible(desk)
    steps.assert_fits(desk)
    desk.get_by_role("button", name="Send the answer").click()
    desk.get_by_role("heading", name="Please check what you entered").wait_for()
    steps.assert_accessible(desk)
    desk.get_by_label("Answer", exact=True).fill("After 72 hours in one place.")
    desk.get_by_role("button", name="Send the answer").click()
    desk.get_by_text("The answer is given").wait_for()
    steps.assert_accessible(desk)
    desk.get_by_role("button", name="Publish").click()
    desk.get_by_text("It is published.").wait_for()
    desk.goto(f"{live}/console/questions/?only=open")
    steps.assert_accessible(desk)
    steps.assert_fits(desk)

    steps.on_file(lambda: release("questions", actor=audit.SYSTEM, reason="For a test"))
    page = open_page(size)
    page.goto(f"{live}/ask/answers/?q=towed")
    steps.assert_accessible(page)
    steps.assert_fits(page)
    steps.press(page, page.get_by_role("link", name="When may my car be towed?"))
    steps.assert_accessible(page)
    page.get_by_role("button", name="Yes").click()
    page.get_by_text("Thank you. It helps us").wait_for()
    steps.assert_accessible(page)
    page.goto(f"{live}/ask/rules/")
    steps.assert_accessible(page)
    assert steps.on_file(lambda: Question.objects.get().useful_yes) == 1
    assert steps.on_file(lambda: PublicQuestion.objects.get().answer_en) == "After 72 hours in one place."
