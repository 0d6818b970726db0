"""The tables of a report, each with what it needs to be read alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from commonbeat.kernel.ui.words import number

from .render import FEW, SHOWN_CHANGES, Content, Notes, Table, day_names

Row = Mapping[str, Any]


def tables_of(content: Content, notes: Notes) -> list[Table]:
    """Return the staff edition's tables, in reading order; sections without content are left out."""
    found = [
        *_chapters(content, notes),
        _beat_days(content),
        _beat_repeats(content),
        _changes(content),
        _places(content),
        _response(content, notes),
        _short_hours(content),
        _vintages(content),
        *_breaks(content),
        _quality(content),
        _defaults(content),
    ]
    return [table for table in found if table is not None]


def _chapters(content: Content, notes: Notes) -> list[Table]:
    """Analyses that analysts signed and put into the report."""
    return [
        Table(
            title=chapter["title"],
            headings=tuple(chapter["headings"]),
            rows=[tuple(row) for row in chapter["rows"]],
            intro=chapter["intro"],
            note=notes.add(chapter),
        )
        for chapter in content.get("chapters", ())
    ]


def _count(value: Any) -> str:
    """Say a count, "–" for none."""
    return number(value, 0 if value is None or float(value).is_integer() else 1)


def _range(row: Row) -> str:
    """Say an expected range."""
    low, high = row.get("low"), row.get("high")
    return "–" if low is None or high is None else _("%(low)s to %(high)s") % {"low": low, "high": high}


def _changes(content: Content) -> Table:
    """What changed, ranked; the told ones carry a mark and a word."""
    rows = [
        (
            ("▲ " if row["told"] else "") + row["label"],
            row["beat"] or _("city"),
            row.get("band") or "",
            _("reported crimes") if row["source"] == "incidents" else _("calls"),
            _count(row["count"]),
            _range(row),
            "–" if row["q"] is None else f"{row['q']:.3f}",
            row["note"],
        )
        for row in _told(content)[:SHOWN_CHANGES]
    ]
    headings = (_("What"), _("Beat"), _("Hours"), _("Source"), _("Count"), _("Expected"), "q", _("Remark"))
    intro = _(
        "%(tested)s series were compared with their own history; ▲ marks those told above. "
        "q is the share of false alarms to expect among all that rank as high. The first %(n)s are shown."
    ) % {"tested": number(content["series_tested"]), "n": len(rows)}
    return Table(_("What changed"), headings, rows, intro, empty=_("No series has enough history yet."))


def _told(content: Content) -> Any:
    """Return the compared series: a beat's own on its page, all of them on the city's."""
    page = content.get("beat_page")
    return page["last_7_days"] if page else content["what_changed"]


def _places(content: Content) -> Table | None:
    """Places that persist."""
    if not content["places"]:
        return None
    rows = [
        (
            row["name"],
            row["beat"],
            _("%(n)s of %(of)s") % {"n": row["months_on_top"], "of": row["months"]},
            _count(row["count_28_days"]),
        )
        for row in content["places"]
    ]
    headings = (_("Place"), _("Beat"), _("Months among the busiest"), _("Calls, 28 days"))
    return Table(_("Places that stay busy"), headings, rows)


def _response(content: Content, notes: Notes) -> Table | None:
    """Response times by priority and beat, with what was left out."""
    rows = [row for row in content["response"] if row["n"]]
    if not rows:
        return None
    drawn = [
        (
            row["beat"] or _("city"),
            str(row["priority"]),
            row["measure"].replace("_", " "),
            _clock(row["median"]),
            f"{_clock(row['median_low'])}–{_clock(row['median_high'])}",
            _clock(row["p90"]),
            number(row["n"]) + (f" · {_('few')}" if row["n"] < FEW else ""),
            "–" if row["no_arrival_share"] is None else f"{100 * row['no_arrival_share']:.0f} %",
        )
        for row in rows
    ]
    headings = (
        _("Beat"),
        _("Priority"),
        _("From … to"),
        _("Median"),
        _("Its interval"),
        _("90th percentile"),
        "n",
        _("No arrival time"),
    )
    note = notes.add({"definition": content["response_definition"], "version": content["version"]})
    return Table(_("Response times"), headings, drawn, _left_out(rows), note)


def _left_out(rows: list[Row]) -> str:
    """Say how many calls were left out and why, from the city's own lines."""
    city = [row for row in rows if not row["beat"] and row["measure"] == "total"]
    sums: dict[str, int] = {}
    for row in city:
        for reason, count in row["excluded"].items():
            sums[reason] = sums.get(reason, 0) + count
    said = ", ".join(f"{reason.replace('_', ' ')} {number(count)}" for reason, count in sums.items() if count)
    return _("Left out, citywide, call to arrival: %(said)s.") % {"said": said} if said else ""


def _clock(seconds: float | None) -> str:
    """Say seconds as 6:10."""
    if seconds is None:
        return "–"
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _short_hours(content: Content) -> Table | None:
    """Hours below the units the work implies, with the stated assumptions."""
    work = content.get("workload")
    if not work:
        return None
    names = day_names(work["first_day"])
    rows = [
        (
            names[row["hour_of_week"] // 24],
            f"{row['hour_of_week'] % 24:02d}:00",
            _count(row["implied"]),
            _count(row["rostered"]),
        )
        for row in work["below_minimum"]
    ]
    headings = (_("Day"), _("Hour"), _("Units implied"), _("Units on the roster"))
    return Table(
        _("Hours below minimum staffing"),
        headings,
        rows,
        " ".join(work["assumptions"]),
        empty=_("No hour is below, or no roster is on file."),
    )


def _vintages(content: Content) -> Table | None:
    """The same weeks as known then and now."""
    return _plain(_("What was known when"), content["vintages"], content["vintage_note"])


def _breaks(content: Content) -> list[Table]:
    """Each change of the feed with the types that carry it, by their words."""
    headings = (_("What"), _("Begun by"), _("A week before"), _("A week after"), _("Part of the step"))
    tables = []
    for row in content["breaks"]:
        rows = [
            (
                carrier["label"]
                if carrier["label"] == carrier["type"]
                else f"{carrier['label']} ({carrier['type']})",
                carrier["origin"],
                _count(round(carrier["before"])),
                _count(round(carrier["after"])),
                f"{100 * carrier['share']:.0f} %",
            )
            for carrier in row["carriers"]
        ]
        tables.append(Table(row["title"], headings, rows, " ".join(row["warnings"]), empty=_("None.")))
    return tables


def _quality(content: Content) -> Table | None:
    """Checks on the data."""
    rows = [(row["sentence"], _count(row["count"]), _count(row["of"])) for row in content["quality"]]
    if not rows:
        return None
    return Table(_("Data quality"), (_("Check"), _("Rows"), _("of")), rows)


def _defaults(content: Content) -> Table | None:
    """Coordinates that are no places."""
    intro = _("Coordinates booked for many calls that did not happen there; they are kept out of every map.")
    return _plain(_("Default places"), content["default_places"], intro)


def _beat_repeats(content: Content) -> Table | None:
    """Addresses with three calls or more in 28 days; staff only."""
    page = content.get("beat_page")
    if not page:
        return None
    return _plain(_("Repeat addresses, 28 days"), page["repeat_addresses"], "", keep_empty=True)


def _beat_days(content: Content) -> Table | None:
    """The beat's last 7 and 28 days, by group."""
    page = content.get("beat_page")
    if not page:
        return None
    rows = [
        (row["label"], _count(row["last_7_days"]), _count(row["last_28_days"]))
        for row in page["last_28_days"]
    ]
    title = _("Beat %(beat)s, community calls") % {"beat": page["beat"]}
    return Table(title, (_("What"), _("Last 7 days"), _("Last 28 days")), rows, empty=_("No calls."))


def _plain(title: str, rows: Any, intro: str, *, keep_empty: bool = False) -> Table | None:
    """Return a table of records that share their keys, the keys as headings."""
    if not rows:
        return Table(title, (), (), intro, empty=_("None.")) if keep_empty else None
    keys = [key for key, value in rows[0].items() if not isinstance(value, dict | list | tuple)]
    drawn = [tuple(_said(row.get(key)) for key in keys) for row in rows]
    return Table(title, [key.replace("_", " ").capitalize() for key in keys], drawn, intro)


def _said(value: Any) -> str:
    """Say any plain value."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return number(value, 0 if float(value).is_integer() else 2)
    return str(value)
