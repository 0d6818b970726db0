"""An officer and the internal affairs commander, from the first paper to a closed case: pages right at both widths."""

import os
from typing import Any

from django.conf import settings
from django.urls import reverse
from factories import complaints
from factories.discipline import House, house, investigated
from factories.people import signed_in
from journeys import steps

from commonbeat.accountability.complaints import actions_case
from commonbeat.accountability.discipline import actions, own
from commonbeat.city.agency.days import today

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def as_somebody(open_page: Any, site: str, account: Any) -> Any:
    """A browser in which somebody has signed in just now."""
    page = open_page(steps.DESK)
    cookie = steps.on_file(lambda: signed_in(account).cookies[settings.SESSION_COOKIE_NAME].value)
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site}])
    return page


def _proposed() -> House:
    one = house()
    one.notify()
    found = one.propose()
    actions.give_materials(
        one.case, found.pk, actor=one.commander, materials="The file.", meeting="Monday at 9."
    )
    one.serve("finding", "Sustained.", finding_id=one.finding().pk)
    one.serve("comment", "Was rude once, on 3 May, at a traffic stop.")
    own.ask_time(one.account, own.papers(one.account)[0].pk, why="My representative is away.")
    return one


def test_an_officer_reads_signs_and_answers(live: str, open_page: Any) -> None:
    one = steps.on_file(_proposed)
    page = as_somebody(open_page, live, one.account)
    here = live + reverse("discipline:mine")
    page.goto(here)
    steps.assert_right_at_both_widths(page)
    assert "What you can do next" in page.locator("main").inner_text()
    page.get_by_role("link", name="Adverse comment for the personnel file").first.click()
    page.wait_for_url("**/my-file/*/")
    steps.assert_right_at_both_widths(page)
    page.set_viewport_size(steps.PHONE)
    steps.press(page, page.get_by_role("button", name="Sign that I read it"))
    assert page.locator(".cb-errors").count() == 1
    steps.assert_right_at_both_widths(page)
    page.get_by_text("I have read this paper and sign for it", exact=True).click()
    steps.press(page, page.get_by_role("button", name="Sign that I read it"))
    page.get_by_label("Your answer").fill("It was a long night; I said sorry.")
    steps.press(page, page.get_by_role("button", name="Send my answer"))
    assert "It was a long night" in page.locator("main").inner_text()
    steps.assert_right_at_both_widths(page)
    page.goto(here)
    assert "with your answer" in page.locator("main").inner_text()
    steps.assert_right_at_both_widths(page)


def _asked() -> House:
    one = investigated()
    one.notify()
    actions_case.mediation(one.case, actor=one.commander, stage="offered")
    return one


def test_an_officer_is_asked_for_a_talk_and_says_no_with_one_press(live: str, open_page: Any) -> None:
    one = steps.on_file(_asked)
    page = as_somebody(open_page, live, one.account)
    page.goto(live + reverse("discipline:mine"))
    assert "You are asked whether you would talk with the complainant" in page.locator("main").inner_text()
    steps.assert_right_at_both_widths(page)
    page.set_viewport_size(steps.PHONE)
    steps.press(page, page.get_by_role("button", name="No talk"))
    assert "You said no. There will be no talk" in page.locator("main").inner_text()
    assert page.get_by_role("button", name="Yes, I would talk").count() == 0
    steps.assert_right_at_both_widths(page)


def test_the_commander_works_on_the_officers_page(live: str, open_page: Any) -> None:
    one = steps.on_file(_proposed)
    page = as_somebody(open_page, live, one.commander)
    address = live + reverse("discipline:officer", args=[one.case, one.officer])
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    steps.assert_right_at_both_widths(page)
    form = page.locator("#do-respond")
    form.get_by_label("How the officer responded").select_option("held")
    form.get_by_label("Day").fill(today().isoformat())
    steps.press(page, form.get_by_role("button", name="Record the response"))
    assert "Say who held the meeting." in page.locator("main").inner_text()
    steps.assert_right_at_both_widths(page)
    page.locator("#do-respond").get_by_label("Who held the meeting").fill("Capt. Ruiz")
    steps.press(page, page.locator("#do-respond").get_by_role("button", name="Record the response"))
    assert "Response heard or waived" in page.locator("main").inner_text()
    for name, args in (("find", []), ("personnel", [one.who.pk]), ("separate", [one.who.pk])):
        page.goto(live + reverse(f"discipline:{name}", args=args) + ("?q=lee" if name == "find" else ""))
        steps.assert_right_at_both_widths(page)


def _with_a_record() -> House:
    one = house()
    for result in ("sustained", "unfounded"):
        complaints.closed(result, who=one.who)
    return one


def test_files_and_agreements_at_both_widths(live: str, open_page: Any) -> None:
    one = steps.on_file(_with_a_record)
    page = as_somebody(open_page, live, one.chief)
    for name, query in (("personnel", ""), ("separate", "?for=training")):
        page.goto(live + reverse(f"discipline:{name}", args=[one.who.pk]) + query)
        steps.assert_right_at_both_widths(page)
        assert page.locator("tbody tr").count() == 1
    page.goto(live + reverse("discipline:agreements"))
    steps.assert_right_at_both_widths(page)
    page.get_by_label("title").fill("POA memorandum")
    page.locator("input[name=in_force_from]").fill("2026-01-01")
    page.locator("input[name=reason]").fill("New memorandum")
    steps.press(page, page.get_by_role("button", name="Keep it"))
    assert "POA memorandum" in page.locator("table").inner_text()
    steps.assert_right_at_both_widths(page)
