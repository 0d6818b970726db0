"""The start-up check of the reviewed roles."""

from commonbeat.front.roles import ROLES
from commonbeat.kernel import access
from commonbeat.kernel.access.checks import roles_hold_known_capabilities


def test_an_unknown_capability_is_named():
    access.register_roles({"king": access.Role("King", "Rules.", frozenset({"audit.read", "realm.rule"}))})
    try:
        found = roles_hold_known_capabilities()
    finally:
        access.register_roles(ROLES)
    assert [(one.id, one.msg) for one in found] == [
        ("access.E001", "Role 'king' holds 'realm.rule', which no installed topic registers.")
    ]
