"""An investigator plans an interview, keeps evidence, and a criminal track runs beside it: on a phone and at a desk."""

import os
from typing import Any

import pytest
from django.urls import reverse
from factories import complaints as complaint
from factories import interviews as make
from factories.people import signed_in
from factories.pictures import PDF_FILE
from journeys import steps

from commonbeat.accountability.interviews import actions_criminal, actions_evidence
from commonbeat.kernel.walls import grants

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(autouse=True)
def _home(settings: Any, tmp_path: Any) -> None:
    settings.COMMONBEAT_HOME = tmp_path


def window(browser: Any, address: str, person: Any) -> Any:
    """A browser's page in which somebody has signed in."""
    context = browser.new_context(viewport=steps.PHONE)
    cookies = signed_in(person).cookies
    context.add_cookies([{"name": name, "value": one.value, "url": address} for name, one in cookies.items()])
    page = context.new_page()
    page.set_default_timeout(8_000)
    return page


def unfold(page: Any) -> None:
    """Open everything that is folded away, to look at all of it."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")


def test_an_interview_with_its_duties(live: str, browser: Any) -> None:
    one = make.case()
    interview = make.planned(one)
    page = window(browser, live, one.lead)
    page.goto(f"{live}{reverse('interviews:new', args=[one.pk])}")
    steps.assert_right_at_both_widths(page)
    steps.press(page, page.locator("main form[method=post] button[type=submit]"))
    assert page.locator(".cb-errors").count() == 1
    steps.assert_right_at_both_widths(page)

    address = f"{live}{reverse('interviews:interview', args=[one.pk, interview.pk])}"
    page.goto(address)
    assert page.locator(".iv-open").count() == 10
    unfold(page)
    steps.assert_right_at_both_widths(page)
    for name, place in (("Dana Reyes", "1"), ("Kim Ortiz", "2")):
        unfold(page)
        page.locator("#id_person-role").select_option("asks")
        page.locator("#id_person-name").fill(name)
        page.locator("#id_person-rank").fill("Sergeant")
        page.locator("#id_person-command").fill("Internal affairs")
        page.locator("#id_person-asks_as").select_option(place)
        steps.press(page, page.locator("#do-person .cb-form__buttons button"))
    unfold(page)
    page.locator("#id_person-role").select_option("asks")
    page.locator("#id_person-name").fill("Lou Park")
    page.locator("#id_person-asks_as").select_option("2")
    steps.press(page, page.locator("#do-person .cb-form__buttons button"))
    assert "No more than two ask at one time" in page.locator(".cb-errors").inner_text()
    steps.assert_right_at_both_widths(page)
    page.goto(address)
    unfold(page)
    steps.press(page, page.locator("#do-serve .cb-form__buttons button"))
    steps.assert_right_at_both_widths(page)
    page.locator("main a[href*='/notice/']").first.click()
    assert make.NATURE in page.locator(".iv-paper").inner_text()
    steps.assert_right_at_both_widths(page)
    page.context.close()


def test_evidence_from_hand_to_hand(live: str, browser: Any) -> None:
    one, second = make.case(), complaint.person("ia_investigator")
    grants.let_in(one.boss, "complaints", one.pk, second, role="investigator", reason="Helps.")
    page = window(browser, live, one.lead)
    page.goto(f"{live}{reverse('interviews:new_evidence', args=[one.pk])}")
    steps.assert_right_at_both_widths(page)
    page.get_by_label("What it is").fill("The report of the shift")
    page.locator("input[type=file]").set_input_files(
        [{"name": "r.pdf", "mimeType": "application/pdf", "buffer": PDF_FILE}]
    )
    steps.press(page, page.locator("main form[method=post] button[type=submit]"))
    assert "SHA-256" in page.locator("main").inner_text()
    unfold(page)
    steps.press(page, page.locator("#do-check .cb-form__buttons button"))
    assert "unchanged" in page.locator("main").inner_text()
    unfold(page)
    steps.assert_right_at_both_widths(page)
    page.locator("#id_hand_over-to_account").select_option(str(second.pk))
    page.locator("#id_hand_over-why").fill("To compare it.")
    steps.press(page, page.locator("#do-hand_over .cb-form__buttons button"))
    assert "Not confirmed yet" in page.locator("main").inner_text()
    page.context.close()

    other = window(browser, live, second)
    other.goto(f"{live}{reverse('complaints:detail', args=[one.pk])}")
    assert "waits for your answer" in other.locator("#evidence").inner_text()
    steps.assert_right_at_both_widths(other)
    other.locator("#evidence tbody a").click()
    unfold(other)
    steps.assert_right_at_both_widths(other)
    other.locator("label[for=id_answer-received_0]").click()
    steps.press(other, other.locator("#do-answer .cb-form__buttons button"))
    assert second.name in other.locator(".cb-record__head").inner_text()
    other.context.close()


def test_a_criminal_track_beside_it(live: str, browser: Any) -> None:
    one, detective = make.case(), complaint.person("criminal_investigator")
    actions_evidence.add(one.pk, actor=one.lead, kind="object", description="A torn button")
    page = window(browser, live, one.boss)
    page.goto(f"{live}{reverse('interviews:new_track', args=[one.pk])}")
    steps.assert_right_at_both_widths(page)
    page.context.close()
    track = make.track(one)
    actions_criminal.let_in(track.pk, actor=one.boss, account=detective, reason="Works for the sheriff.")
    for person in (one.boss, detective):
        page = window(browser, live, person)
        for address in (reverse("interviews:tracks"), reverse("interviews:track", args=[track.pk])):
            page.goto(f"{live}{address}")
            unfold(page)
            steps.assert_right_at_both_widths(page)
        page.context.close()
