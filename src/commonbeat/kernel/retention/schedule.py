"""How long a rule keeps its records here, and which of them are due."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.kernel.access import acting

from .declare import RetentionRule, Text, rules
from .holds import under_hold
from .models import RuleLength
from .walled import behind

LONGEST_YEARS = 100


class NotAllowed(ValueError):
    """The change breaks a rule; the message is for the person who tried."""


def years_of(rule: RetentionRule) -> int:
    """Whole years a rule keeps its records here; never below the legal minimum, whatever stands in the table."""
    chosen = RuleLength.objects.filter(rule=rule.name).values_list("years", flat=True).first()
    return max(chosen or rule.years, rule.least)


def lengths() -> dict[str, list[RuleLength]]:
    """Every length that was set, newest first, by rule."""
    found: dict[str, list[RuleLength]] = defaultdict(list)
    for one in RuleLength.objects.all():
        found[one.rule].append(one)
    return found


def set_years(rule: RetentionRule, years: int, *, actor: Any, reason: str) -> RuleLength:
    """Keep the records of a rule for another number of years, from now on.

    Args:
        rule: which one.
        years: whole years, at least the legal minimum.
        actor: needs ``retention.approve``.
        reason: why, for the audit log.

    Raises:
        NotAllowed: below the legal minimum, too long to be meant, or no reason.
        Refused: the actor may not.
    """
    if years < rule.least:
        raise NotAllowed(
            _("The law asks for at least %(years)d years (%(authority)s).")
            % {"years": rule.least, "authority": rule.authority}
        )
    if years > LONGEST_YEARS:
        raise NotAllowed(_("At most %(years)d years.") % {"years": LONGEST_YEARS})
    if not reason.strip():
        raise NotAllowed(_("Please give a reason."))
    with acting(
        actor, "retention.approve", "retention.length_set", object_kind="retention_rule", object_id=rule.name,
        reason=reason.strip(),
    ) as act:  # fmt: skip
        act.details |= {"before": years_of(rule), "years": years}
        return RuleLength.objects.create(rule=rule.name, years=years, reason=reason.strip(), set_by=actor.pk)


def cutoff(years: int, now: datetime | None = None) -> datetime:
    """The moment so many years ago; 29 February counts as 28 where there is none."""
    now = now or timezone.now()
    try:
        return now.replace(year=now.year - years)
    except ValueError:
        return now.replace(year=now.year - years, day=28)


def kept() -> list[tuple[Text, int]]:
    """For residents: which records are kept for how many years here."""
    return [(one.title, years_of(one)) for one in rules()]


def counted(rule: RetentionRule, now: datetime | None = None) -> tuple[int, int]:
    """How many records of a rule are due, held ones included, and how many of them a hold keeps."""
    with behind(rule, "count"):
        return due(rule, now).count(), held(rule, now)


def due(rule: RetentionRule, now: datetime | None = None) -> QuerySet[Any]:
    """Records whose time is over, held ones included, the longest over first; protected ones inside a look."""
    return rule.rows().filter(counted__lte=cutoff(years_of(rule), now)).order_by("counted", "pk")


def held(rule: RetentionRule, now: datetime | None = None) -> int:
    """How many records whose time is over a hold keeps."""
    return due(rule, now).filter(under_hold(rule.model)).count()


def ready(rule: RetentionRule, now: datetime | None = None) -> QuerySet[Any]:
    """Records whose time is over and that nothing holds."""
    return due(rule, now).exclude(under_hold(rule.model))
