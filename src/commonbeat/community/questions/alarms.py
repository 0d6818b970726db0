"""A message that sounds like danger: an alarm to a person at once, and a safe reply to its writer."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from commonbeat.city.agency.queries import agency
from commonbeat.kernel import clocks, notify
from commonbeat.kernel.access import acting
from commonbeat.kernel.access.holders import holders
from commonbeat.kernel.live import announce

from . import crisis
from .models import Alarm, HallQuestion, Question
from .promises import CRISIS
from .text import SAFE

TOPIC = "questions.alarms"
CAPABILITY = "questions.moderate"


def raise_if_needed(subject: Question | HallQuestion) -> Alarm | None:
    """Look for words of crisis and raise the alarm, in the transaction that keeps the message.

    Args:
        subject: saved already.

    Returns:
        The alarm, or ``None`` where there is no reason for one.
    """
    found = crisis.scan(subject.text)
    if not found:
        return None
    field = "question" if isinstance(subject, Question) else "hall_question"
    with transaction.atomic():
        alarm = Alarm.objects.create(
            kinds=list(found.kinds), words=list(found.words)[:10], **{field: subject}
        )
        clocks.start(CRISIS, alarm)
        for address in on_call():
            notify.send(
                address,
                "Commonbeat: somebody may be in danger",
                "A message to the department sounds like danger. Look at it now:\n"
                f"{settings.BASE_URL}/console/questions/alarms/\n\n"
                "The message itself is not in this mail.",
                dedupe_key=f"questions-alarm:{alarm.pk}:{address}",
            )
        announce(TOPIC)
    return alarm


def on_call() -> list[str]:
    """Addresses that hear of an alarm: the agency's own list, or else everybody who may moderate."""
    local = agency().local.get("questions", {})
    listed = local.get("on_call", []) if isinstance(local, dict) else []
    if listed:
        return [str(one) for one in listed]
    return sorted(one.email for one in holders(CAPABILITY))


def safe_reply(kinds: list[str] | tuple[str, ...], language: str) -> str:
    """What to say at once to somebody who may be in danger.

    Args:
        kinds: what the message sounds like.
        language: ``en`` or ``es``.
    """
    with translation.override(language):
        return " ".join(
            [*(str(SAFE[kind]) for kind in kinds), _("We are telling a person here now. Do not wait for us.")]
        )


def open_alarms() -> list[Alarm]:
    """Alarms nobody has acknowledged, oldest first."""
    rows = Alarm.objects.filter(acknowledged_at=None).select_related("question", "hall_question__hall")
    return list(rows.order_by("raised_at"))


def acknowledge(alarm: Alarm, *, actor: Any, done: str) -> Alarm:
    """Say what was done about an alarm; the banner goes away and the clock stops.

    Args:
        actor: needs ``questions.moderate``.
        done: what was done, in a sentence.

    Raises:
        ValueError: nothing was said.
    """
    if not done.strip():
        raise ValueError(_("Say in a few words what was done."))
    with acting(
        actor, CAPABILITY, "questions.alarm_acknowledged", object_kind="alarm", object_id=alarm.pk
    ) as act:
        alarm = Alarm.objects.select_for_update().get(pk=alarm.pk)
        if alarm.acknowledged_at is None:
            alarm.acknowledged_at, alarm.acknowledged_by, alarm.done = (
                timezone.now(),
                actor,
                done.strip()[:300],
            )
            alarm.save(update_fields=["acknowledged_at", "acknowledged_by", "done"])
            clocks.stop(CRISIS, alarm, proof=f"acknowledged by {actor.pk}")
        act.details.update(kinds=alarm.kinds)
        announce(TOPIC)
    return alarm
