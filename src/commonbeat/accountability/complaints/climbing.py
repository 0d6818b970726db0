"""Who hears of a duty that stays late: further up each time, and around everybody the complaint is about or keeps out."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.apps import apps

from commonbeat.kernel.clocks import Escalation, Length
from commonbeat.kernel.walls import keeping_house

if TYPE_CHECKING:
    from commonbeat.kernel.accounts.models import User
    from commonbeat.kernel.clocks.declare import Route
    from commonbeat.kernel.clocks.models import Clock

TOP = ""
"""Above the department."""


def upward(*steps: tuple[Length, str]) -> tuple[Escalation, ...]:
    """Escalations of a clock about a complaint or a part of it.

    Args:
        steps: how long after it was due, and the capability of those who hear of it; `TOP`: above the department.
    """
    return tuple(Escalation(after, route(capability)) for after, capability in steps)


def route(capability: str) -> Route:
    """Works out who hears of a clock: those with a capability who reach the complaint; if nobody is left, those above."""

    def hearers(clock: Clock) -> list[User]:
        # Topics declare their clocks while Django is still starting.
        from . import people
        from .looks import as_platform
        from .models import Complaint

        case = complaint_of(clock)
        if case is None:
            return []
        with as_platform(case):
            complaint = Complaint.objects.within_look().get(pk=case)
            found = people.see_to(complaint, capability) if capability else []
            return found or people.above(complaint)

    return hearers


def complaint_of(clock: Clock) -> UUID | None:
    """The complaint a clock is about, itself or by a part of it; ``None`` where that is gone."""
    model = apps.get_model(clock.subject_kind)
    with keeping_house("clocks of complaints", quiet=True):
        rows = model._default_manager.within_look().filter(pk=clock.subject_id)
        name = "pk" if clock.subject_kind == "complaints.Complaint" else "complaint_id"
        found: UUID | None = rows.values_list(name, flat=True).first()
    return found
