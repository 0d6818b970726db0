"""What must be true before discipline goes on: one sentence each, and the law it follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from commonbeat.accountability.complaints.enums import Result

from .enums import LEFT_BEFORE, MEASURED, NOT_PUNITIVE, Outcome, Penalty, Ruling

if TYPE_CHECKING:
    from commonbeat.accountability.complaints.models import Finding, Officer

    from .models import Discipline

ORDER = list(Penalty.values)


def why_not_class(officer: Officer, penalty: str, amount: str) -> dict[str, str]:
    """What is wrong with a class of discipline, by field; nothing for a good one.

    Args:
        officer: as in the case.
        penalty: one of ``Penalty``.
        amount: how much, for instance ``3 days``.
    """
    if penalty not in Penalty.values:
        return {"penalty": _("Choose a class of discipline.")}
    if penalty in LEFT_BEFORE and officer.left_on is None:
        return {"penalty": _("This person has not left; note the day they left first.")}
    if penalty in MEASURED and not amount.strip():
        return {"amount": _("Say how much, for instance “3 days”.")}
    return {}


def why_not_decide(discipline: Discipline, came_from: str) -> str:
    """Why a decision cannot be taken as filled in; "" if it can.

    Args:
        discipline: with outcome, decided and decided_amount set.
        came_from: the state it comes from.
    """
    if discipline.decided_by_id and discipline.decided_by_id == discipline.proposed_by_id:
        return _("Nobody decides what they proposed themselves.")
    if why := _why_not_outcome(discipline):
        return why
    heard = came_from in ("response", "meeting")
    if discipline.decided not in (*NOT_PUNITIVE, *LEFT_BEFORE) and not heard:
        return _("The officer must first have had the opportunity to respond.")
    return ""


def _why_not_outcome(discipline: Discipline) -> str:
    proposed = (discipline.proposed, discipline.proposed_amount.strip())
    decided = (discipline.decided, discipline.decided_amount.strip())
    left = discipline.decided in LEFT_BEFORE
    if discipline.outcome == Outcome.IMPOSED and decided != proposed:
        return _("Imposed as proposed means: the same class, and as much.")
    if discipline.outcome == Outcome.NONE and discipline.decided != Penalty.NONE and not left:
        return _("“No discipline” is the class that goes with this decision.")
    if discipline.outcome == Outcome.REDUCED and not left:
        if decided == proposed:
            return _("Nothing is reduced: the class is the same, and as much.")
        if ORDER.index(discipline.decided) > ORDER.index(discipline.proposed):
            return _("More than was proposed takes a new notice.")
    return ""


def why_not_rule(
    discipline: Discipline, ruling: str, penalty: str, results: Mapping[str, str], found: Sequence[Finding]
) -> dict[str, str]:
    """What is wrong with the end of an appeal, by field; nothing for a good one.

    Args:
        discipline: as decided.
        ruling: one of ``Ruling``.
        penalty: the class that stands.
        results: finding id → what the hearing says of it.
        found: the officer's sustained findings.
    """
    if ruling not in Ruling.values:
        return {"ruling": _("Choose how it ended.")}
    errors: dict[str, str] = {}
    if penalty in ORDER and discipline.decided and ORDER.index(penalty) > ORDER.index(discipline.decided):
        errors["penalty"] = _("An appeal does not make discipline harsher.")
    if ruling == Ruling.UPHELD and penalty != discipline.decided:
        errors["penalty"] = _("Upheld means: as decided.")
    if ruling == Ruling.OVERTURNED:
        known = {str(one.pk) for one in found if not one.final}
        if set(results) != known or not set(results.values()) <= set(Result.values):
            errors["results"] = _("Say for each finding what the hearing says of it.")
        elif not any(one != Result.SUSTAINED for one in results.values()):
            errors["results"] = _("Overturned means that at least one finding changes.")
    elif results:
        errors["results"] = _("Findings change only when the decision is overturned.")
    return errors
