"""Two administrators at once: one of them is told, and nothing is lost, doubled or locked out."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections
from factories.people import REASON, person

from commonbeat.kernel.access import Refused, actions
from commonbeat.kernel.access.models import RoleGrant
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.audit.models import AuditEntry

pytestmark = pytest.mark.usefixtures("fresh_db")


@pytest.fixture
def two() -> tuple[User, User]:
    return (
        person("administrator", email="ada@example.test", name="Ada"),
        person("administrator", email="bea@example.test", name="Bea"),
    )


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Start everything at the same moment; what each was told, ``""`` for done."""
    told = [""] * len(acts)
    start = threading.Barrier(len(acts))

    def run(number: int) -> None:
        try:
            start.wait()
            acts[number]()
        except (actions.NotAllowed, Refused) as refused:
            told[number] = str(refused)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sorted(told)


def logged(action: str, about: User) -> int:
    return AuditEntry.objects.filter(action=action, object_id=str(about.pk)).count()


@pytest.mark.parametrize("_again", range(3))
def test_two_administrators_cannot_remove_each_other(two, _again):
    ada, bea = two
    told = at_once(
        lambda: actions.revoke_role(actor=ada, user=bea, role="administrator", reason=REASON),
        lambda: actions.revoke_role(actor=bea, user=ada, role="administrator", reason=REASON),
    )
    # The second is the last one, or holds the role no more by the time it is asked; either way it is told.
    assert told[0] == ""
    assert told[1].startswith(("This is the last administrator", "It needs the permission"))
    assert RoleGrant.objects.in_force().filter(role="administrator").count() == 1


def test_one_disables_while_the_other_revokes(two):
    ada, bea = two
    told = at_once(
        lambda: actions.set_active(actor=ada, user=bea, active=False, reason=REASON),
        lambda: actions.revoke_role(actor=bea, user=ada, role="administrator", reason=REASON),
    )
    # The second is the last one, or holds the role no more by the time it is asked; either way it is told.
    assert told[0] == ""
    assert told[1].startswith(("This is the last administrator", "It needs the permission"))


def test_the_same_role_is_given_once(two):
    someone = person(email="someone@example.test", name="Someone")
    told = at_once(
        *(
            lambda actor=actor: actions.grant_role(actor=actor, user=someone, role="analyst", reason=REASON)
            for actor in two
        )
    )
    assert told == ["", "The person holds this role already."]
    assert RoleGrant.objects.filter(user=someone).count() == 1
    assert logged("access.role_granted", someone) == 1


def test_the_same_role_is_taken_once(two):
    someone = person("analyst", email="someone@example.test", name="Someone")
    told = at_once(
        *(
            lambda actor=actor: actions.revoke_role(actor=actor, user=someone, role="analyst", reason=REASON)
            for actor in two
        )
    )
    assert told == ["", "The person does not hold this role."]
    assert logged("access.role_revoked", someone) == 1


def test_the_same_address_gets_one_account(two):
    def create(actor: User) -> None:
        actions.create_account(actor=actor, email="new@example.test", name="New", reason=REASON)

    told = at_once(*(lambda actor=actor: create(actor) for actor in two))
    assert told == ["", "There is an account with this e-mail address already; accounts are never reused."]
    new = User.objects.get(email="new@example.test")
    assert logged("access.account_created", new) == 1


def test_the_same_account_is_recovered_once_and_the_password_handed_over_stays(two):
    someone = person("analyst", email="someone@example.test", name="Someone")
    seen = actions.password_age(someone)
    handed: list[str] = []

    def recover(actor: User) -> None:
        handed.append(actions.recover_account(actor=actor, user=someone, reason=REASON, seen=seen))

    told = at_once(*(lambda actor=actor: recover(actor) for actor in two))
    assert told[0] == ""
    assert told[1].startswith("The password was changed since you opened this page")
    someone.refresh_from_db()
    assert someone.check_password(handed[0])
    assert logged("access.account_recovered", someone) == 1


def test_an_account_is_disabled_once(two):
    someone = person("analyst", email="someone@example.test", name="Someone")
    told = at_once(
        *(
            lambda actor=actor: actions.set_active(actor=actor, user=someone, active=False, reason=REASON)
            for actor in two
        )
    )
    assert told == ["", "The account is so already."]
    assert logged("access.account_disabled", someone) == 1
