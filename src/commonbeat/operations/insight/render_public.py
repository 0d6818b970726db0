"""The public report as a page: every sentence made when it is drawn, in the reader's language, from the kept figures.

Nothing here knows a place finer than a beat, a case number, a person or what staff is advised to do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from commonbeat.kernel.ui.words import duration, number

from .render import (
    Content,
    Notes,
    Page,
    ShownFigure,
    Table,
    hours_chart,
    response_chart,
)
from .render_map import public_map
from .text import group_label

Row = Mapping[str, Any]
MONTH, YEAR = "28 days", "year to date"
# Kinds of call and crime a Spanish reader meets; others are shown as the department's own table names them.
KINDS = [
    gettext_noop(word)
    for word in (
        "all kinds", "alarm", "animal", "arson", "assault", "burglary", "child", "civil", "collision", "disturbance",
        "domestic", "drugs", "fraud", "hang up", "homicide", "juvenile", "mental health", "missing", "noise", "parking",
        "property", "robbery", "sexual", "suspicious", "theft", "theft from vehicle", "threats", "traffic", "trespass",
        "vandalism", "vehicle recovered", "vehicle theft", "weapons", "welfare",
    )
]  # fmt: skip
SERIOUS = [
    gettext_noop(word)
    for word in (
        "Homicide", "Shooting", "Rape by a stranger", "Robbery with a weapon", "Hate crime",
        "Fatal or severe collision", "Force with serious injury", "Death in custody", "At-risk missing person",
    )
]  # fmt: skip
CASE_STATES = [gettext_noop(word) for word in ("open", "cleared", "suspended", "closed")]


def public_page_of(content: Content) -> Page:
    """Return everything the drawn public report shows; one query each for beats, boundary and streets."""
    notes = Notes()
    public = content["public_page"]
    when = span_words(_period(content))
    return Page(
        content=content,
        title=_("Report to the public, %(days)s") % {"days": when},
        masthead=_masthead(content),
        lead=_lead(public),
        serious=[_event(event) for event in public["serious"]],
        serious_sentence=_serious_words(public),
        commitments=(),
        findings=(),
        ended=(),
        figures=_figures(public, when, notes),
        map=public_map(content, when),
        hours=hours_chart(content, when),
        workload=None,
        response=response_chart(content),
        not_to_trust=_distrust(content, public),
        tables=[table for table in _tables(content, when, notes) if table is not None],
        notes=notes.listed,
    )


def day_words(day: str | date, *, year: bool = True) -> str:
    """Return a day in the reader's language, "24 May 2026" or "24 de mayo de 2026"."""
    known = date.fromisoformat(day[:10]) if isinstance(day, str) else day
    return date_format(known, _("j F Y") if year else _("j F"))


def span_words(period: Row) -> str:
    """Return first and last day of a period in words."""
    first, last = str(period["first_day"]), str(period["last_day"])
    words = _("%(first)s to %(last)s")
    return words % {"first": day_words(first, year=first[:4] != last[:4]), "last": day_words(last)}


def _period(content: Content) -> Row:
    """The 28 days the page is about; an edition of an earlier version names its week."""
    public = content["public_page"]
    return public if public.get("first_day") else content


def _masthead(content: Content) -> str:
    known = datetime.fromisoformat(str(content["as_of"]))
    moment = _("as known on %(day)s at %(time)s") % {
        "day": day_words(known.date()),
        "time": date_format(known, "H:i"),
    }
    return " · ".join((content["agency"], moment, _("public edition")))


def kind_words(group: str) -> str:
    """Return a kind of call or crime in the reader's language."""
    return _(group_label(group))


def noun(row: Row) -> str:
    """Return what a row counts: calls from the community, or reported crimes."""
    if row.get("source", "calls") == "calls":
        return ngettext("call from the community", "calls from the community", row["count"])
    return ngettext("reported crime", "reported crimes", row["count"])


def row_sentence(row: Row) -> str:
    """Say one row of the public page as a sentence; rows of earlier versions keep the one they came with."""
    if not row.get("window"):
        return str(row["sentence"])
    what = f"{number(row['count'])} {noun(row)}"
    if row["group"] != "all":
        what += f" ({kind_words(row['group'])})"
    if row["beat"]:
        words = (
            _("in beat %(beat)s, sensitive kinds left out")
            if row["group"] == "all"
            else _("in beat %(beat)s")
        )
        what += " " + words % {"beat": row["beat"]}
    when = _("in 28 days") if row["window"] == MONTH else _("since 1 January")
    head = f"{what} {when}"
    if not row["whole"]:
        return _("%(head)s; comparable counts begin later, so this is not complete.") % {"head": head}
    if row["expected_low"] is None:
        return _("%(head)s; no earlier year can be compared.") % {"head": head}
    words = {
        1: _("%(head)s; that is more than the %(low)s to %(high)s expected from %(years)s."),
        0: _("%(head)s; that is within the %(low)s to %(high)s expected from %(years)s."),
        -1: _("%(head)s; that is fewer than the %(low)s to %(high)s expected from %(years)s."),
    }[_side(row)]
    years = ngettext("one earlier year", "%(n)s earlier years", len(row["prior"])) % {"n": len(row["prior"])}
    return words % {
        "head": head,
        "low": number(row["expected_low"]),
        "high": number(row["expected_high"]),
        "years": years,
    }


def _side(row: Row) -> int:
    """Return 1 above the range, -1 below, 0 inside."""
    return (row["count"] > row["expected_high"]) - (row["count"] < row["expected_low"])


def _lead(public: Row) -> list[str]:
    """Three sentences: calls, reported crimes, and how fast help came."""
    city = [row for row in public["rows"] if _is(row, MONTH) and not row.get("beat")]
    said = [row_sentence(row) for row in city if row.get("group", "all") == "all"]
    if not said:
        said = [row["sentence"] for row in public["rows"][:2] if row["sentence"]]
    return [*said[:2], _response_words(public["response"])]


def _is(row: Row, window: str) -> bool:
    return row.get("window") == window


def _response_words(figure: Row) -> str:
    if figure["value"] is None:
        return _("No response time to the most urgent calls could be measured in these 28 days.")
    words = _("Half of the most urgent calls were reached within %(time)s (%(n)s calls measured).")
    time = duration(timedelta(seconds=round(figure["value"])), fine=True)
    return words % {"time": time, "n": number(figure["n"])}


def _event(event: Row) -> dict[str, Any]:
    """Return a serious event by kind, day and beat."""
    return {
        **event,
        "label": _(event["label"]),
        "when": day_words(event["day"]) if event.get("day") else event["when"],
        "status": _(event["status"]) if event["status"] else "",
    }


def _serious_words(public: Row) -> str:
    """Say what is held back, or that nothing serious was recorded."""
    held = public.get("held", 0)
    if held:
        return ngettext(
            "%(n)s serious event is held back where it could identify a victim.",
            "%(n)s serious events are held back where they could identify a victim.",
            held,
        ) % {"n": held}
    if not public["serious"]:
        if not any(row["count"] for row in public["rows"]):
            return _("Nothing is on file for these 28 days, so nothing is known about serious events.")
        return _("No serious event was recorded in these 28 days: none of the kinds %(kinds)s.") % {
            "kinds": ", ".join(_(kind).lower() for kind in SERIOUS)
        }
    return _("Serious events are listed one by one and never tested against a range.")


def _distrust(content: Content, public: Row) -> str:
    """Say what a reader must not lean on."""
    parts = []
    if public.get("feed_changed"):
        words = _(
            "The records of calls changed on %(day)s: calls before and after that day are not compared."
        )
        parts.append(words % {"day": day_words(public["feed_changed"])})
    parts.append(_("Late reports still change the last two weeks a little; changed figures bring a notice."))
    return " ".join(parts)


def _figures(public: Row, when: str, notes: Notes) -> list[ShownFigure]:
    """The figures under page one: response, calls, reported crimes."""
    figure = public["response"]
    known = figure["value"] is not None
    value = duration(timedelta(seconds=round(figure["value"])), fine=True) if known else _("not known")
    note = notes.add({"definition": _(figure["definition"]), "n": figure["n"], "version": figure["version"]})
    name = _("to reach the most urgent calls (half of them are faster)")
    shown = [ShownFigure(name, value, when, figure["n"], note)]
    for row in public["rows"]:
        if _is(row, MONTH) and row["group"] == "all" and not row["beat"]:
            text = DEFINITION_OF[row["source"]]
            note = notes.add({"definition": _(text), "n": row["count"], "version": figure["version"]})
            shown.append(ShownFigure(noun(row), number(row["count"]), when, row["count"], note))
    return shown


DEFINITION_OF = {
    "calls": gettext_noop(
        "Calls for police service that people, phones or alarms began; officers' own work and test calls are left out."
    ),
    "incidents": gettext_noop(
        "Offences on reports taken by the police, by the day they were reported. Not the same as calls."
    ),
    "response": gettext_noop(
        "Community calls only, first arriving unit, priority as dispatched. Left out, with counts: on-view, handled by "
        "phone, scheduled or held on purpose, cancelled, reopened, impossible times, no arrival pressed."
    ),
}
EXPECTED = gettext_noop(
    "Expected: the range that would hold the count 19 times in 20, from the same period of up to three earlier years; "
    "28-day periods are windows of exactly 28 days, 52 weeks apart, and the range is as wide as such windows vary. "
    "Changes in per cent are left out where the earlier count is under 20."
)
SENSITIVE = gettext_noop(
    "Classes that could point to a victim are told citywide and by month only; the figures of a beat leave them out."
)


def _tables(content: Content, when: str, notes: Notes) -> list[Table | None]:
    public = content["public_page"]
    note = notes.add({"definition": _(EXPECTED), "version": content["version"]})
    return [
        _compared(
            public, _("Citywide and by beat"), when, note, lambda row: row.get("group", "all") == "all"
        ),
        _compared(public, _("By kind, citywide"), when, note, _is_kind),
        _matrix(public),
        _response_table(content, notes),
    ]


def _is_kind(row: Row) -> bool:
    return row.get("group", "all") != "all" and not row.get("beat")


def _compared(public: Row, title: str, period: str, note: int, wanted: Callable[[Row], bool]) -> Table | None:
    """Four weeks and the year to date, each beside its expected range and earlier years."""
    chosen = [row for row in public["rows"] if wanted(row)]
    if not chosen:
        return None
    month = {_scope(row): row for row in chosen if row.get("window", MONTH) == MONTH}
    year = {_scope(row): row for row in chosen if row.get("window") == YEAR}
    rows: list[tuple[str, ...]] = []
    kinds = any(_is_kind(row) for row in chosen)
    for scope in dict.fromkeys([*month, *year]):
        now, since = month.get(scope), year.get(scope)
        known = now or since
        where = _("beat %(beat)s") % {"beat": known["beat"]} if known.get("beat") else _("city")
        what = noun(known) if known.get("group", "all") == "all" else kind_words(known["group"])
        rows.append((what, *([_source_words(known)] if kinds else []), where, *_cells(now), *_cells(since)))
    columns = (_("%(when)s: count"), _("expected"), _("earlier years"), _("change"))
    headings = [_("What"), *([_("Source")] if kinds else []), _("Where")]
    for when in (_("28 days"), _("year to date")):
        headings += [columns[0] % {"when": when}, *columns[1:]]
    intro = _("28 days: %(days)s.") % {"days": period}
    return Table(title, headings, rows, f"{intro} {_(SENSITIVE)}", note)


def _scope(row: Row) -> tuple[str, str, str]:
    return row.get("source", row["name"]), row.get("group", "all"), row.get("beat", row["scope"])


def _source_words(row: Row) -> str:
    return _("reported crimes") if row.get("source") == "incidents" else _("calls")


def _cells(row: Row | None) -> tuple[str, str, str, str]:
    """Count, expected range, earlier years and change in per cent of one row."""
    if row is None:
        return "–", "–", "–", "–"
    low, high, change = row["expected_low"], row["expected_high"], row["change_percent"]
    mark = {1: " ▲", 0: "", -1: " ▼"}[_side(row)] if low is not None else ""
    between = _("%(low)s to %(high)s")
    return (
        number(row["count"]) + mark,
        "–" if low is None else between % {"low": number(low), "high": number(high)},
        ", ".join(f"{p['first_day'][:4]}: {number(p['count'])}" for p in row["prior"]) or "–",
        "–" if change is None else f"{change:+d} %",
    )


def _matrix(public: Row) -> Table | None:
    """Calls of 28 days by kind and beat; kinds that could point to a victim are not in it."""
    rows = [
        r
        for r in public["rows"]
        if _is(r, MONTH) and r["source"] == "calls" and r["group"] != "all" and r["beat"]
    ]
    if not rows:
        return None
    beats = sorted({row["beat"] for row in rows})
    counts = {(row["group"], row["beat"]): row["count"] for row in rows}
    kinds = sorted({row["group"] for row in rows}, key=lambda g: -sum(counts.get((g, b), 0) for b in beats))
    drawn = [(kind_words(g), *(number(counts.get((g, b), 0)) for b in beats)) for g in kinds]
    return Table(_("Calls by kind and beat, 28 days"), (_("Kind"), *beats), drawn, _(SENSITIVE))


def _response_table(content: Content, notes: Notes) -> Table | None:
    """Response times from call to arrival, by priority citywide and of all calls by beat."""
    rows = [r for r in content["response"] if r["measure"] == "total" and r["n"]]
    rows = [r for r in rows if not r["beat"] or r["priority"] == "all"]
    if not rows:
        return None
    drawn = [
        (
            _("beat %(beat)s") % {"beat": row["beat"]} if row["beat"] else _("city"),
            _("all") if row["priority"] == "all" else str(row["priority"]),
            duration(timedelta(seconds=round(row["median"])), fine=True),
            duration(timedelta(seconds=round(row["p90"])), fine=True),
            number(row["n"]),
            "–" if row["no_arrival_share"] is None else f"{100 * row['no_arrival_share']:.0f} %",
        )
        for row in rows
    ]
    headings = (
        _("Where"),
        _("Priority"),
        _("Median"),
        _("90th percentile"),
        _("Calls"),
        _("No arrival time"),
    )
    note = notes.add({"definition": _(DEFINITION_OF["response"]), "version": content["version"]})
    return Table(_("From call to arrival, 28 days"), headings, drawn, _("1 is the most urgent."), note)
