"""An alert that nobody looks after climbs the chain of command, around the person it is about."""

from __future__ import annotations

from datetime import timedelta

from commonbeat.kernel import audit
from commonbeat.kernel.clocks import clocks_of, now
from commonbeat.kernel.walls import looking

from . import gate, telling
from .enums import WALL
from .models import Alert
from .models_alerts import CLOSED
from .supervision import chain, open_to

EACH = timedelta(days=7)
"""Days after which a late alert goes one step further up."""


def climb() -> int:
    """Pass alerts with a late clock one step up for each week they are late. Returns how many went up."""
    if not gate.switched_on():
        return 0
    moved = 0
    with looking(audit.SYSTEM, "support_compute", writing=True):
        waiting = Alert.objects.within_look().exclude(state__in=CLOSED).select_related("file__member")
        for alert in waiting:
            moved += _climb(alert)
    return moved


def _climb(alert: Alert) -> int:
    present = now()
    late = [
        present - one.due_at for one in clocks_of(alert) if one.stopped_at is None and one.due_at < present
    ]
    if not late:
        return 0
    people = chain(alert.file.member)
    # One step above the chain are those who run early support.
    wanted = min(1 + max(late) // EACH, max(len(people), 1))
    if wanted <= alert.step:
        return 0
    for person in people[alert.step + 1 : wanted + 1]:
        open_to(alert.file, person, "an alert below is late")
        telling.tell(person, alert)
    if wanted >= len(people):
        telling.tell_managers(alert)
    Alert.objects.within_look().filter(pk=alert.pk).update(step=wanted)
    audit.record(
        "support.climbed",
        actor=audit.SYSTEM,
        object_kind=WALL,
        case=str(alert.file_id),
        object_id=str(alert.pk),
    )
    return 1
