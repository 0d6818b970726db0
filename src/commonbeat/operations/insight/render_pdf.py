"""The report as PDF, typeset by Typst from the same page, with the same pictures.

The file is tagged for screen readers (PDF/UA-1); every picture carries its words. Nothing from a report becomes
typesetting code: the text goes in as JSON and is placed as text.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from commonbeat.kernel.ui.charts import Chart
from commonbeat.kernel.ui.pdf import typeset

from .render import Content, Page, Report, ShownCommitment, plain
from .render_page import page_of

TEMPLATE = Path(__file__).resolve().parent / "templates" / "insight" / "report.typ"


def render_pdf(report: Report | Content) -> bytes:
    """Return a report as PDF; the same report gives the same bytes.

    Args:
        report: a `WeeklyReport`, or the content of a kept edition.
    """
    content = plain(report)
    page = page_of(content)
    pictures: dict[str, bytes] = {}
    data = _data(page, pictures)
    as_of = datetime.fromisoformat(str(content["as_of"]))
    return typeset(TEMPLATE, data, pictures=pictures, at=as_of)


def _data(page: Page, pictures: dict[str, bytes]) -> dict[str, Any]:
    """Return what the template sets, pictures replaced by their file's name."""
    charts = {"hours": page.hours, "workload": page.workload, "response": page.response}
    return {
        "title": page.title,
        "masthead": page.masthead,
        "lead": list(page.lead),
        "serious": [_event(page, event) for event in page.serious],
        "serious_sentence": page.serious_sentence,
        "commitments": [_commitment(row) for row in page.commitments],
        "findings": [
            {
                "title": one.finding["title"],
                "subtitle": one.subtitle,
                "note": one.note,
                "owner": one.finding["owner"],
                "hours": one.finding["hours"],
                "chart": _chart(one.chart, f"finding{i}", pictures),
            }
            for i, one in enumerate(page.findings)
        ],
        "ended": list(page.ended),
        "figures": [dataclasses.asdict(figure) for figure in page.figures],
        "map": _map(page, pictures),
        "charts": {name: _chart(chart, name, pictures) for name, chart in charts.items()},
        "not_to_trust": page.not_to_trust,
        "tables": [dataclasses.asdict(table) for table in page.tables],
        "notes": [dataclasses.asdict(note) for note in page.notes],
        "words": {
            "serious": _("Serious events, each named"),
            "said": _("What we said before"),
            "nothing_said": _("No finding was accepted yet."),
            "owner": _("Owner"),
            "distrust": _("What not to trust this week."),
            "made": _("How each figure was made"),
            "quiet": _("Nothing stands outside its expected range this week.") if page.staff else "",
            "page": _("page"),
        },
    }


def _chart(chart: Chart | None, name: str, pictures: dict[str, bytes]) -> dict[str, Any] | None:
    """Put a chart's picture beside the template and return what is said of it."""
    if chart is None:
        return None
    pictures[f"{name}.svg"] = str(chart.svg).encode()
    return {"file": f"{name}.svg", "title": chart.title, "subtitle": chart.subtitle, "wide": chart.wide}


def _map(page: Page, pictures: dict[str, bytes]) -> dict[str, Any] | None:
    """Put the map's picture beside the template and return its words."""
    if page.map is None:
        return None
    pictures["map.svg"] = str(page.map.svg).encode()
    legend = [{"fill": line.fill, "words": line.words, "shape": line.shape} for line in page.map.legend]
    return {"file": "map.svg", "title": page.map.title, "note": page.map.note, "legend": legend}


def _event(page: Page, event: Any) -> dict[str, str]:
    """Return a serious event's bold words and the rest; the case number only for staff."""
    rest = [event["case_number"] if page.staff else "", event["when"]]
    rest += [_("beat %(beat)s") % {"beat": event["beat"]} if event["beat"] else ""]
    rest += [event["place"] if page.staff else "", event["status"]]
    return {"label": event["label"], "rest": " · ".join(part for part in rest if part)}


def _commitment(row: ShownCommitment) -> dict[str, str]:
    """Return a commitment's title and the rest."""
    rest = (row.tactic, row.state_word, row.result, row.owner)
    return {"title": row.title, "rest": " · ".join(part for part in rest if part)}
