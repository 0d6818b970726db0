"""How a figure is drawn and said: one indicator, its interval, its peers. Two indicators never share a chart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.kernel.ui import charts
from commonbeat.kernel.ui.words import number

from .enums import POSITIVE, Indicator, Watch
from .models import Figure
from .queries import Sheet

RATIO = "{:.1f}"


@dataclass(frozen=True)
class SheetShown:
    """One indicator as the page shows it.

    Attributes:
        indicator: its name.
        sentence: what the figure says, in a sentence.
        chart: the picture with its table; None where there is no comparison.
        context: what stands beside it.
        positive: whether more is better.
        earlier: (period, count, expected) of earlier periods, newest first.
    """

    indicator: str
    sentence: str
    chart: charts.Chart | None
    context: str
    positive: bool
    earlier: tuple[tuple[str, str, str], ...]


def assignment_title(text: str) -> str:
    """ "patrol/nights" in words; an imported assignment as it is."""
    kind, _slash, watch = text.partition("/")
    if watch in Watch.values:
        return f"{kind or _('no unit')}, {Watch(watch).label}"
    return text


def period_title(figure: Any) -> str:
    """The period in words."""
    return _("%(since)s to %(until)s") % {
        "since": figure.since.strftime("%b %Y"),
        "until": _last_month(figure.until),
    }


def _last_month(until: Any) -> str:
    month, year = (until.month - 1, until.year) if until.month > 1 else (12, until.year - 1)
    return str(until.replace(year=year, month=month, day=1).strftime("%b %Y"))


def shown(sheet: Sheet) -> SheetShown:
    """One indicator, ready for the page."""
    figure = sheet.newest
    earlier = tuple((period_title(one), number(one.count), _expected(one)) for one in sheet.earlier[:6])
    label = str(Indicator(sheet.indicator).label)
    if figure is None:
        return SheetShown(
            label, _("Nothing was compared yet."), None, "", sheet.indicator in POSITIVE, earlier
        )
    return SheetShown(
        label,
        _sentence(figure),
        _chart(figure, label) if figure.ratio is not None else None,
        _context(figure),
        sheet.indicator in POSITIVE,
        earlier,
    )


def _expected(figure: Figure) -> str:
    return RATIO.format(figure.expected) if figure.expected is not None else "–"


def _sentence(figure: Figure) -> str:
    """Count and expected count, never a judgement."""
    counted = {
        "count": number(figure.count),
        "period": period_title(figure),
        "peers": figure.peers,
        "assignment": assignment_title(figure.assignment),
        "expected": _expected(figure),
        "hours": number(round(figure.hours)),
    }
    if figure.expected is None:
        return (
            _(
                "%(count)s from %(period)s. There is no comparison: too few officers, hours or events in the peer group."
            )
            % counted
        )
    return (
        _(
            "%(count)s from %(period)s; %(expected)s are usual in %(hours)s hours on duty among %(peers)s officers"
            " of the same assignment (%(assignment)s)."
        )
        % counted
    )


def _context(figure: Figure) -> str:
    if not figure.set_aside:
        return ""
    return ngettext(
        "%(n)s more complaint was unfounded, exonerated or frivolous. It is not counted; it may only help to see what"
        " training or talk could be of use (Penal Code 832.5(c)).",
        "%(n)s more complaints were unfounded, exonerated or frivolous. They are not counted; they may only help to see"
        " what training or talk could be of use (Penal Code 832.5(c)).",
        figure.set_aside,
    ) % {"n": figure.set_aside}


def _chart(figure: Figure, label: str) -> charts.Chart:
    """The ratio to the peers with its interval, on one line; 1 is the peers."""
    ratio, low, high = float(figure.ratio or 0), float(figure.low or 0), float(figure.high or 0)
    top = max(2.0, high * 1.1)
    title = _("%(indicator)s beside the peers") % {"indicator": label}
    subtitle = _("times the peers' rate, %(period)s, 90 %% interval") % {"period": period_title(figure)}
    axis = _("times the peers' rate (1: as the peers), with its 90 % interval")
    scale = {"domain": [0, top], "nice": False}
    spec: dict[str, Any] = {
        "width": 300,
        "height": 44,
        "data": {"values": [{"low": low, "high": high, "ratio": ratio, "one": 1}]},
        "layer": [
            {
                "mark": {"type": "rule", "color": charts.QUIET, "strokeDash": [4, 3]},
                "encoding": {"x": {"field": "one", "type": "quantitative", "scale": scale}},
            },
            {
                "mark": {"type": "rule", "strokeWidth": 6, "color": charts.HEAT[2]},
                "encoding": {
                    "x": {
                        "field": "low",
                        "type": "quantitative",
                        "scale": scale,
                        "axis": {"title": axis, "tickCount": 5},
                    },
                    "x2": {"field": "high"},
                },
            },
            {
                "mark": {"type": "point", "filled": True, "size": 110, "color": charts.DATA, "opacity": 1},
                "encoding": {"x": {"field": "ratio", "type": "quantitative", "scale": scale}},
            },
        ],
    }
    rows = (
        (_("Counted"), number(figure.count)),
        (_("Usual at the peers' rate"), _expected(figure)),
        (_("Range that chance alone gives"), f"{figure.chance_low}–{figure.chance_high}"),
        (_("Times the peers' rate, pulled in"), RATIO.format(ratio)),
        (_("90 % interval"), f"{low:.1f}–{high:.1f}"),
        (_("Probability that it is over 1.5 times"), f"{float(figure.sure or 0):.0%}"),
        (_("Hours on duty"), number(round(figure.hours))),
        (_("Peers"), number(figure.peers)),
        (_("Method"), figure.method),
    )
    return charts.Chart(
        svg=charts.draw(spec, title=title, subtitle=subtitle),
        title=title,
        subtitle=subtitle,
        headings=(_("Figure"), _("Value")),
        rows=rows,
        spec=spec,
    )
