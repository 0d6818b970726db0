"""Capabilities, roles, and the answer to "may this viewer?"."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from factories.people import REASON, person

from commonbeat.kernel import access, audit
from commonbeat.kernel.access import actions
from commonbeat.kernel.access.models import RoleGrant
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.audit.models import AuditEntry


def test_unknown_capability_raises_for_everybody():
    for viewer in (AnonymousUser(), audit.SYSTEM):
        with pytest.raises(access.UnknownCapability, match=r"'calls\.reed'"):
            access.allowed(viewer, "calls.reed")


@pytest.mark.parametrize("name", ["calls", "Calls.read", "calls.read.all", "calls read", ""])
def test_capability_names_have_two_parts(name):
    with pytest.raises(ValueError, match=r"topic\.verb"):
        access.register_capability(name, "Read")


def test_capability_is_registered_once():
    known = next(one for one in access.capabilities() if one.name == "audit.read")
    assert access.register_capability("audit.read", known.label) == known
    with pytest.raises(ValueError, match="already registered"):
        access.register_capability("audit.read", "Something else")


def test_unknown_role_raises():
    with pytest.raises(access.UnknownRole, match="'emperor'"):
        access.role("emperor")


def test_every_role_has_words_for_the_administrator():
    assert [
        name for name, role in access.roles().items() if not (str(role.title) and str(role.summary))
    ] == []


def test_the_reviewed_roles():
    assert list(access.roles()) == [
        "chief", "command", "sergeant", "officer", "dispatcher", "analyst", "records", "administrator", "auditor",
        "pio", "code_enforcement", "community", "ia_commander", "ia_investigator", "city_manager",
        "oversight", "support_coordinator", "criminal_investigator",
    ]  # fmt: skip


def test_the_administrator_reads_no_content():
    content = {"calls.read", "calls.export", "incidents.read", "report.read", "audit.read"}
    assert access.role("administrator").capabilities & content == set()


def test_nobody_grants_roles_and_reads_the_log():
    both = {"roles.grant", "audit.read"}
    assert [name for name, role in access.roles().items() if both <= role.capabilities] == []


def test_visitors_may_nothing_and_the_platform_everything():
    assert not access.allowed(AnonymousUser(), "audit.read")
    assert not access.allowed(None, "audit.read")
    assert not access.allowed(audit.Actor("resident", "1"), "audit.read")
    assert access.allowed(audit.SYSTEM, "audit.read")


@pytest.mark.django_db
class TestPeople:
    def test_a_role_gives_its_capabilities_and_no_others(self):
        auditor = person("auditor")
        assert access.capabilities_of(auditor) == access.role("auditor").capabilities
        assert access.allowed(auditor, "audit.read")
        assert not access.allowed(auditor, "roles.grant")

    def test_roles_add_up(self):
        both = person("auditor", "administrator")
        assert access.roles_of(both) == ["administrator", "auditor"]
        assert access.allowed(both, "audit.read")
        assert access.allowed(both, "roles.grant")

    def test_a_disabled_account_may_nothing(self):
        auditor = person("auditor")
        auditor.is_active = False
        assert not access.allowed(auditor, "audit.read")

    def test_a_role_given_for_a_time_ends(self):
        auditor = person("auditor")
        RoleGrant.objects.update(until=timezone.now() - timedelta(seconds=1))
        access.forget(auditor)
        assert not access.allowed(auditor, "audit.read")

    def test_a_role_that_is_no_longer_reviewed_gives_nothing(self):
        someone = person()
        RoleGrant.objects.create(user=someone, role="emperor", reason=REASON)
        assert access.roles_of(someone) == []

    def test_one_query_answers_many_questions(self, django_assert_num_queries):
        auditor = User.objects.get(pk=person("auditor").pk)
        with django_assert_num_queries(1):
            answers = [access.allowed(auditor, one.name) for one in access.capabilities()]
        assert sum(answers) == len(access.role("auditor").capabilities)

    def test_a_refusal_says_why_and_is_logged(self):
        auditor = person("auditor")
        with pytest.raises(PermissionDenied) as refused:
            access.require(auditor, "roles.grant")
        assert str(refused.value) == (
            "It needs the permission “Give roles to other people and take them away”. "
            "Roles that hold it: Administrator. Your roles: Auditor."
        )
        entry = AuditEntry.objects.get(action="access.refused")
        assert (entry.actor_id, entry.object_id, entry.outcome) == (str(auditor.pk), "roles.grant", "refused")

    def test_a_visitor_is_refused_by_kind(self):
        with pytest.raises(access.Refused, match="You hold no role"):
            access.require(AnonymousUser(), "audit.read")
        assert AuditEntry.objects.get(action="access.refused").actor_kind == "visitor"

    def test_the_database_keeps_two_grants_of_one_role_apart(self):
        someone = person("analyst")
        with pytest.raises(IntegrityError, match="access_one_grant_in_force"), transaction.atomic():
            RoleGrant.objects.create(user=someone, role="analyst", reason=REASON)

    def test_the_database_refuses_a_grant_to_oneself(self):
        someone = person()
        with pytest.raises(IntegrityError, match="access_not_to_oneself"), transaction.atomic():
            RoleGrant.objects.create(user=someone, role="analyst", reason=REASON, granted_by=someone)


@pytest.mark.django_db
class TestActing:
    def test_writes_the_row_with_the_change(self):
        administrator = person("administrator")
        with access.acting(
            administrator, "people.manage", "access.account_enabled", object_kind="user", reason="back"
        ) as act:
            act.object_id = "7"
            act.details["n"] = 1
        entry = AuditEntry.objects.get(action="access.account_enabled")
        assert (entry.object_id, entry.reason, entry.details) == ("7", "back", {"n": 1})

    def test_a_failure_leaves_no_row_and_no_change(self):
        administrator = person("administrator")
        with pytest.raises(ZeroDivisionError):
            _change_and_fail(administrator)
        assert not User.objects.filter(email="x@example.test").exists()
        assert not AuditEntry.objects.filter(action="access.account_enabled").exists()

    def test_a_refusal_runs_nothing(self):
        ran = []
        with (
            pytest.raises(access.Refused),
            access.acting(person("auditor"), "people.manage", "access.account_enabled"),
        ):
            ran.append(1)
        assert ran == []

    def test_announces_after_commit(self, django_capture_on_commit_callbacks):
        heard = []
        audit_events = pytest.importorskip("commonbeat.kernel.audit.events")
        audit_events.subscribe(_Happened, heard.append)
        with django_capture_on_commit_callbacks(execute=True):
            with access.acting(audit.SYSTEM, "people.manage", "access.account_enabled") as act:
                act.announce(_Happened())
            assert heard == []
        audit_events.unsubscribe(_Happened, heard.append)
        assert len(heard) == 1


def _change_and_fail(actor):
    with access.acting(actor, "people.manage", "access.account_enabled"):
        User.objects.create_user("x@example.test", "X")
        raise ZeroDivisionError


class _Happened:
    """An event."""


@pytest.mark.django_db
def test_actions_is_the_public_list():
    assert [name for name in actions.__all__ if not hasattr(actions, name)] == []
