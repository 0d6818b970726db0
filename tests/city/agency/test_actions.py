"""Changing the agency profile."""

from typing import Any

import pytest

from commonbeat.city.agency.actions import ProfileChangedMeanwhile, edit_profile, version_of
from commonbeat.city.agency.models import AgencyProfile
from commonbeat.kernel.access import Refused
from commonbeat.kernel.access.models import RoleGrant
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.audit.models import AuditEntry


def someone(role: str) -> Any:
    user = User.objects.create_user(f"{role}@example.org", role.title())
    RoleGrant.objects.create(user=user, role=role)
    return user


def test_a_change_is_stored_with_actor_and_reason(db: None) -> None:
    admin = someone("administrator")

    row = edit_profile(actor=admin, changes={"name": "Marisol PD"}, reason="new name")

    assert (row.name, AgencyProfile.objects.get().name) == ("Marisol PD", "Marisol PD")
    entry = AuditEntry.objects.get(action="agency.profile_edited")
    assert (entry.actor_id, entry.reason, entry.details) == (str(admin.id), "new name", {"fields": ["name"]})


def test_who_may_not_is_refused_and_nothing_changes(db: None) -> None:
    with pytest.raises(Refused):
        edit_profile(actor=someone("officer"), changes={"name": "Mine"}, reason="fun")

    assert AgencyProfile.objects.count() == 0


def test_the_second_of_two_editors_is_told(db: None) -> None:
    admin = someone("administrator")
    both_saw = version_of(AgencyProfile.objects.create(id=1))
    edit_profile(actor=admin, changes={"name": "First"}, reason="one", version=both_saw)

    with pytest.raises(ProfileChangedMeanwhile):
        edit_profile(actor=admin, changes={"name": "Second"}, reason="two", version=both_saw)

    assert AgencyProfile.objects.get().name == "First"
