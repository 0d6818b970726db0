"""Putting one report's page together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from .render import (
    Content,
    Notes,
    Page,
    Report,
    commitment_words,
    figure_words,
    findings_of,
    hours_chart,
    lead_of,
    masthead_of,
    plain,
    response_chart,
    shown,
    title_of,
    workload_chart,
)
from .render_map import report_map
from .render_public import public_page_of
from .render_tables import tables_of


def page_of(report: Report | Content) -> Page:
    """Return everything the drawn report shows; one query each for beats, boundary and streets.

    Args:
        report: a `WeeklyReport`, or the content of a kept edition.
    """
    content = plain(report)
    if content["edition"] != "staff":
        return public_page_of(content)
    notes = Notes()
    findings = list(findings_of(content))
    chief = content["chief"]
    figures = [chief[key] for key in ("priority_one", "calls_held", "hours_below_minimum")]
    return Page(
        content=content,
        title=title_of(content),
        masthead=masthead_of(content),
        lead=lead_of(content),
        serious=chief["serious"],
        serious_sentence=chief["serious_sentence"],
        commitments=[commitment_words(row) for row in chief["commitments"]],
        findings=[shown(finding, notes) for finding in findings],
        ended=[_ended(row) for row in chief["ended"]],
        figures=[figure_words(figure, notes) for figure in [*figures, *content["counts"]]],
        map=report_map(content, findings),
        hours=hours_chart(content),
        workload=workload_chart(content),
        response=response_chart(content),
        not_to_trust=chief["not_to_trust"],
        tables=tables_of(content, notes),
        notes=notes.listed,
    )


def _ended(row: Mapping[str, Any]) -> str:
    """Say that a problem is over."""
    words = _("Ended: %(title)s is back inside its range (%(n)s; %(low)s to %(high)s)")
    return words % {"title": row["title"], "n": row["count"], "low": row["low"], "high": row["high"]}
