"""A report turned into what a page shows: sentences, charts, a map, tables and numbered notes.

The report is read in its plain form (`WeeklyReport.to_dict()`), because that is also how an edition is kept: a
page drawn a year later shows what was known then. HTML, PDF and print are drawn from the same `Page`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from django.utils.translation import gettext as _

from commonbeat.kernel.ui.charts import Chart, ResponseRow, band_series, hour_week_heat, response_bars
from commonbeat.kernel.ui.maps import Map
from commonbeat.kernel.ui.words import STATUSES, duration, number

Content = Mapping[str, Any]
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FEW = 20  # base counts below this carry the word "few"
SHOWN_CHANGES = 25


class Report(Protocol):
    """What is asked of a report here."""

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data."""


@dataclass(frozen=True)
class Note:
    """A numbered note under the page: what a figure is, of when, of how many, and how it was made."""

    number: int
    text: str


@dataclass
class Notes:
    """The notes of one page; the same text keeps one number."""

    texts: list[str] = field(default_factory=list)

    def add(self, source: Mapping[str, Any]) -> int:
        """Return the number of the note for a figure, finding or other record with its own method."""
        text = ". ".join(_note_parts(source)) + "."
        if text not in self.texts:
            self.texts.append(text)
        return self.texts.index(text) + 1

    @property
    def listed(self) -> list[Note]:
        """All notes in order."""
        return [Note(i, text) for i, text in enumerate(self.texts, 1)]


def _note_parts(source: Mapping[str, Any]) -> list[str]:
    """Say definition, period, n, method and version, and what a reader must be warned of."""
    parts = [str(source[key]).rstrip(".") for key in ("definition", "period") if source.get(key)]
    if source.get("n") is not None:
        parts.append(f"n {number(source['n'])}")
    parts += [str(source[key]).rstrip(".") for key in ("method", "version") if source.get(key)]
    return parts + [str(warning).rstrip(".") for warning in source.get("warnings", ())]


@dataclass(frozen=True)
class Shown:
    """A finding with its picture."""

    finding: Mapping[str, Any]
    subtitle: str
    chart: Chart | None
    note: int


@dataclass(frozen=True)
class ShownFigure:
    """A single figure as words: value with unit, name, range, its note."""

    name: str
    value: str
    period: str
    n: int
    note: int


@dataclass(frozen=True)
class ShownCommitment:
    """What was promised and what became of it; `state` is a status of the screen kit."""

    title: str
    tactic: str
    state: str
    result: str
    owner: str

    @property
    def state_word(self) -> str:
        """The state as a shape and a word."""
        return f"{STATUSES[self.state].shape} {STATUSES[self.state].word}"


@dataclass(frozen=True)
class Table:
    """A table under a heading; `note` is 0 when it needs none."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    intro: str = ""
    note: int = 0
    empty: str = ""


@dataclass(frozen=True)
class Page:
    """Everything a drawn report shows, in reading order."""

    content: Content
    title: str
    masthead: str
    lead: Sequence[str]
    serious: Sequence[Mapping[str, Any]]
    serious_sentence: str
    commitments: Sequence[ShownCommitment]
    findings: Sequence[Shown]
    ended: Sequence[str]
    figures: Sequence[ShownFigure]
    map: Map | None
    hours: Chart | None
    workload: Chart | None
    response: Chart | None
    not_to_trust: str
    tables: Sequence[Table]
    notes: Sequence[Note]

    @property
    def staff(self) -> bool:
        """True for the staff edition."""
        return self.content["edition"] == "staff"


def plain(report: Report | Content) -> Content:
    """Return a report as plain data, whether it was just computed or kept as an edition."""
    return report if isinstance(report, Mapping) else report.to_dict()


def title_of(content: Content) -> str:
    """Return "Monday's report", after the day on which it is made."""
    day = datetime.fromisoformat(str(content["as_of"])).weekday()
    return _("%(day)s’s report") % {"day": _(DAYS[day])}


def masthead_of(content: Content) -> str:
    """Return the line beside the title: agency, dates, vintage, edition, beat."""
    edition = _("staff edition") if content["edition"] == "staff" else _("public edition")
    parts = [content["agency"], content["dates"], content["as_of_words"], edition]
    if content.get("beat"):
        parts.append(_("beat %(beat)s") % {"beat": content["beat"]})
    return " · ".join(str(part) for part in parts if part)


def shown(finding: Mapping[str, Any], notes: Notes) -> Shown:
    """Return a finding with its chart and the line under its title."""
    bits = [
        finding.get("where"),
        finding.get("when"),
        finding.get("hours"),
        finding.get("confidence_words"),
    ]
    if finding.get("weeks_running", 0) > 1:
        bits.append(_("%(n)s weeks running") % {"n": finding["weeks_running"]})
    subtitle = " · ".join(str(bit) for bit in bits if bit)
    return Shown(finding, subtitle, _history(finding, subtitle), notes.add(finding))


def _history(finding: Mapping[str, Any], subtitle: str) -> Chart | None:
    """Draw a finding's history, its own period last; nothing where there is no history.

    The expected range is for the finding's window, so that weeks are added up to windows of the same length.
    """
    span = max(1, round(finding["window_days"] / 7))
    history = list(finding.get("history", ()))
    periods = [history[i - span + 1 : i + 1] for i in range(span - 1, len(history))]
    known = [rows for rows in periods if all(row["count"] is not None for row in rows)]
    if len(known) < 2:
        return None
    counts = [sum(row["count"] for row in rows) for rows in known]
    if counts[-1] != finding["count"]:
        return None  # a picture that contradicts its title helps nobody
    weeks = [date.fromisoformat(str(rows[0]["start"])) for rows in known]
    low, high = finding["low"], finding["high"]
    return band_series(weeks, counts, low, high, title=finding["title"], subtitle=subtitle)


def day_names(first_day: int) -> list[str]:
    """Return short names of the days, the agency's first day of the week first (0 = Monday)."""
    return [_(DAYS[(first_day + i) % 7])[:3] for i in range(7)]


def week_matrix(values: Sequence[float]) -> list[list[float]]:
    """Return 168 hours of the week as 7 rows of 24."""
    return [[float(v or 0) for v in values[day * 24 : day * 24 + 24]] for day in range(7)]


def peak_words(values: Sequence[float], first_day: int) -> str:
    """Say which three hours in a row, on average over the week, are the fullest, and which day."""
    matrix = week_matrix(values)
    by_hour = [sum(row[h] for row in matrix) for h in range(24)]
    start = max(range(24), key=lambda h: sum(by_hour[(h + i) % 24] for i in range(3)))
    by_day = [sum(row) for row in matrix]
    fullest = _(DAYS[(first_day + by_day.index(max(by_day))) % 7])
    hours = f"{start:02d}:00–{(start + 3) % 24:02d}:00"
    return _("Calls are most at %(hours)s; %(day)s is the fullest day") % {"hours": hours, "day": fullest}


def hours_chart(content: Content, period: str = "") -> Chart | None:
    """Draw calls by hour of the week; nothing in an empty week. `period` says of when, in the reader's words."""
    beat = content.get("beat_page")
    values = (beat or content).get("hour_of_week") or ()
    if len(values) != 168 or not any(values):
        return None
    first = date.fromisoformat(str(content["first_day"])).weekday()
    figure = content["hour_of_week_figure"]
    subtitle = _("%(name)s · %(period)s · n %(n)s") % {
        "name": _("Community calls by local hour and weekday"),
        "period": period or figure["period"],
        "n": number(sum(values) if beat else figure["n"]),
    }
    return hour_week_heat(
        week_matrix(values),
        title=peak_words(values, first),
        subtitle=subtitle,
        days=day_names(first),
        unit=_("calls"),
        places=0 if all(float(v).is_integer() for v in values) else 1,
    )


def workload_chart(content: Content) -> Chart | None:
    """Draw committed unit-hours by hour of the week, with the hours below minimum outlined."""
    work = content.get("workload")
    if not work or not any(work["committed"]):
        return None
    short = {_cell(row) for row in work["below_minimum"]}
    count = len(short)
    title = (
        _("%(n)s hours of the week stand below the units the work implies") % {"n": count}
        if count
        else _("No hour of the week stands below the units the work implies")
    )
    if work["rostered"] is None:
        title = _("Committed unit-hours by hour of the week; no roster to compare with")
    subtitle = _("%(period)s · n %(n)s · at %(share)s %% utilisation") % {
        "period": work["period"],
        "n": number(work["n"]),
        "share": f"{100 * work['utilisation']:.0f}",
    }
    return hour_week_heat(
        week_matrix(work["committed"]),
        title=title,
        subtitle=subtitle,
        days=day_names(work["first_day"]),
        marked=short,
        marked_words=_("hours below minimum staffing"),
        unit=_("unit-hours"),
        places=1,
    )


def _cell(row: Mapping[str, Any]) -> tuple[int, int]:
    """Return day and hour of an hour of the week, counted from the week's first hour."""
    return int(row["hour_of_week"]) // 24, int(row["hour_of_week"]) % 24


def response_chart(content: Content) -> Chart | None:
    """Draw total response by priority citywide, and priority 1 of the beat that waits longest."""
    rows = [row for row in content["response"] if row["measure"] == "total"]
    city = [row for row in rows if not row["beat"]]
    if not any(row["median"] is not None for row in city):
        return None
    first = min((row["priority"] for row in city), default="")
    beats = [row for row in rows if row["beat"] and row["priority"] == first and row["median"] is not None]
    slowest = max(beats, key=lambda row: row["median"], default=None)
    lines = [_line(row, _("priority %(p)s") % {"p": row["priority"]}) for row in city]
    if slowest:
        lines.append(_line(slowest, _("%(beat)s, pr. %(p)s") % {"beat": slowest["beat"], "p": first}))
    lead = next((line for line in lines if line.median is not None), lines[0])
    title = _("%(what)s: half of the calls are reached in %(n)s min") % {
        "what": lead.label.capitalize(),
        "n": number(lead.median, 1),
    }
    missing = next((row["no_arrival_share"] for row in city if row["no_arrival_share"] is not None), None)
    subtitle = _(
        "First arriving unit, community calls of the last 28 days, call to arrival · bar median, mark 90th percentile"
    )
    if missing is not None:
        words = _("%(share)s %% of priority %(p)s calls have no arrival time")
        subtitle += " · " + words % {"share": f"{100 * missing:.0f}", "p": city[0]["priority"]}
    return response_bars(lines, title=title, subtitle=subtitle)


def _line(row: Mapping[str, Any], label: str) -> ResponseRow:
    """Turn seconds into minutes for one line of the chart."""
    median, p90 = row["median"], row["p90"]
    return ResponseRow(
        label,
        None if median is None else median / 60,
        None if p90 is None else p90 / 60,
        row["n"],
        row["n"] < FEW,
    )


def figure_words(figure: Mapping[str, Any], notes: Notes) -> ShownFigure:
    """Return one figure with its value said in its unit."""
    names = {
        "priority_1_response": _("to reach a priority 1 call (half of them are faster)"),
        "calls_held": _("urgent calls waited over 10 minutes for a unit"),
        "hours_below_minimum": _("hours of the week below minimum staffing"),
        "calls": _("community calls"),
        "incidents": _("reported crimes"),
        "officer_and_administrative": _("entries begun by officers or for administration"),
    }
    name = names.get(figure["name"], figure["name"].replace("_", " "))
    return ShownFigure(name, value_words(figure), figure["period"], figure["n"], notes.add(figure))


def value_words(figure: Mapping[str, Any]) -> str:
    """Say a value in its unit: seconds as minutes, shares as per cent, counts with separators."""
    value, unit = figure["value"], figure["unit"]
    if value is None:
        return _("not known")
    if unit == "seconds":
        return duration(timedelta(seconds=round(value)), fine=True)
    if unit in ("share", "proportion"):
        return f"{100 * value:.0f} %"
    return number(value, 0 if float(value).is_integer() else 1)


def commitment_words(row: Mapping[str, Any]) -> ShownCommitment:
    """Return a commitment with its before and after, and the same for everywhere else."""
    words = _(
        "%(before)s → %(after)s in %(days)s days; elsewhere %(other)s → %(later)s; %(minutes)s officer minutes"
    )
    result = words % {
        "before": row["before"],
        "after": row["after"],
        "days": f"{row['days']:g}",
        "other": row["elsewhere_before"],
        "later": row["elsewhere_after"],
        "minutes": number(row["officer_minutes"]),
    }
    state = str(row["status"]).replace(" ", "_")
    owner = str(row["owner"])
    if row["review_on"]:
        owner += " · " + _("review %(day)s") % {"day": row["review_on"]}
    return ShownCommitment(
        row["title"], row["tactic"].rstrip(". "), state if state in STATUSES else "on_time", result, owner
    )


def lead_of(content: Content) -> Sequence[str]:
    """Return the sentences to read aloud."""
    return content["chief"]["sentences"]


def findings_of(content: Content) -> Iterable[Mapping[str, Any]]:
    """Return what page one tells: the chief's findings, or the beat's own."""
    if content.get("beat_page"):
        return content["beat_page"]["findings"]
    return content["chief"]["findings"] if content.get("chief") else ()
