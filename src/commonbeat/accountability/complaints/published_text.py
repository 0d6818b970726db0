"""Public wording of the complaint numbers: dataset, columns, and what every label means."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.publish import Column

from . import enums
from .codes import GROUPS

Text = str | Promise
TITLE = _("Complaints in numbers")
DESCRIPTION = _("How many complaints people made about our staff, what became of them, and how long it took.")
DEFINITION = _(
    "One row is one figure: a table, a period, and what it is divided by. It has one value for good."
)
HOW_WE_COUNT = (
    _("We count complaints from the public. Each complaint counts once, under its gravest kind."),
    _(
        "Every quarter is counted once, 30 days after it ends. Then its books are closed. "
        "What we learn later counts in the next quarter."
    ),
    _(
        "A finding counts when it is final. One that is sustained is final only when the time to appeal is over. "
        "A complaint with more than one finding counts under the gravest."
    ),
    _("Cases that we open ourselves are not in these numbers."),
    _(
        "A complaint that turns out to be a question, or one we had before, still counts as received. "
        "How many there were stands under “How cases ended”. The table the state gets leaves them out."
    ),
    _("Old records that we bring in later count only if the books of their quarter are still open."),
)
DISCLOSURE = _(
    "No small number is told that could point to a person, nor any that would give it away. "
    "If a fifth of a table would be hidden, we tell it in less detail. "
    "The same holds for all tables, filters and files together, over time."
)
RHYTHM = _("every quarter")
TABLES: dict[str, Text] = {
    "received": _("Complaints we received, by kind"),
    "findings": _("What we found"),
    "state": _("Complaints of the year, and what became of them by its end"),
    "profiling": _("Complaints that speak of profiling"),
    "traits": _("Profiling, by what it was about"),
    "ended": _("How cases ended"),
    "days": _("How long cases took"),
    "duties": _("Duties with a date"),
    "discipline": _("Discipline"),
    "stages": _("Days for each step"),
}
LABELS: dict[str, Text] = {
    **{f"kind={key}": said for key, said in GROUPS.items()},
    "area=rights": _("Force, rights and serious misconduct"),
    "area=service": _("Conduct, duty and other"),
    **{f"finding={one.value}": one.label for one in enums.Result},
    **{f"status={one.value}": one.label for one in enums.Result},
    "status=no_finding": _("Ended without a finding"),
    "status=pending": _("Still open"),
    "criminal=yes": _("May be a crime"),
    "criminal=no": _("Not a crime"),
    **{f"trait={one.value}": one.label for one in enums.Profiling},
    **{f"how={one.value}": one.label for one in enums.Ended},
    "how=unknown": _("Not written down"),
    "band=to_30": _("Up to 30 days"),
    "band=to_90": _("31 to 90 days"),
    "band=to_180": _("91 to 180 days"),
    "band=to_365": _("181 to 365 days"),
    "band=over_365": _("More than a year"),
    "band=odd": _("Not known: the dates on file cannot be right"),
    "duty=acknowledge": _("Say within 5 business days that we read it"),
    "duty=call_back": _("Call back within a day, if asked"),
    "duty=letter": _("Write within 30 days of the decision"),
    "duty=limit": _("Finish within one year"),
    "outcome=kept": _("On time"),
    "outcome=late": _("Late"),
    "class=none": _("No discipline"),
    "class=training": _("Training or counselling"),
    "class=reprimand": _("Written reprimand"),
    "class=suspension": _("Suspension, less pay or lower rank"),
    "class=left": _("Dismissed, or left before the end"),
    "class=other": _("Other"),
    "stage=all": _("From start to end"),
    "stage=read": _("Until a person read it"),
    "stage=assigned": _("Then, until it was given to somebody"),
    "stage=looked_into": _("Then, until it was looked into"),
    "stage=decided": _("Then, until it was decided"),
    "stage=letter": _("Then, until the letter went out"),
}
"""What each label is called, by "axis=label"."""


def label(axis: str, value: str) -> Text:
    """What a label is called; itself where it is not known, "all" where there is none."""
    if not axis:
        return _("All")
    return LABELS.get(f"{axis}={value}", value)


def place(axis: str, value: str) -> int:
    """Where a label stands among the others; before them where there is none."""
    return list(LABELS).index(f"{axis}={value}") if f"{axis}={value}" in LABELS else -1


def _said_table(value: Any) -> Text:
    return TABLES.get(str(value), str(value))


def _said_span(value: Any) -> Text:
    return {"quarter": _("quarter"), "year": _("year"), "span": _("three years")}.get(str(value), str(value))


AXES: dict[str, Text] = {
    "kind": _("kind"),
    "area": _("group of kinds"),
    "finding": _("finding"),
    "status": _("what became of it"),
    "criminal": _("crime or not"),
    "trait": _("reason told"),
    "how": _("how it ended"),
    "band": _("how long it took"),
    "duty": _("duty"),
    "outcome": _("on time or late"),
    "class": _("discipline given"),
    "stage": _("step"),
}


def _said_axis(value: Any) -> Text:
    return AXES.get(str(value), str(value))


def _said_unit(value: Any) -> Text:
    return {"complaints": _("complaints"), "days": _("days")}.get(str(value), str(value))


COLUMNS = (
    Column("table", _("Table"), _("Which table the figure is of."), said=_said_table),
    Column(
        "span",
        _("Length"),
        _("How long the period is: quarter, year, or span (three years)."),
        said=_said_span,
    ),
    Column("period", _("Period"), _("2026-Q3 is a quarter, 2026 a year, 2026–2028 three years.")),
    Column("by", _("Divided by"), _("What the table is divided by; empty for the total."), said=_said_axis),
    Column("which", _("Which"), _("The part this figure counts."), said_by="which_said"),
    Column("and_by", _("And by"), _("What it is divided by besides; empty for none."), said=_said_axis),
    Column("and_which", _("Which"), _("The part this figure counts."), said_by="and_which_said"),
    Column("value", _("Value"), _("The figure; empty when it is not told."), kind="integer"),
    Column("unit", _("Unit"), _("Complaints, or days."), said=_said_unit),
    Column("closing", _("Told with"), _("The quarter with which this figure was first told.")),
)
