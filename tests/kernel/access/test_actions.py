"""What administrators do: allowed, refused, and refused without a trace of change."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from factories.people import PASSWORD, REASON, TOTP_SECRET, person, signed_in

from commonbeat.kernel import access, audit
from commonbeat.kernel.access import actions, factors
from commonbeat.kernel.access.models import OpenSession, RoleGrant
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return person("administrator")


@pytest.fixture
def someone() -> User:
    return person(email="someone@example.test", name="Someone")


def last(action: str) -> AuditEntry:
    return AuditEntry.objects.filter(action=action).order_by("-seq")[0]


class TestCreate:
    def test_gives_a_one_time_password_to_change(self, administrator):
        user, handed = actions.create_account(
            actor=administrator, email=" New@Example.Test ", name=" New Person ", reason=REASON
        )
        assert (user.email, user.name, user.must_change_password) == ("new@example.test", "New Person", True)
        assert user.check_password(handed)
        assert len(handed) == 23
        assert access.roles_of(user) == []
        assert last("access.account_created").object_id == str(user.pk)

    def test_with_password_and_secret_is_ready(self, administrator):
        user, handed = actions.create_account(
            actor=administrator,
            email="new@example.test",
            name="New",
            reason=REASON,
            password=PASSWORD,
            totp_secret=TOTP_SECRET,
        )
        assert (handed, user.must_change_password, factors.has_second_factor(user)) == (PASSWORD, False, True)

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"email": "someone@example.test"}, "never reused"),
            ({"email": "SOMEONE@example.test"}, "never reused"),
            ({"email": "no address"}, "not an e-mail address"),
            ({"name": "  "}, "name"),
            ({"reason": " "}, "reason"),
        ],
    )
    def test_refuses_what_makes_no_sense(self, administrator, someone, changes, words):
        given = {"email": "new@example.test", "name": "New", "reason": REASON} | changes
        before = User.objects.count()
        with pytest.raises(actions.NotAllowed, match=words):
            actions.create_account(actor=administrator, **given)
        assert User.objects.count() == before

    def test_refuses_a_common_password(self, administrator):
        with pytest.raises(ValidationError, match="too common"):
            actions.create_account(
                actor=administrator, email="n@example.test", name="N", reason=REASON, password="password123"
            )

    def test_refuses_people_without_the_permission(self, someone):
        with pytest.raises(access.Refused):
            actions.create_account(actor=someone, email="n@example.test", name="N", reason=REASON)
        assert not User.objects.filter(email="n@example.test").exists()


class TestRoles:
    def test_grant_and_revoke(self, administrator, someone):
        assert access.roles_of(someone) == []
        grant = actions.grant_role(actor=administrator, user=someone, role="analyst", reason="joins the unit")
        assert access.roles_of(someone) == ["analyst"]
        assert (grant.granted_by, grant.reason) == (administrator, "joins the unit")
        actions.revoke_role(actor=administrator, user=someone, role="analyst", reason="leaves the unit")
        assert access.roles_of(someone) == []
        grant.refresh_from_db()
        assert (grant.revoked_by, grant.revoke_reason) == (administrator, "leaves the unit")
        assert last("access.role_revoked").details == {"role": "analyst"}
        actions.grant_role(actor=administrator, user=someone, role="analyst", reason="comes back")
        assert RoleGrant.objects.filter(user=someone).count() == 2

    def test_nobody_grants_to_themselves(self, administrator):
        with pytest.raises(actions.NotAllowed, match="themselves"):
            actions.grant_role(actor=administrator, user=administrator, role="auditor", reason=REASON)
        assert access.roles_of(User.objects.get(pk=administrator.pk)) == ["administrator"]

    def test_not_twice(self, administrator, someone):
        actions.grant_role(actor=administrator, user=someone, role="analyst", reason=REASON)
        with pytest.raises(actions.NotAllowed, match="already"):
            actions.grant_role(actor=administrator, user=someone, role="analyst", reason=REASON)

    def test_again_after_its_time_was_over(self, administrator, someone):
        soon = timezone.now() + timedelta(hours=1)
        actions.grant_role(actor=administrator, user=someone, role="analyst", reason=REASON, until=soon)
        RoleGrant.objects.filter(user=someone).update(until=timezone.now() - timedelta(hours=1))
        actions.grant_role(actor=administrator, user=someone, role="analyst", reason=REASON)
        assert access.roles_of(someone) == ["analyst"]

    def test_not_into_the_past(self, administrator, someone):
        with pytest.raises(actions.NotAllowed, match="past"):
            actions.grant_role(
                actor=administrator, user=someone, role="analyst", reason=REASON, until=timezone.now()
            )

    def test_unknown_role(self, administrator, someone):
        with pytest.raises(access.UnknownRole):
            actions.grant_role(actor=administrator, user=someone, role="emperor", reason=REASON)

    def test_what_is_not_held_cannot_be_taken(self, administrator, someone):
        with pytest.raises(actions.NotAllowed, match="does not hold"):
            actions.revoke_role(actor=administrator, user=someone, role="analyst", reason=REASON)

    def test_the_last_administrator_stays(self, administrator, someone):
        with pytest.raises(actions.NotAllowed, match="last administrator"):
            actions.revoke_role(actor=administrator, user=administrator, role="administrator", reason=REASON)
        with pytest.raises(actions.NotAllowed, match="last administrator"):
            actions.set_active(actor=audit.SYSTEM, user=administrator, active=False, reason=REASON)
        actions.grant_role(actor=administrator, user=someone, role="administrator", reason=REASON)
        actions.revoke_role(actor=administrator, user=administrator, role="administrator", reason=REASON)
        assert access.roles_of(administrator) == []

    def test_refused_without_permission(self, someone):
        auditor = person("auditor")
        with pytest.raises(access.Refused):
            actions.grant_role(actor=auditor, user=someone, role="analyst", reason=REASON)
        assert RoleGrant.objects.filter(user=someone).count() == 0


class TestRecover:
    def test_a_new_password_and_no_factor(self, administrator):
        lost = person("analyst")
        client = signed_in(lost)
        handed = actions.recover_account(
            actor=administrator, user=lost, reason="lost telephone, seen in person"
        )
        lost.refresh_from_db()
        assert (lost.check_password(handed), lost.check_password(PASSWORD)) == (True, False)
        assert (lost.must_change_password, factors.has_second_factor(lost)) == (True, False)
        assert client.get("/console/").status_code == 302
        assert OpenSession.objects.filter(user=lost, ended_at=None).count() == 0
        entry = last("access.account_recovered")
        assert (entry.reason, entry.details) == (
            "lost telephone, seen in person",
            {"factors": 1, "sessions": 1},
        )

    def test_not_oneself(self, administrator):
        with pytest.raises(actions.NotAllowed, match="own account"):
            actions.recover_account(actor=administrator, user=administrator, reason=REASON)
        assert factors.has_second_factor(administrator)

    def test_refused_without_permission(self, someone):
        with pytest.raises(access.Refused):
            actions.recover_account(actor=person("auditor"), user=someone, reason=REASON)
        someone.refresh_from_db()
        assert someone.check_password(PASSWORD)


class TestActive:
    def test_disable_ends_sessions_and_enable_brings_back(self, administrator):
        user = person("analyst")
        client = signed_in(user)
        actions.set_active(actor=administrator, user=user, active=False, reason="on leave")
        assert client.get("/console/").status_code == 302
        assert OpenSession.objects.filter(user=user, ended_at=None).count() == 0
        user = actions.set_active(actor=administrator, user=user, active=True, reason="back")
        assert access.roles_of(user) == ["analyst"]
        assert [last(f"access.account_{word}").reason for word in ("disabled", "enabled")] == [
            "on leave",
            "back",
        ]

    def test_not_oneself_and_not_twice(self, administrator, someone):
        with pytest.raises(actions.NotAllowed, match="own account"):
            actions.set_active(actor=administrator, user=administrator, active=False, reason=REASON)
        with pytest.raises(actions.NotAllowed, match="already"):
            actions.set_active(actor=administrator, user=someone, active=True, reason=REASON)

    def test_ninety_days_of_absence_disable(self, administrator, someone):
        recent = person(email="recent@example.test")
        long_ago = timezone.now() - timedelta(days=91)
        User.objects.update(created_at=long_ago, last_seen_at=long_ago)
        User.objects.filter(pk=recent.pk).update(last_seen_at=timezone.now() - timedelta(days=89))
        assert [user.pk for user in actions.disable_inactive()] == [someone.pk]
        active = set(User.objects.filter(is_active=True).values_list("pk", flat=True))
        assert active == {administrator.pk, recent.pk}  # the last administrator is left alone
        assert actions.disable_inactive() == []


def test_release_needs_a_lockout(administrator, someone):
    with pytest.raises(actions.NotAllowed, match="not locked"):
        actions.release_lockout(actor=administrator, user=someone, reason=REASON)


def test_ends_only_own_sessions(someone):
    other = person(email="other@example.test")
    client = signed_in(other)
    theirs = OpenSession.objects.get(user=other)
    with pytest.raises(actions.NotAllowed, match="no such session"):
        actions.end_session(actor=someone, session_id=theirs.pk)
    assert client.get("/console/").status_code == 200
    actions.end_session(actor=other, session_id=theirs.pk)
    assert client.get("/console/").status_code == 302
