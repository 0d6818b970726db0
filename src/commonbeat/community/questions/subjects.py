"""How questions and alarms are named where clocks are listed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from commonbeat.kernel.access import allowed
from commonbeat.kernel.clocks.subjects import Subject

from .models import Alarm, Question


def questions_named(viewer: Any, ids: Iterable[UUID]) -> dict[UUID, Subject]:
    """Questions by number and topic, for those who may read them."""
    if not allowed(viewer, "questions.read"):
        return {}
    rows = Question.objects.filter(pk__in=list(ids)).only("pk", "number", "topic")
    return {
        row.pk: Subject(row.number, str(row.get_topic_display()), reverse("questions:detail", args=[row.pk]))
        for row in rows
    }


def alarms_named(viewer: Any, ids: Iterable[UUID]) -> dict[UUID, Subject]:
    """Messages in crisis, for those who see to them."""
    if not allowed(viewer, "questions.moderate"):
        return {}
    rows = Alarm.objects.filter(pk__in=list(ids)).only("pk")
    return {row.pk: Subject(_("Message in crisis"), "", reverse("questions:alarms")) for row in rows}
