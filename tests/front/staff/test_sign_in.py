"""Sign-in from the notice to the first page, and everything that stands before it."""

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse
from factories.people import PASSWORD, REASON, TOTP_SECRET, person, signed_in

from commonbeat.kernel import audit
from commonbeat.kernel.access import actions, factors
from commonbeat.kernel.access.models import OpenSession
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
LOGIN = reverse("account_login")


@pytest.fixture(autouse=True)
def _codes_are_fresh():
    """A code may be used once; each test begins without used ones."""
    cache.clear()


def code(offset: int = 1) -> str:
    """The code an authenticator app shows now (or in the window beside it)."""
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(TOTP_SECRET, counters[offset]))


def accepted() -> Client:
    """A browser in which the notice was accepted."""
    client = Client()
    client.post(reverse("accounts:notice"), {"accept": "yes"})
    return client


def log_of(action: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action=action).order_by("seq"))


def try_password(client: Client, email: str, password: str = PASSWORD):
    return client.post(LOGIN, {"login": email, "password": password})


def test_notice_comes_first():
    client = Client()
    answer = client.get(LOGIN + "?next=/console/people/")
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("accounts:notice"))
    assert client.post(reverse("accounts:notice"), {}).status_code == 200  # without accepting nothing changes
    assert client.get(LOGIN).status_code == 302
    assert client.post(reverse("accounts:notice"), {"accept": "yes", "next": LOGIN}).url == LOGIN
    assert client.get(LOGIN).status_code == 200


def test_notice_does_not_lead_away():
    answer = Client().post(reverse("accounts:notice"), {"accept": "yes", "next": "https://elsewhere.test/"})
    assert answer.url == LOGIN


def test_password_and_code_lead_in():
    user = person("analyst")
    client = accepted()
    first = try_password(client, "Analyst@Example.test")
    assert first.url == reverse("mfa_authenticate")
    assert client.get("/console/").status_code == 302  # half signed in is not signed in
    key_before = client.session.session_key
    done = client.post(reverse("mfa_authenticate"), {"code": code()})
    assert done.url == "/console/"
    assert client.session.session_key != key_before
    assert client.get("/console/").status_code == 200
    entry = log_of("access.signed_in")[-1]
    assert (entry.actor_id, entry.details["methods"]) == (str(user.pk), ["password", "totp"])
    assert entry.details["notice"].startswith("1 ")
    assert OpenSession.objects.get(user=user, ended_at=None).key == client.session.session_key


def test_code_works_once():
    person("analyst")
    used = code()
    for expected in (302, 200):
        client = accepted()
        try_password(client, "analyst@example.test")
        assert client.post(reverse("mfa_authenticate"), {"code": used}).status_code == expected


def test_known_and_unknown_accounts_get_the_same_answer():
    person("analyst")
    known = try_password(accepted(), "analyst@example.test", "wrong")
    unknown = try_password(accepted(), "nobody-here@example.test", "wrong")
    assert known.status_code == unknown.status_code == 200

    def plain(answer):
        return answer.context["form"].errors.as_json()

    assert plain(known) == plain(unknown)
    assert [entry.outcome for entry in log_of("access.sign_in_failed")] == ["failed", "failed"]
    assert log_of("access.sign_in_failed")[1].object_id == "unknown"


@pytest.mark.parametrize("email", ["analyst@example.test", "nobody-here@example.test"])
def test_five_failures_lock_until_released(email):
    user, administrator = person("analyst"), person("administrator")
    for number in range(1, 6):
        answer = try_password(accepted(), email, "wrong")
        assert answer.status_code == (429 if number == 5 else 200), number
    assert try_password(accepted(), email).status_code == 429  # the right password does not help
    if email == user.email:
        actions.release_lockout(actor=administrator, user=user, reason=REASON)
        assert try_password(accepted(), email).url == reverse("mfa_authenticate")


def test_wrong_codes_lock_too():
    person("analyst")
    client = accepted()
    try_password(client, "analyst@example.test")
    statuses = [client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    assert client.post(reverse("mfa_authenticate"), {"code": code()}).status_code == 429
    assert log_of("access.locked_out")[0].outcome == "refused"


def test_disabled_account_stays_out():
    user = person("analyst")
    client = signed_in(user)
    actions.set_active(actor=audit.SYSTEM, user=user, active=False, reason=REASON)
    assert client.get("/console/").status_code == 302
    assert try_password(accepted(), user.email).url == reverse("account_inactive")


def test_second_factor_comes_before_anything_else(django_capture_on_commit_callbacks):
    user, _ = actions.create_account(
        actor=audit.SYSTEM, email="new@example.test", name="New", reason=REASON, password=PASSWORD
    )
    client = accepted()
    assert try_password(client, user.email).status_code == 302
    assert client.get("/console/").url == reverse("mfa_activate_totp")
    assert client.get(reverse("accounts:own")).url == reverse("mfa_activate_totp")
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    secret = client.session["mfa.totp.secret"]
    shown = format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": shown})
    assert factors.has_second_factor(user)
    assert secret not in str(user.authenticator_set.get(type="totp").data)  # kept sealed
    assert client.get("/console/").status_code == 200
    assert [entry.details["type"] for entry in log_of("access.factor_added")][:1] == ["totp"]


def test_one_time_password_must_be_changed_first():
    user, handed = actions.create_account(
        actor=audit.SYSTEM, email="new@example.test", name="New", reason=REASON
    )
    client = accepted()
    try_password(client, user.email, handed)
    assert client.get("/console/").url == reverse("account_change_password")
    chosen = "another lantern harbour"
    client.post(
        reverse("account_change_password"), {"oldpassword": handed, "password1": chosen, "password2": chosen}
    )
    user.refresh_from_db()
    assert (user.must_change_password, user.check_password(chosen)) == (False, True)
    assert client.get("/console/").url == reverse("mfa_activate_totp")
    assert log_of("access.password_changed")[0].object_id == str(user.pk)


@pytest.mark.parametrize("bad", ["short1!", "password", "a" * 129])
def test_bad_passwords_are_refused(bad):
    user = person("analyst")
    client = signed_in(user)
    page = client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": bad, "password2": bad}
    )
    assert page.status_code == 200
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_password_of_128_characters_is_taken():
    user = person("analyst")
    chosen = "long enough for anybody " * 5 + "12345678"
    assert len(chosen) == 128
    signed_in(user).post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": chosen, "password2": chosen},
    )
    assert User.objects.get(pk=user.pk).check_password(chosen)


def test_nobody_signs_up_or_recovers_by_mail():
    for name in ("account_signup", "account_reset_password", "account_email"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_sign_out_ends_the_session():
    user = person("analyst")
    client = signed_in(user)
    cookie = client.cookies["sessionid"].value
    assert client.post(reverse("accounts:sign_out")).url == "/"
    client.cookies["sessionid"] = cookie
    assert client.get("/console/").status_code == 302
    assert log_of("access.signed_out")[0].actor_id == str(user.pk)
    assert OpenSession.objects.filter(user=user, ended_at=None).count() == 0
