"""A supervisor with an alert, the officer it is about, and those who switch it on: on a phone and at a desk."""

import os
from datetime import timedelta
from typing import Any

from factories import support as make
from factories.people import signed_in
from journeys import steps

from commonbeat.accountability.support import actions
from commonbeat.city.agency.days import today as agency_day

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def window(browser: Any, address: str, person: Any) -> Any:
    """A browser's page in which somebody has signed in."""
    context = browser.new_context(viewport=steps.PHONE)
    cookies = signed_in(person).cookies
    context.add_cookies([{"name": name, "value": one.value, "url": address} for name, one in cookies.items()])
    page = context.new_page()
    page.set_default_timeout(8_000)
    return page


def test_from_the_alert_to_the_plan(live: str, browser: Any) -> None:
    sergeant, officer = make.person("sergeant", name="Ben Okafor"), make.person("officer", name="Ana Reyes")
    _member, alert = make.raised(sergeant, account=officer)
    page = window(browser, live, sergeant)
    page.goto(f"{live}/console/support/")
    steps.assert_right_at_both_widths(page)
    steps.press(page, page.locator(".cb-row-link"))
    steps.assert_right_at_both_widths(page)
    steps.press(page, page.get_by_role("button", name="I have read it"))
    page.get_by_text("Write down a talk").click()
    steps.press(page, page.locator("main form[action$='/talk/'] .cb-form__buttons button"))
    assert page.locator(".cb-errors").count() == 1
    steps.assert_right_at_both_widths(page)
    today = agency_day()
    page.get_by_label("Day of the talk").fill(f"{today:%Y-%m-%d}")
    page.get_by_label("What was said").fill("We talked about the new beat.")
    steps.press(page, page.locator("main form[action$='/talk/'] .cb-form__buttons button"))
    steps.press(page, page.get_by_role("button", name="Reviewed with its context"))
    page.get_by_text("Write down a plan").click()
    page.get_by_text("Regular talks with the supervisor").click()
    page.get_by_label("What was agreed").fill("A talk each week.")
    page.get_by_label("How one will know that it helped").fill("Fewer reports than expected")
    page.get_by_label("Day it was agreed").fill(f"{today - timedelta(days=40):%Y-%m-%d}")
    steps.press(page, page.locator("main form[action$='/plan/'] .cb-form__buttons button"))
    steps.press(page, page.get_by_role("button", name="A plan was agreed"))
    page.get_by_text("Look at the plan again").click()
    steps.assert_right_at_both_widths(page)
    page.context.close()

    actions.answer(actor=officer, text="It helps to talk.", alert=alert.pk)
    mine = window(browser, live, officer)
    mine.goto(f"{live}/console/support/me/")
    steps.assert_right_at_both_widths(mine)
    assert "A talk each week." in mine.locator("main").inner_text()
    mine.context.close()


def test_what_switches_it_on(live: str, browser: Any) -> None:
    make.officers(2)
    clerk = make.person("support_coordinator")
    page = window(browser, live, clerk)
    for path in ("", "settings/", "settings/notice/", "settings/supervisors/", "me/"):
        page.goto(f"{live}/console/support/{path}")
        steps.assert_right_at_both_widths(page)
    make.switch_on()
    page.goto(f"{live}/console/support/settings/")
    steps.assert_right_at_both_widths(page)
    page.context.close()
