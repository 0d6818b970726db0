"""A passkey in a real browser: set up as the second factor, then used alone to sign in, and again for another day."""

import os
from collections.abc import Iterator

import pytest
from factories.people import PASSWORD, person, signed_in

from commonbeat.kernel.access import sessions
from commonbeat.kernel.audit.models import AuditEntry

# Playwright's loop runs in this thread; the database is used by the test alone, between its steps.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture
def site(live: str) -> str:
    """The site under a name: a passkey belongs to a name, and an address of numbers is none."""
    return live.replace("127.0.0.1", "localhost")


@pytest.fixture
def page(browser, site: str) -> Iterator:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(15_000)
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable", {"enableUI": False})
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    context.close()


def test_a_passkey_is_set_up_signs_in_and_opens_another_day(page, site: str) -> None:
    ada = person("administrator", name="Ada Admin")
    cookie = signed_in(ada).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])

    page.goto(f"{site}/account/second-factor/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)  # credentials change only after the password
    page.locator("main form button[type=submit]").first.click()
    page.get_by_label("Name").fill("Station key")
    page.locator("label", has_text="Passwordless").click()
    page.get_by_role("button", name="Add").click()
    page.wait_for_url(lambda url: "webauthn/add" not in url)
    page.get_by_text("There are 10 out of 10 recovery codes available.").wait_for()
    added = AuditEntry.objects.filter(action="access.factor_added", object_id=str(ada.pk))
    assert {entry.details["type"] for entry in added} == {"webauthn", "recovery_codes"}

    page.goto(f"{site}/account/")
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url(f"{site}/")
    page.goto(f"{site}/console/people/")
    page.get_by_role("button", name="I understand and accept").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("heading", name="People and roles").wait_for()
    entry = AuditEntry.objects.filter(action="access.signed_in", object_id=str(ada.pk)).latest("seq")
    assert entry.details["methods"] == ["webauthn"]

    stale = signed_in(ada)
    over = stale.session
    over[sessions.SIGNED_IN] = over[sessions.SIGNED_IN] - 13 * 3600
    over.save()
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": stale.cookies["sessionid"].value, "url": site}])
    page.goto(f"{site}/console/people/")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.locator("#mfa_webauthn_reauthenticate").click()
    page.get_by_role("heading", name="People and roles").wait_for()
    assert page.complaints == []
