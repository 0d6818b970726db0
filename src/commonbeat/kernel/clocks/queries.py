"""Reading clocks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q

from .declare import kind
from .running import now

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from .models import Clock


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


def late(kinds: Iterable[str]) -> QuerySet[Clock]:
    """Running clocks of these kinds that are late now, noted already or not; longest due first.

    Raises:
        UnknownClock: nobody registered one of the kinds.
    """
    from .models import Clock

    names = [kind(name).name for name in kinds]
    past = Q(late_at__isnull=False) | Q(due_at__lt=now(), still_since=None)
    return Clock.objects.filter(past, kind__in=names, outcome="").order_by("due_at", "id")
