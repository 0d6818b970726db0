"""Changing the agency profile."""

import hashlib
import json
from typing import Any

from commonbeat.kernel.access import acting

from .models import AgencyProfile


class ProfileChangedMeanwhile(Exception):
    """Somebody else saved the profile since the form was opened."""


def version_of(row: AgencyProfile) -> str:
    """A short digest of the profile's values; a form carries it to notice that somebody else saved meanwhile."""
    values = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields}
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:16]


def edit_profile(
    *, actor: Any, changes: dict[str, Any], reason: str, version: str | None = None
) -> AgencyProfile:
    """Change fields of the agency profile.

    Args:
        actor: who changes it; needs ``agency.edit``.
        changes: new values by field name.
        reason: why; kept in the audit log.
        version: :func:`version_of` the profile the editor saw; where it is another one now, nothing is changed.

    Returns:
        The profile as stored.

    Raises:
        ProfileChangedMeanwhile: the profile changed under the editor's hands.
    """
    with acting(
        actor, "agency.edit", "agency.profile_edited", object_kind="agency", object_id="1", reason=reason
    ) as act:
        AgencyProfile.objects.get_or_create(id=1)
        row = AgencyProfile.objects.select_for_update().get(id=1)
        if version is not None and version != version_of(row):
            raise ProfileChangedMeanwhile
        changed = {name: value for name, value in changes.items() if getattr(row, name) != value}
        for name, value in changed.items():
            setattr(row, name, value)
        row.save(update_fields=list(changed) or None)
        act.details["fields"] = sorted(changed)
    return row
