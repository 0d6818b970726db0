"""The list of complaints: what a commander reads at a glance, the duty that is due first at its head."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonbeat.city.agency.days import day_of, today
from commonbeat.kernel.clocks import standing
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.ui.lists import Column
from commonbeat.kernel.workflow import state_of

from . import enums
from .models import Allegation, Complaint, Officer
from .promises import ACKNOWLEDGE, CALL_BACK, LETTER, LIMIT, REVIEW

DUTIES = {
    ACKNOWLEDGE: gettext_lazy("Word to them"),
    CALL_BACK: gettext_lazy("Call"),
    LIMIT: gettext_lazy("One year"),
    LETTER: gettext_lazy("Letter"),
    REVIEW: gettext_lazy("Another look"),
}
"""A duty in a word or two, before its day."""


def columns(rows: list[Complaint]) -> list[Column]:
    """The columns for the rows of one page, inside a look that opens them.

    Args:
        rows: of the page; what stands beside them is read in three queries, however many there are.
    """
    due, wrong, whom = _due(rows), _allegations(rows), _officers(rows)
    return [
        Column(
            _("Number"),
            lambda one: format_html('<span class="cb-nowrap">{}</span>', one.number),
            href=lambda one: reverse("complaints:detail", args=[one.pk]),
        ),
        Column(_("State"), lambda one: state_of(one).title),
        Column(_("Due first"), lambda one: due.get(one.pk, "–"), long=True),
        Column(_("Days"), _days, numeric=True),
        Column(_("Allegations"), lambda one: ", ".join(wrong.get(one.pk, ())) or "–"),
        Column(_("Officers"), lambda one: ", ".join(whom.get(one.pk, ())) or _("not known yet")),
        Column(_("Investigator"), lambda one: one.lead.name if one.lead else "–"),
        Column(_("Worked on as"), lambda one: one.get_severity_display().split(":")[0] or "–"),
        Column(_("Came in"), _came_in),
    ]


def _days(one: Complaint) -> int:
    """Days since it reached the department; of a closed one, how long it took."""
    return max(timedelta(), (one.closed_on or today()) - day_of(one.received_at)).days


def _came_in(one: Complaint) -> str:
    return f"{date_format(day_of(one.received_at), 'DATE_FORMAT')}, {one.get_channel_display()}"


def _due(rows: list[Complaint]) -> dict[UUID, str]:
    """The running duty of each that is due first."""
    found: dict[UUID, str] = {}
    ids = [one.pk for one in rows]
    running = Clock.objects.filter(subject_id__in=ids, kind__in=DUTIES, outcome="").order_by("due_at")
    for clock in running:
        now = standing(clock)
        found.setdefault(clock.subject_id, f"{now.mark} {DUTIES[clock.kind]}: {now.text}")
    return found


def _allegations(rows: list[Complaint]) -> dict[UUID, tuple[str, ...]]:
    written = Allegation.objects.within_look().filter(complaint__in=rows).order_by("added_at")
    return _beside(written, lambda one: one.kind.title)


def _officers(rows: list[Complaint]) -> dict[UUID, tuple[str, ...]]:
    named = Officer.objects.within_look().filter(complaint__in=rows, part=enums.Part.ACCUSED)
    return _beside(named.exclude(member=None).select_related("member").order_by("pk"), str)


def _beside(parts: Any, words: Callable[[Any], str]) -> dict[UUID, tuple[str, ...]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    for one in parts:
        found[one.complaint_id].append(words(one))
    return {pk: tuple(dict.fromkeys(texts)) for pk, texts in found.items()}
