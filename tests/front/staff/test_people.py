"""People and roles on the screen."""

import pytest
from axes.models import AccessAttempt
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories.people import REASON, person, signed_in

from commonbeat.kernel import access
from commonbeat.kernel.access import factors
from commonbeat.kernel.access.models import OpenSession, RoleGrant
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return signed_in(person("administrator", name="Ada Admin"))


@pytest.fixture
def someone() -> User:
    return person("analyst", email="someone@example.test", name="Someone New")


def page(client, name: str, **kwargs) -> str:
    return client.get(reverse(name, kwargs=kwargs)).content.decode()


def test_home_shows_what_the_role_may_open(client):
    body = page(client, "console:home")
    assert "Administrator." in body
    assert "People and roles" in body
    assert "Audit log" not in body


def test_home_without_a_role_says_so():
    assert "No role is given to your account yet" in page(signed_in(person()), "console:home")


def test_list_filters_by_name_role_and_state(client, someone):
    other = person("auditor", name="Other Person")
    address = reverse("console:people")

    def listed(query: str) -> set[str]:
        return {row.name for row in client.get(address + query).context["listing"].page.rows}

    assert listed("") == {"Ada Admin", "Someone New", "Other Person"}
    assert listed("?q=someone@") == {"Someone New"}
    assert listed("?role=auditor") == {"Other Person"}
    User.objects.filter(pk=other.pk).update(is_active=False)
    assert listed("?state=disabled") == {"Other Person"}


def test_list_asks_the_database_as_often_for_one_as_for_three(client):
    counts = []
    for number in (1, 3):
        while User.objects.count() < number:
            person("analyst", email=f"p{User.objects.count()}@example.test")
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(reverse("console:people")).context["listing"].page.rows) == number
        counts.append(len(queries))
    assert (
        counts == [counts[0]] * 2
    )  # the number itself depends on the topics installed: their badges count too


def test_opening_an_account_shows_its_password_once(client):
    data = {"name": "New Person", "email": "new@example.test", "role": "analyst", "reason": "hired"}
    shown = client.post(reverse("console:person_new"), data)
    user = User.objects.get(email="new@example.test")
    assert user.check_password(shown.context["password"])
    assert shown.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert access.roles_of(user) == ["analyst"]
    assert shown.context["password"] not in str(list(AuditEntry.objects.values_list("details", "reason")))
    assert "hired" in page(client, "console:person", pk=user.pk)


def test_a_taken_address_keeps_what_was_typed(client, someone):
    data = {"name": "Typed Name", "email": someone.email, "role": "", "reason": "hired"}
    body = client.post(reverse("console:person_new"), data).content.decode()
    assert "never reused" in body
    assert "Typed Name" in body


def test_granting_and_taking_a_role(client, someone):
    grant = reverse("console:person_grant", args=[someone.pk])
    assert client.post(grant, {"role": "pio", "reason": ""}).status_code == 200
    assert RoleGrant.objects.filter(user=someone, role="pio").count() == 0
    assert client.post(grant, {"role": "pio", "reason": "joins", "until": "2099-01-31"}).status_code == 302
    until = RoleGrant.objects.get(user=someone, role="pio").until
    assert until.isoformat() == "2099-02-01T08:00:00+00:00"  # the end of that day in Los Angeles
    take = reverse("console:person_revoke", args=[someone.pk, "pio"])
    assert client.post(take, {"reason": "leaves"}).status_code == 302
    assert access.roles_of(User.objects.get(pk=someone.pk)) == ["analyst"]


def test_own_roles_are_out_of_reach(client):
    me = User.objects.get(name="Ada Admin")
    answer = client.post(reverse("console:person_grant", args=[me.pk]), {"role": "auditor", "reason": REASON})
    assert "Nobody grants a role to themselves" in answer.content.decode()
    assert access.roles_of(User.objects.get(pk=me.pk)) == ["administrator"]
    body = page(client, "console:person", pk=me.pk)
    assert reverse("console:person_recover", args=[me.pk]) not in body


def test_recovering(client, someone):
    answer = client.post(reverse("console:person_recover", args=[someone.pk]), {"reason": "seen in person"})
    someone.refresh_from_db()
    assert someone.check_password(answer.context["password"])
    assert not factors.has_second_factor(someone)


def test_the_second_of_two_who_recover_an_account_is_told(client, someone):
    page = reverse("console:person_recover", args=[someone.pk])
    seen = client.get(page).context["form"]["seen"].value()
    first = client.post(page, {"reason": "seen in person", "seen": seen})
    second = client.post(page, {"reason": "seen in person as well", "seen": seen})
    assert "The password was changed since you opened this page" in second.content.decode()
    assert "seen in person as well" in second.content.decode()
    someone.refresh_from_db()
    assert someone.check_password(first.context["password"])


def test_disabling_and_enabling(client, someone):
    client.post(reverse("console:person_disable", args=[someone.pk]), {"reason": "leave"})
    assert not User.objects.get(pk=someone.pk).is_active
    client.post(reverse("console:person_enable", args=[someone.pk]), {"reason": "back"})
    assert User.objects.get(pk=someone.pk).is_active


def test_releasing_a_lockout(client, someone):
    AccessAttempt.objects.create(
        username=someone.email, failures_since_start=5, user_agent="", ip_address=None
    )
    assert "locked out" in page(client, "console:person", pk=someone.pk)
    client.post(reverse("console:person_release", args=[someone.pk]), {"reason": "typing mistakes"})
    assert AccessAttempt.objects.count() == 0
    assert "locked out" not in page(client, "console:person", pk=someone.pk)


def test_a_refusal_says_why():
    answer = signed_in(person("auditor")).get(reverse("console:person_new"))
    assert answer.status_code == 403
    assert "Roles that hold it: Administrator. Your roles: Auditor." in answer.content.decode()


def test_own_account_lists_and_ends_other_sessions():
    user = person("analyst")
    here, there = signed_in(user), signed_in(user)
    other = OpenSession.objects.exclude(key=here.session.session_key).get(user=user)
    assert reverse("accounts:end_session", args=[other.pk]) in page(here, "accounts:own")
    here.post(reverse("accounts:end_session", args=[other.pk]))
    assert there.get("/console/").status_code == 302
    assert here.get("/console/").status_code == 200
