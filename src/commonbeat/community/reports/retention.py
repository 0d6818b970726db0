"""How long police reports and calls about them are kept, and what of a report lies outside its own row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Model, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.retention import Erasure, RetentionRule
from commonbeat.kernel.workflow.models import Move

from .models import CallBack, OnlineReport, StateEntry
from .process import NAME

REPORT, CALL = "reports.OnlineReport", "reports.CallBack"
_CRITERIA = (("kind", _("Kind of report (its code)")),)


def _closed(*states: str) -> QuerySet[Any]:
    """Reports in these states, counted from their last step."""
    steps = Move.objects.filter(subject_id=OuterRef("pk"), process=NAME).order_by("-at", "-id")
    rows = OnlineReport.objects.filter(state__in=states)
    return rows.annotate(counted=Subquery(steps.values("at")[:1]))


def accepted() -> QuerySet[Any]:
    """Accepted reports, without those that list a firearm: it stays listed until it is found."""
    listed = StateEntry.objects.filter(is_firearm=True).values("report")
    return _closed("accepted").exclude(pk__in=listed)


def not_taken() -> QuerySet[Any]:
    """Reports that were refused or taken back."""
    return _closed("refused", "withdrawn").exclude(
        pk__in=CallBack.objects.filter(ended="", report__isnull=False).values("report")
    )


def ended_calls() -> QuerySet[Any]:
    """Calls that are over and belong to no report."""
    over = CallBack.objects.filter(Q(report=None) & ~Q(ended=""), ended_at__isnull=False)
    return over.annotate(counted=F("ended_at"))


def parts(report: OnlineReport) -> Iterable[Model]:
    """The report and what below it has a clock or a conversation of its own."""
    return (report, *report.calls.all(), *report.handovers.all(), *report.entries.all())


def _report_rule(
    name: str, title: Any, authority: Any, years: int, rows: Any, kept_out: Any
) -> RetentionRule:
    return RetentionRule(
        name=name,
        title=title,
        model=REPORT,
        authority=authority,
        years=years,
        least=2,
        counted_from=_("the day of its last step"),
        rows=rows,
        began="received_at",
        process=NAME,
        parts=parts,
        what=(Erasure(_("people, things, vehicles, codes, the draft for the records system")),),
        criteria=_CRITERIA,
        kept_out=kept_out,
    )


RULES = (
    _report_rule(
        "reports.accepted",
        _("Accepted police reports as residents sent them"),
        _(
            "Government Code 34090(d): at least two years. Department policy: five years, longer than most crimes "
            "of this kind can be charged (Penal Code 801, three years)."
        ),
        5,
        accepted,
        _("Reports that list a firearm. The case in the records system has a schedule of its own."),
    ),
    _report_rule(
        "reports.not_taken",
        _("Police reports that were refused or taken back"),
        _("Government Code 34090(d): city records are kept for at least two years."),
        2,
        not_taken,
        _("Reports whose caller still waits for us."),
    ),
    RetentionRule(
        name="reports.calls",
        title=_("Calls residents asked for, without a report"),
        model=CALL,
        authority=_("Government Code 34090(d): city records are kept for at least two years."),
        years=2,
        least=2,
        counted_from=_("the day the call was done"),
        rows=ended_calls,
        began="asked_at",
        process=NAME,
        criteria=(("gate_rule", _("What it was about (its code)")),),
    ),
)
