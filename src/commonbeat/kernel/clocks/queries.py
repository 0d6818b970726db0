"""Reading clocks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q

from commonbeat.kernel.access import allowed

from .declare import kind
from .running import now

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import Model, QuerySet

    from commonbeat.kernel.accounts.models import User

    from .models import Clock, ClockToll


def clocks_of(subject: Model) -> list[Clock]:
    """Every clock of a record, oldest first."""
    from .models import Clock

    return list(Clock.objects.filter(subject_id=subject.pk, subject_kind=subject._meta.label))


def clock_of(kind_name: str, subject: Model) -> Clock | None:
    """The running clock of a kind, or else the last one; ``None`` if there was none.

    Raises:
        UnknownClock: nobody registered the kind.
    """
    from .models import Clock

    kind(kind_name)
    rows = Clock.objects.filter(kind=kind_name, subject_id=subject.pk)
    return rows.filter(outcome="").first() or rows.order_by("-started_at", "-id").first()


def newest(kind_names: Iterable[str], subjects: Iterable[Model]) -> dict[UUID, Clock]:
    """The clock of some kinds that began last, for each record that has one, by the record's id; one query for a page.

    Raises:
        UnknownClock: nobody registered one of the kinds.
    """
    from .models import Clock

    names = [kind(name).name for name in kind_names]
    rows = Clock.objects.filter(kind__in=names, subject_id__in=[one.pk for one in subjects])
    return {clock.subject_id: clock for clock in rows.order_by("started_at", "id")}


def late(kinds: Iterable[str]) -> QuerySet[Clock]:
    """Running clocks of these kinds that are late now, noted already or not; longest due first.

    Raises:
        UnknownClock: nobody registered one of the kinds.
    """
    from .models import Clock

    names = [kind(name).name for name in kinds]
    past = Q(late_at__isnull=False) | Q(due_at__lt=now(), still_since=None)
    return Clock.objects.filter(past, kind__in=names, outcome="").order_by("due_at", "id")


def entries_of(clock: Clock) -> list[ClockToll]:
    """What was entered about a clock: standstills, extensions and steps, struck-out ones too; first begun first."""
    return list(clock.tolls.all())


def open_grounds(clock: Clock) -> list[str]:
    """Names of the grounds that are open, first begun first; an empty name for one without."""
    return [one.ground for one in clock.tolls.all() if one.is_open]


def hearers(clock: Clock, step: int | None = None) -> list[User]:
    """Whose open accounts hear of a late clock; the kind's ``escalate_to``, or one step of its ``escalate``.

    Args:
        clock: the clock; a function of the topic may read its record, in a look of its own where that is protected.
        step: of ``escalate``, from 0, as `ClockEscalated` names it.

    Raises:
        UnknownClock: nobody registers the kind (any more).
        IndexError: the kind has no such step.
    """
    from commonbeat.kernel.accounts.models import User

    declared = clock.declared
    to = declared.escalate_to if step is None else declared.escalate[step].to
    if not to:
        return []
    if isinstance(to, str):
        return [one for one in User.objects.filter(is_active=True).order_by("email") if allowed(one, to)]
    return [one for one in to(clock) if one.is_active]
