"""A complaint through the hands of everybody who works on it, in the browser: clerk, commander, investigator, chief, oversight."""

import os
from datetime import timedelta
from typing import Any

from factories import complaints as make
from factories.complaints import person
from factories.people import signed_in
from factories.police_reports import agency
from journeys import steps

from commonbeat.accountability.complaints.models import Complaint
from commonbeat.city.agency.days import today
from commonbeat.kernel import audit, walls

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def _window(open_page: Any, site: str, user: Any, size: dict[str, int] = steps.DESK) -> Any:
    """A browser in which this person has signed in."""
    page = open_page(size)
    cookies = signed_in(user).cookies
    page.context.add_cookies([{"name": one.key, "value": one.value, "url": site} for one in cookies.values()])
    return page


def _do(page: Any, name: str, **given: str) -> None:
    """Open the form of one thing to do, fill it in and send it."""
    form = page.locator(f"#do-{name}")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    for field, value in given.items():
        control = form.locator(f"[name={name}-{field}]")
        if control.count() > 1 or control.first.get_attribute("type") in ("radio", "checkbox"):
            form.locator(f"[name={name}-{field}][value='{value}'] + label").click()
        elif control.evaluate("one => one.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
    steps.press(page, form.locator("button[type=submit]"))


def _the_case() -> Complaint:
    with walls.looking(audit.SYSTEM, "complaint_list"):
        found: Complaint = Complaint.objects.within_look().get()
    return found


def test_from_the_counter_to_the_letter(live: str, open_page: Any) -> None:
    agency()
    since = today() - timedelta(days=20)
    clerk, boss, lead, chief = person("records"), make.commander(), person("ia_investigator"), person("chief")
    officer = make.officer_with_account()

    page = _window(open_page, live, clerk, steps.PHONE)
    page.goto(f"{live}/console/complaints/new/")
    steps.press(page, page.get_by_role("button", name="Keep it"))
    page.locator(".cb-errors").wait_for()
    steps.assert_right_at_both_widths(page)
    page.set_viewport_size(steps.PHONE)
    page.get_by_label("How it came in").select_option("phone")
    page.get_by_label("When it was received").fill(f"{since}T10:15")
    page.locator("label", has_text="Open").last.click()
    page.get_by_label("What happened, in their words").fill("He would not give his name.")
    page.get_by_label("Who it is about").fill("tall, glasses, car 14")
    steps.press(page, page.get_by_role("button", name="Keep it"))
    page.get_by_text("He would not give his name.").wait_for()
    steps.assert_right_at_both_widths(page)

    case = f"{live}/console/complaints/{_the_case().pk}/"
    page = _window(open_page, live, boss)
    page.goto(f"{live}/console/complaints/")
    steps.assert_right_at_both_widths(page)
    steps.press(page, page.get_by_role("link", name=_the_case().number))
    _do(page, "acknowledge")
    _do(page, "allegation", code="discourtesy", number="320", title="Conduct", version="9")
    _do(page, "classify", severity="minor")
    _do(
        page,
        "stand_still",
        ground="waiver",
        since=str(since + timedelta(days=1)),
        until=str(since + timedelta(days=8)),
        reason="Signed waiver on file.",
    )
    page.get_by_text("Gov. Code §3304(d)(2)(B)").first.wait_for()
    _do(page, "assign", lead=str(lead.pk))
    steps.assert_right_at_both_widths(page)

    page = _window(open_page, live, lead, steps.PHONE)
    page.goto(case)
    with walls.looking(audit.SYSTEM, "complaint_work", case=_the_case().pk):
        told = str(_the_case().officers.within_look().get().pk)
    _do(
        page, "match", officer=told, member=str(officer.pk), part="accused", how="Dispatch record of the call"
    )
    _do(page, "begin_work")
    _do(page, "note", text="Spoke with the neighbor.")
    _do(page, "recommend", result="not_sustained", reasons="One word stands against the other.")
    _do(page, "propose")
    steps.assert_right_at_both_widths(page)
    page.goto(f"{live}/console/complaints/")
    assert page.get_by_role("link", name=_the_case().number).is_visible()

    page = _window(open_page, live, boss)
    page.goto(case)
    _do(page, "submit")
    page = _window(open_page, live, chief)
    page.goto(case)
    _do(page, "return_case", reason="Look at the camera too.")
    assert page.get_by_text("Look at the camera too.").is_visible()
    page = _window(open_page, live, lead)
    page.goto(case)
    _do(page, "propose")
    page = _window(open_page, live, boss)
    page.goto(case)
    _do(page, "submit")
    page = _window(open_page, live, chief)
    page.goto(case)
    _do(page, "adopt", result="not_sustained")
    _do(page, "decide", ended_how="investigated")
    steps.assert_right_at_both_widths(page)

    page = _window(open_page, live, boss)
    page.goto(case)
    page.get_by_text("Send a letter").click()
    page.locator("select[name=name]").select_option("outcome")
    steps.press(page, page.get_by_role("button", name="Begin"))
    assert "Not sustained" in page.locator("textarea").input_value()
    assert "Lee" not in page.locator("textarea").input_value()
    steps.assert_right_at_both_widths(page)
    steps.press(page, page.get_by_role("button", name="Send the letter"))
    _do(page, "close")
    assert page.get_by_text("Closed").first.is_visible()

    page = _window(open_page, live, person("oversight"), steps.PHONE)
    page.goto(case)
    assert page.get_by_text("He would not give his name.").is_visible()
    assert page.locator("main form[method=post]").count() == 0
    steps.assert_right_at_both_widths(page)
