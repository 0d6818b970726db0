"""In a browser: notice, password, code, home; then the lock over an open page, and nothing typed is lost."""

import os

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from factories.people import PASSWORD, TOTP_SECRET, person, signed_in

# Playwright's loop runs in this thread; the database is used by the test alone, between its steps.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture
def page(browser, live):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


def code() -> str:
    return format_hotp_value(hotp_value(TOTP_SECRET, list(yield_hotp_counters_from_time())[1]))


def test_sign_in_lock_and_go_on(page, live):
    person("administrator", name="Ada Admin")
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)

    page.goto(f"{live}/console/people/new/")
    page.get_by_role("button", name="I understand and accept").click()
    page.get_by_label("Email").fill("administrator@example.test")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.locator("input[name=code]").fill(code())
    page.locator("main form button[type=submit]").first.click()
    page.get_by_role("heading", name="Open an account").wait_for()  # back where the person wanted to go

    page.get_by_label("Name", exact=True).fill("Typed But Not Sent")
    other = page.context.new_page()
    other.goto(f"{live}/account/")
    other.get_by_role("button", name="Lock this screen").click()
    other.get_by_role("heading", name="This screen is locked").wait_for()
    assert "Ada Admin, type your password" in other.content()

    page.get_by_label("E-mail address").fill("typed@example.test")
    page.get_by_label("Reason").fill("written while the session was locked elsewhere")
    page.get_by_role("button", name="Open the account").click()
    page.get_by_role("heading", name="This screen is locked").wait_for()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Unlock").click()
    page.get_by_role("heading", name="Hand this one-time password to Typed But Not Sent").wait_for()
    assert complaints == []


def test_the_open_page_is_covered_after_idleness_and_comes_back_as_it_was(page, live):
    cookie = signed_in(person("administrator", name="Ada Admin")).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live}])
    page.clock.install()
    page.goto(f"{live}/console/people/new/")
    page.get_by_label("Name", exact=True).fill("Half written")
    page.clock.run_for(31 * 60 * 1000)
    lock = page.locator("#cb-lock")
    lock.wait_for(state="visible")
    assert not page.get_by_label("Name", exact=True).is_visible()
    page.keyboard.press("Escape")
    lock.get_by_label("Password").fill("wrong")
    lock.get_by_role("button", name="Unlock").click()
    lock.get_by_text("This is not your password.").wait_for()
    lock.get_by_label("Password").fill(PASSWORD)
    lock.get_by_role("button", name="Unlock").click()
    lock.wait_for(state="hidden")
    assert page.get_by_label("Name", exact=True).input_value() == "Half written"
