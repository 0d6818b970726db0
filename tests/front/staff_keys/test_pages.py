"""Keys in the browser: issued with a reason, shown once, revoked with a reason."""

import re

import pytest
from django.test import Client
from factories.people import person, signed_in

from commonbeat.kernel import audit
from commonbeat.kernel.access import api_keys
from commonbeat.kernel.access.models import ApiKey
from commonbeat.kernel.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
FORM = {
    "holder": "Park app", "contact": "it@parks.example", "scopes": ["open311.write"], "days": "365", "per_hour": "600",
    "purpose": "Reports from the parks",
}  # fmt: skip


@pytest.fixture
def administrator() -> Client:
    return signed_in(person("administrator"))


def issued(client: Client, **more: object) -> str:
    """The key a page shows."""
    page = client.post("/console/keys/new/", {**FORM, **more})
    assert page.status_code == 200
    return re.search(r'<code id="api-key">([^<]+)</code>', page.content.decode())[1]


def test_a_key_is_shown_once(administrator):
    text = issued(administrator)
    key = ApiKey.objects.get()
    assert api_keys.verified(text, "open311.write").pk == key.pk
    assert (key.holder, key.issued_by.name, key.scopes) == (
        "Park app",
        "Test Administrator",
        ["open311.write"],
    )
    for path in ("", f"{key.pk}/"):
        page = administrator.get(f"/console/keys/{path}").content.decode()
        assert text not in page
        assert key.prefix in page


def test_the_page_with_the_key_is_kept_nowhere(administrator):
    response = administrator.post("/console/keys/new/", FORM)
    assert "no-store" in response["Cache-Control"]


def test_what_is_wrong_is_said_and_no_key_is_made(administrator):
    page = administrator.post("/console/keys/new/", {**FORM, "scopes": ["everything"], "per_hour": "0"})
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"scopes", "per_hour"}
    assert ApiKey.objects.count() == 0


def test_a_key_is_revoked_with_a_reason(administrator):
    text = issued(administrator)
    key = ApiKey.objects.get()
    assert administrator.post(f"/console/keys/{key.pk}/revoke/", {"reason": ""}).status_code == 200
    assert ApiKey.objects.get().state == "active"
    administrator.post(f"/console/keys/{key.pk}/revoke/", {"reason": "The app is gone"})
    with pytest.raises(api_keys.BadKey):
        api_keys.verified(text, "open311.write")
    page = administrator.get(f"/console/keys/{key.pk}/").content.decode()
    assert "The app is gone" in page
    assert "revoke/" not in page
    again = administrator.post(f"/console/keys/{key.pk}/revoke/", {"reason": "again"})
    assert again.context["form"].non_field_errors() == ["This key is revoked already."]
    assert sorted(AuditEntry.objects.filter(object_kind="api_key").values_list("action", flat=True)) == [
        "access.key_issued", "access.key_revoked",
    ]  # fmt: skip


def test_the_list_by_state(administrator):
    made = api_keys.issue(
        actor=audit.SYSTEM, holder="Old <b>app</b>", contact="x", purpose="x", scopes=["open311.read"], days=1
    )
    api_keys.revoke(actor=audit.SYSTEM, key=made.key, reason="x")
    issued(administrator)
    listed = {
        state: [
            key.holder
            for key in administrator.get(f"/console/keys/?state={state}").context["listing"].page.rows
        ]
        for state in ("", "active", "revoked", "expired")
    }
    assert listed == {
        "": ["Park app", "Old <b>app</b>"], "active": ["Park app"], "revoked": ["Old <b>app</b>"], "expired": [],
    }  # fmt: skip
    assert b"Old <b>" not in administrator.get("/console/keys/").content
    assert administrator.get("/console/keys/?state=x").status_code == 400


def test_an_auditor_looks_and_does_nothing():
    made = api_keys.issue(
        actor=audit.SYSTEM, holder="Park app", contact="x", purpose="x", scopes=["open311.read"], days=1
    )
    auditor = signed_in(person("auditor"))
    page = auditor.get("/console/keys/").content.decode()
    assert "Park app" in page
    assert "keys/new" not in page
    assert "revoke/" not in auditor.get(f"/console/keys/{made.key.pk}/").content.decode()
