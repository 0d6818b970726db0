"""The commander answers a request for records, reports to POST and takes the yearly table along; axe is clean throughout."""

import os
from typing import Any

from factories import complaints as make
from factories.people import signed_in
from journeys import steps

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def test_records_are_asked_for_delayed_and_given_out(live: str, open_page: Any) -> None:
    page = open_page(steps.DESK)
    commander = steps.on_file(make.commander)
    cookie = steps.on_file(lambda: signed_in(commander).cookies["sessionid"].value)
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live}])
    case = steps.on_file(make.taken)
    page.goto(f"{live}/console/disclosure/")
    page.get_by_text("Nothing is owed.").wait_for()
    steps.assert_right_at_both_widths(page)
    page.goto(f"{live}/console/complaints/{case.complaint_id}/")
    steps.press(page, page.get_by_role("link", name="Requests and reports of this complaint"))
    steps.assert_right_at_both_widths(page)
    page.locator("summary", has_text="Write a request down").click()
    page.get_by_label("Who asks, as they wrote").fill("Ana Reyes, The Herald")
    page.get_by_label("What they ask for").fill("The whole file")
    steps.press(page, page.get_by_role("button", name="Write it down"))
    page.get_by_role("heading", name=f"{case.number}-D1").wait_for()
    page.locator("summary", has_text="Delay it").click()
    steps.press(page, page.get_by_role("button", name="Delay it, with reasons in writing"))
    page.locator(".cb-errors").first.wait_for()
    steps.assert_right_at_both_widths(page)
    page.get_by_label("Specific basis").fill("Witnesses are still being heard.")
    steps.press(page, page.get_by_role("button", name="Delay it, with reasons in writing"))
    page.get_by_text("Delayed by law, reasons written").first.wait_for()
    page.locator("summary", has_text="The records went out").click()
    page.get_by_label("What was given out").fill("212 pages")
    page.locator("#id_release-proof").fill("Receipt 7")
    steps.press(page, page.get_by_role("button", name="The records went out"))
    page.get_by_text("Given out").first.wait_for()
    steps.assert_right_at_both_widths(page)
    page.goto(f"{live}/console/disclosure/")
    page.get_by_text("Receipt 7").wait_for()
    steps.assert_right_at_both_widths(page)
    steps.press(page, page.get_by_role("link", name="Yearly table for the Department of Justice"))
    steps.assert_right_at_both_widths(page)
