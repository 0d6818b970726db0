"""What happens to a session that is left alone or grows old: nothing typed is lost."""

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse
from factories.people import PASSWORD, TOTP_SECRET, person, signed_in

from commonbeat.kernel.access import kept, sessions
from commonbeat.kernel.access.models import KeptForm, OpenSession, RoleGrant
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
MINUTE, HOUR = 60, 3600


@pytest.fixture(autouse=True)
def _codes_are_fresh():
    cache.clear()


@pytest.fixture
def clock(monkeypatch):
    """The clock of sessions; ``clock(seconds)`` moves it on."""
    moment = [1_800_000_000.0]
    monkeypatch.setattr(sessions, "now_s", lambda: moment[0])

    def move(seconds: float) -> None:
        moment[0] += seconds

    return move


@pytest.fixture
def administrator(clock) -> User:
    return person("administrator")


@pytest.fixture
def client(administrator) -> Client:
    return signed_in(administrator)


def code() -> str:
    return format_hotp_value(hotp_value(TOTP_SECRET, list(yield_hotp_counters_from_time())[1]))


def grant_form() -> tuple[str, dict[str, str], User]:
    """A form with typed text: a role to give."""
    someone = person(email="someone@example.test", name="Someone")
    data = {"role": "analyst", "reason": "transferred to analysis; “naïve” text stays"}
    return reverse("console:person_grant", args=[someone.pk]), data, someone


def unlock(client: Client, address: str):
    return client.post(address, {"password": PASSWORD})


@pytest.mark.parametrize(("seconds", "status"), [(30 * MINUTE - 1, 200), (30 * MINUTE, 302)])
def test_locks_after_thirty_idle_minutes(client, clock, seconds, status):
    clock(seconds)
    assert client.get("/console/people/").status_code == status


def test_use_keeps_it_open_and_background_does_not(client, clock):
    for _ in range(3):
        clock(20 * MINUTE)
        assert client.get("/console/").status_code == 200
    clock(20 * MINUTE)
    assert client.get("/console/", headers={"X-Background": "1"}).status_code == 200
    clock(10 * MINUTE)
    assert client.get("/console/").status_code == 302


def test_locked_page_shows_nothing_and_the_password_opens_it(client, clock):
    clock(31 * MINUTE)
    answer = client.get("/console/people/?q=har")
    assert answer.url == reverse("accounts:locked") + "?next=%2Fconsole%2Fpeople%2F%3Fq%3Dhar"
    page = client.get(answer.url).content.decode()
    assert "People and roles" not in page
    wrong = client.post(answer.url, {"password": "wrong"})
    assert wrong.status_code == 422
    assert client.get("/console/").status_code == 302
    assert unlock(client, answer.url).url == "/console/people/?q=har"
    assert client.get("/console/people/?q=har").status_code == 200
    actions = AuditEntry.objects.filter(action__startswith="access.session_").order_by("seq")
    assert [one.action for one in actions] == ["access.session_locked", "access.session_unlocked"]


def test_lock_stays_although_somebody_clicks(client, clock):
    clock(31 * MINUTE)
    client.get("/console/")
    clock(-31 * MINUTE)
    assert client.get("/console/").status_code == 302


def test_form_sent_while_locked_is_completed_after_unlocking(client, clock):
    address, data, someone = grant_form()
    clock(31 * MINUTE)
    stopped = client.post(address, data)
    assert stopped.status_code == 302
    assert RoleGrant.objects.filter(user=someone).count() == 0
    assert b"transferred" not in bytes(KeptForm.objects.get().sealed_body)
    back = unlock(client, stopped.url)
    done = client.get(back.url)
    assert done.url == reverse("console:person", args=[someone.pk])
    assert RoleGrant.objects.get(user=someone).reason == data["reason"]
    assert KeptForm.objects.count() == 0
    assert client.get(back.url).status_code == 200  # once only: the same address is the empty form now
    assert RoleGrant.objects.filter(user=someone).count() == 1


@pytest.mark.parametrize("is_read_for_the_form_token", [False, True])
def test_typed_text_of_a_form_with_files_is_kept(administrator, clock, is_read_for_the_form_token):
    client = Client(enforce_csrf_checks=is_read_for_the_form_token)
    client.force_login(administrator, backend="allauth.account.auth_backends.AuthenticationBackend")
    address, data, someone = grant_form()
    client.get(address)
    data["csrfmiddlewaretoken"] = client.cookies["csrftoken"].value
    clock(31 * MINUTE)
    stopped = client.post(address, data | {"file": SimpleUploadedFile("a.txt", b"x")})
    assert KeptForm.objects.get().files_left_out is is_read_for_the_form_token
    client.get(client.post(stopped.url, {**data, "password": PASSWORD}).url)
    assert RoleGrant.objects.get(user=someone).role == "analyst"


def test_a_kept_form_belongs_to_its_writer(client, clock):
    address, data, someone = grant_form()
    clock(31 * MINUTE)
    client.post(address, data)
    form = KeptForm.objects.get()
    other = signed_in(person("administrator", email="other@example.test"))
    assert other.get(kept.address_to_send(form)).status_code == 200
    assert (KeptForm.objects.count(), RoleGrant.objects.filter(user=someone).count()) == (1, 0)


def test_a_kept_form_goes_only_where_it_was_sent(client, clock):
    address, data, someone = grant_form()
    clock(31 * MINUTE)
    stopped = client.post(address, data)
    unlock(client, stopped.url)
    assert client.get(f"/console/people/?_kept={KeptForm.objects.get().pk}").status_code == 200
    assert client.get("/console/people/?_kept=no-id").status_code == 200
    assert RoleGrant.objects.filter(user=someone).count() == 0


def test_a_forged_form_is_not_kept(administrator, clock):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(administrator, backend="allauth.account.auth_backends.AuthenticationBackend")
    address, data, _ = grant_form()
    clock(31 * MINUTE)
    assert strict.post(address, data).status_code == 403
    assert KeptForm.objects.count() == 0


def test_twelve_hours_ask_for_both_factors_and_keep_the_form(client, clock, administrator):
    address, data, someone = grant_form()
    for _ in range(36):
        clock(20 * MINUTE)
        last = client.get("/console/").status_code
    assert last == 302
    stopped = client.post(address, data)
    assert stopped.url.startswith(reverse("accounts:again"))
    assert client.post(stopped.url, {"password": PASSWORD}).status_code == 422
    assert client.post(stopped.url, {"password": "wrong", "code": code()}).status_code == 422
    before = client.session.session_key
    back = client.post(stopped.url, {"password": PASSWORD, "code": code()})
    assert client.session.session_key != before
    assert OpenSession.objects.get(user=administrator, ended_at=None).key == client.session.session_key
    client.get(back.url)
    assert RoleGrant.objects.get(user=someone).role == "analyst"


def test_the_unlock_page_does_not_open_a_session_that_is_over(client, clock):
    clock(12 * HOUR)
    answer = client.post(reverse("accounts:locked"), {"password": PASSWORD})
    assert answer.url.startswith(reverse("accounts:again"))
    assert client.get("/console/").status_code == 302


def test_resume_needs_a_passkey_used_after_the_password(client, clock):
    clock(12 * HOUR)
    assert client.get(reverse("accounts:resume")).url.startswith(reverse("accounts:again"))
    assert client.get("/console/").status_code == 302


@pytest.mark.parametrize(("hours", "offered"), [(9.9, False), (10.1, True)])
def test_offered_from_the_tenth_hour(client, clock, hours, offered):
    clock(hours * HOUR)
    request = RequestFactory().get("/console/")
    request.user, request.session = User.objects.get(email="administrator@example.test"), client.session
    drawn = Template("{% load session_rules %}{% session_rules %}").render(Context({"request": request}))
    assert ("Sign in again now" in drawn) is offered
    assert 'data-idle-s="1800"' in drawn


def test_wrong_unlocking_counts_towards_the_lockout(client, clock):
    clock(31 * MINUTE)
    client.get("/console/")
    statuses = [client.post(reverse("accounts:locked"), {"password": "wrong"}).status_code for _ in range(5)]
    assert statuses == [422, 422, 422, 422, 429]
    assert client.post(reverse("accounts:locked"), {"password": PASSWORD}).status_code == 429


def test_htmx_and_programs_are_told_in_their_way(client, clock):
    clock(31 * MINUTE)
    answer = client.get("/console/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (
        204,
        reverse("accounts:locked") + "?next=%2Fconsole%2F",
    )
    program = client.post("/console/", {}, content_type="application/json")
    assert (program.status_code, program.json()["detail"]) == (401, "session is locked")


def test_kept_forms_are_forgotten_after_a_day(client, clock, administrator):
    address, data, _ = grant_form()
    clock(31 * MINUTE)
    client.post(address, data)
    assert kept.forget_old() == 0
    form = KeptForm.objects.get()
    form.kept_at -= kept.KEPT_FOR
    form.save()
    assert kept.of(administrator, str(form.pk)) is None
    assert kept.forget_old() == 1
