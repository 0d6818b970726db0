"""What supervisors and officers do. Supervisors act inside a look for writing that keeps to the file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.city.agency.days import today
from commonbeat.kernel import audit, workflow
from commonbeat.kernel.access import require
from commonbeat.kernel.walls import NotThere, looking

from .counting import Counted, counted, worked
from .effects import next_follow_up
from .enums import FOLLOW_UPS, WALL, Help
from .measures import what_became
from .models import Alert, Answer, File, FollowUp, Meeting, Outcome, Plan

REVIEW = "support.review"


def take_step(alert: Alert, name: str, *, actor: Any, reason: str = "") -> workflow.declare.State:
    """Move an alert on.

    Args:
        alert: as the actor saw it.
        name: of the transition.
        actor: who.
        reason: where it needs one.

    Returns:
        The state it is in now.

    Raises:
        MoveRefused: not from here, or something is not written down yet.
    """
    workflow.move(alert, name, actor=actor, reason=reason)
    return workflow.process(alert.PROCESS).state(alert.state)


@transaction.atomic
def hold_meeting(alert: Alert, *, actor: Any, held_on: date, text: str, present: str = "") -> Meeting:
    """Write down a talk.

    Args:
        alert: open, read.
        actor: who held it.
        held_on: not in the future.
        text: what was said; the officer reads it.
        present: who else was there.

    Raises:
        ValidationError: no words, a day to come, or the alert is closed or not read yet.
    """
    _ready(alert, actor, "acknowledged", "reviewed", "plan", "follow_up")
    _said(text, held_on)
    made = _of(alert, Meeting, actor, held_on=held_on, text=text.strip(), present=present.strip())
    _note("support.talked", alert, actor)
    return made


@transaction.atomic
def make_plan(
    alert: Alert, *, actor: Any, agreed_on: date, text: str, goal: str, helps: Sequence[str] = ()
) -> Plan:
    """Write down what was agreed.

    Args:
        alert: reviewed.
        actor: who.
        agreed_on: not in the future.
        text: what was agreed.
        goal: how one will know that it helped.
        helps: of `enums.Help`.

    Raises:
        ValidationError: something is missing or unknown, or the alert is not at that step.
    """
    _ready(alert, actor, "reviewed")
    _said(text, agreed_on)
    if not goal.strip():
        raise ValidationError({"goal": _("Say how one will know that it helped.")})
    if set(helps) - set(Help.values):
        raise ValidationError({"helps": _("Choose from the list.")})
    made = _of(
        alert, Plan, actor, agreed_on=agreed_on, text=text.strip(), goal=goal.strip(), helps=list(helps)
    )
    _note("support.planned", alert, actor)
    return made


@transaction.atomic
def follow_up(alert: Alert, *, actor: Any, day: int, held_on: date, text: str) -> FollowUp:
    """Write down how a plan goes after 30, 60 or 90 days.

    Args:
        alert: with a plan.
        actor: who.
        day: 30, 60 or 90.
        held_on: not in the future.
        text: how it goes.

    Raises:
        ValidationError: another day, one that is on file already, no words, or there is no plan.
    """
    _ready(alert, actor, "plan", "follow_up")
    _said(text, held_on)
    if day not in FOLLOW_UPS:
        raise ValidationError({"day": _("Choose 30, 60 or 90 days.")})
    if alert.followups.within_look().filter(day=day).exists():
        raise ValidationError({"day": _("This is on file already.")})
    made = _of(alert, FollowUp, actor, day=day, held_on=held_on, text=text.strip())
    _note("support.followed_up", alert, actor)
    if alert.state == "plan":
        workflow.move(alert, "look_again", actor=actor)
    else:
        next_follow_up(alert)
    return made


@transaction.atomic
def note_effect(alert: Alert, *, actor: Any, text: str, until: date | None = None) -> Outcome:
    """Work out what came of a plan, beside what was to be expected without any, and keep it with a few words.

    Args:
        alert: looked at again at least once; inside a look that opens it.
        actor: who.
        text: in words.
        until: first day after the time since the plan; today, unless given.

    Raises:
        ValidationError: no words, no comparison before, or no hours since.
    """
    _ready(alert, actor, "follow_up")
    if not text.strip():
        raise ValidationError({"text": _("Say in a few words what came of it.")})
    plan = alert.plans.within_look().order_by("-agreed_on").first()
    figure = alert.figure
    end = until or today()
    if plan is None or figure.expected is None or figure.shape is None or figure.rate is None:
        raise ValidationError(_("There is no comparison from before to measure against."))
    if end <= plan.agreed_on:
        raise ValidationError(_("No time has passed since the plan."))
    count, expected = _since(alert, plan.agreed_on, end)
    found = what_became(
        (figure.count, figure.expected),
        (count, expected),
        figure.shape,
        figure.rate,
        f"{plan.agreed_on:%Y-%m-%d}/{end:%Y-%m-%d}",
    )
    made = _of(
        alert,
        Outcome,
        actor,
        since=plan.agreed_on,
        until=end,
        count_before=figure.count,
        expected_before=figure.expected,
        count_after=count,
        expected_after=expected,
        without_plan=found.without_plan,
        without_low=found.without_plan_range[0],
        without_high=found.without_plan_range[1],
        rate_ratio=found.rate_ratio,
        low=found.interval[0] if found.interval else None,
        high=found.interval[1] if found.interval else None,
        fall_expected=found.fall_expected,
        fall_seen=found.fall_seen,
        method=found.method,
        text=text.strip(),
    )
    _note("support.effect_noted", alert, actor)
    workflow.move(alert, "note_effect", actor=actor)
    return made


def _since(alert: Alert, since: date, until: date) -> tuple[int, float]:
    """Count and expected count of the officer since a day, at the rate of the same peers in the same time.

    The peers' counts are the platform's to see, not the supervisor's: they are read in a look of its own.
    """
    with looking(audit.SYSTEM, "support_compute"):
        duty, events = worked(since, until), counted(alert.indicator, since, until)
        number = alert.file.number
        mine = duty.get(number)
    if mine is None:
        raise ValidationError(_("There are no hours on duty since the plan."))
    peers = [other for other, one in duty.items() if one.assignment == mine.assignment]
    hours = sum(duty[other].total for other in peers)
    total = sum(events.get(other, Counted(0)).count for other in peers)
    return events.get(number, Counted(0)).count, mine.total * total / hours


def answer(*, actor: Any, text: str, alert: Any = None) -> Answer:
    """Let an officer put their own words into their own file; nobody changes them afterwards.

    Args:
        actor: the officer.
        text: their words.
        alert: id of one of their alerts; none: to the whole file.

    Raises:
        Refused: the actor may not.
        NotThere: there is no such file or alert of theirs.
        ValidationError: no words.
    """
    require(actor, "support.own", object_kind=WALL)
    if not text.strip():
        raise ValidationError({"text": _("Please write something.")})
    with looking(actor, "support_own"):
        file = File.objects.within_look().first()
        if file is None:
            raise NotThere
        if alert is not None and not Alert.objects.within_look().filter(pk=alert).exists():
            raise NotThere
    # Own rows are read-only for those they are about: what was proved above is written by the platform.
    with looking(audit.SYSTEM, "support_compute", writing=True):
        made = Answer(file_id=file.pk, account_id=actor.pk, alert_id=alert, text=text.strip())
        made.save(force_insert=True)
        audit.record(
            "support.answered", actor=actor, object_kind=WALL, object_id=str(file.pk), case=str(file.pk)
        )
    return made


def _ready(alert: Alert, actor: Any, *states: str) -> None:
    """Refuse what does not belong to the alert's present step."""
    require(actor, REVIEW, object_kind=WALL)
    if alert.state not in states:
        raise ValidationError(_("The alert is not at this step."))


def _said(text: str, day: date) -> None:
    if not text.strip():
        raise ValidationError({"text": _("Please write something.")})
    if day > today():
        raise ValidationError(_("That day is still to come."))


def _of(alert: Alert, kind: Any, actor: Any, **given: Any) -> Any:
    made = kind(alert=alert, file_id=alert.file_id, account_id=alert.account_id, by=actor, **given)
    made.save(force_insert=True)
    return made


def _note(action: str, alert: Alert, actor: Any) -> None:
    audit.record(action, actor=actor, object_kind=WALL, object_id=str(alert.pk), case=str(alert.file_id))
