"""The console's own pages, a person's own account, and sign-in."""

from uuid import UUID

from factories.people import person

from commonbeat.city.roster.models import LinkRequest, Member

PEOPLE_READERS = ["administrator", "auditor"]


def someone() -> dict[str, UUID]:
    """A person the page is about."""
    return {"pk": person(email="someone@example.test", name="Someone").pk}


def someone_with_role() -> dict[str, object]:
    """A person and the role to take away."""
    return someone() | {"role": "analyst"}


def linked() -> dict[str, UUID]:
    """A person whose account is a member's."""
    pk = someone()
    Member.objects.create(number="7", name="Lee, Sam", account_id=pk["pk"])
    return pk


def asked_for() -> dict[str, UUID]:
    """A person whose account somebody asked to link."""
    pk = someone()
    member = Member.objects.create(number="7", name="Lee, Sam")
    asker = person("administrator", email="asker@example.test")
    LinkRequest.objects.create(member=member, account_id=pk["pk"], asked_by=asker, reason="Seen at the desk.")
    return pk


NO_SESSION = {"pk": UUID(int=1)}
SIGN_IN = "part of sign-in; see tests/front/staff/test_sign_in.py"

ROWS = {
    "console:home": {"roles": ["*"]},
    "console:people": {"roles": PEOPLE_READERS},
    "console:roles": {"roles": PEOPLE_READERS},
    "console:person": {"roles": PEOPLE_READERS, "args": someone},
    "console:person_new": {"roles": ["administrator"]},
    "console:person_grant": {"roles": ["administrator"], "args": someone},
    "console:person_revoke": {"roles": ["administrator"], "args": someone_with_role},
    "console:person_recover": {"roles": ["administrator"], "args": someone},
    "console:person_release": {"roles": ["administrator"], "args": someone},
    "console:person_disable": {"roles": ["administrator"], "args": someone},
    "console:person_enable": {"roles": ["administrator"], "args": someone},
    "console:person_link": {"roles": ["administrator"], "args": someone},
    "console:person_settle": {"roles": ["chief", "ia_commander"], "args": asked_for},
    "console:person_unlink": {"roles": ["administrator"], "args": linked},
    "console:audit": {"roles": ["auditor"]},
    "console:audit_export": {"roles": ["auditor"]},
    "console:doors": {"roles": ["administrator", "auditor", "community"]},
    "accounts:notice": {"open": True},
    "accounts:locked": {"roles": ["*"]},
    "accounts:again": {"roles": ["*"]},
    "accounts:resume": {"roles": ["*"], "ok": 302},
    "accounts:sign_out": {"open": True, "ok": 405},
    "accounts:own": {"roles": ["*"]},
    "accounts:end_session": {"roles": ["*"], "ok": 405, "visitor": 405, "args": NO_SESSION},
    "account_login": {"roles": ["*"], "ok": 302},
    "account_inactive": {"open": True},
    "account_logout": {"roles": ["*"]},
    "account_change_password": {"roles": ["*"]},
    "account_reauthenticate": {"roles": ["*"]},
    "mfa_index": {"roles": ["*"]},
    "mfa_authenticate": {"roles": ["*"], "ok": 302},
    "mfa_reauthenticate": {"roles": ["*"]},
    "mfa_activate_totp": {"roles": ["*"], "ok": 302},
    "mfa_deactivate_totp": {"skip": SIGN_IN},
    "mfa_view_recovery_codes": {"skip": SIGN_IN},
    "mfa_generate_recovery_codes": {"skip": SIGN_IN},
    "mfa_download_recovery_codes": {"skip": SIGN_IN},
    "mfa_list_webauthn": {"skip": SIGN_IN},
    "mfa_add_webauthn": {"skip": SIGN_IN},
    "mfa_reauthenticate_webauthn": {"skip": SIGN_IN},
    "mfa_remove_webauthn": {"skip": SIGN_IN},
    "mfa_edit_webauthn": {"skip": SIGN_IN},
    "mfa_login_webauthn": {"skip": SIGN_IN},
}
