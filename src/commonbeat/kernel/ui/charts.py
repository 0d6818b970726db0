"""The charts of reports and public pages: one Vega-Lite specification each, drawn to SVG on the server.

The same picture stands in page, PDF and e-mail, with its table beside it. Nothing is drawn in the browser.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import vl_convert
from django.utils.dateformat import format as date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .svg import sanitised
from .words import number

FONTS = Path(__file__).resolve().parent / "fonts"
INK, QUIET, DATA, MARK, BAND = "#1b2433", "#565c65", "#5b7199", "#7a4a00", "#e4e2d8"
HEAT = ("#eef1f6", "#c9d2e2", "#9cadc9", "#6f86ad", "#455f8c", "#1d3863")
VEGA_LITE = "5.21"
Row = tuple[str, ...]
_fonts_lock = threading.Lock()
MOST_KEPT = 256  # drawings of 10 to 40 KB each
_kept: OrderedDict[str, SafeString] = OrderedDict()
_kept_lock = threading.Lock()


@dataclass(frozen=True)
class Chart:
    """A drawn chart for `ui/partials/chart.html`.

    Attributes:
        svg: the picture, fit for inline use.
        title: the finding.
        subtitle: measure, period and n.
        headings, rows: the same figures as a table.
        spec: the Vega-Lite specification it was drawn from.
        wide: drawn for the width of a page rather than of a column.
    """

    svg: SafeString
    title: str
    subtitle: str
    headings: Row
    rows: Sequence[Row]
    spec: dict[str, Any] = field(repr=False)
    wide: bool = False


@dataclass(frozen=True)
class ResponseRow:
    """One line of `response_bars`.

    Attributes:
        label: priority or beat.
        median: minutes; None when nothing was measured.
        p90: 90th percentile, minutes.
        n: how many calls it rests on.
        few: True when n is too small to lean on.
    """

    label: str
    median: float | None
    p90: float | None
    n: int
    few: bool = False


@cache
def _register_fonts() -> None:
    """Give the drawing library our typeface, once."""
    vl_convert.register_font_directory(str(FONTS))


def draw(spec: dict[str, Any], *, title: str, subtitle: str) -> SafeString:
    """Draw a Vega-Lite specification in our look; about 50 ms once warm, nothing for one drawn before.

    Drawings are kept by the SHA-256 of everything that goes into them, so that a page, its PDF and its e-mail are drawn
    once.

    Args:
        spec: marks and encodings; `$schema`, background and configuration are added here.
        title, subtitle: for those who cannot see the picture.
    """
    full = {
        "$schema": f"https://vega.github.io/schema/vega-lite/v{VEGA_LITE}.json",
        **spec,
        "config": _config(),
    }
    key = hashlib.sha256(json.dumps([full, title, subtitle], sort_keys=True).encode()).hexdigest()
    with _kept_lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    with _fonts_lock:
        _register_fonts()
    svg = vl_convert.vegalite_to_svg(full, vl_version=VEGA_LITE, show_warnings=False)
    drawn = sanitised(svg, title=title, description=subtitle)
    with _kept_lock:
        _kept[key] = drawn
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return drawn


def _config() -> dict[str, Any]:
    """Return the look shared by all charts."""
    return {
        "background": "#ffffff",
        "font": "Public Sans",
        "padding": 4,
        "view": {"stroke": None},
        "axis": {
            "labelColor": QUIET, "labelFontSize": 12, "titleColor": QUIET, "titleFontSize": 12,
            "titleFontWeight": "normal", "domain": False, "ticks": False, "grid": False, "labelPadding": 6,
        },
        "text": {"color": INK, "fontSize": 12},
    }  # fmt: skip


def _inline(values: list[dict[str, Any]]) -> dict[str, Any]:
    """Wrap rows as Vega-Lite data."""
    return {"values": values}


def band_series(
    weeks: Sequence[date],
    counts: Sequence[int],
    low: float | Sequence[float],
    high: float | Sequence[float],
    current: int | None = None,
    *,
    title: str,
    subtitle: str,
    width: int = 205,
    height: int = 56,
) -> Chart:
    """Draw weekly counts over the range that was expected, the current week marked and named.

    Args:
        weeks: first day of each week, oldest first.
        counts: what was counted, week by week.
        low, high: the expected range, one for all weeks or one for each.
        current: index of the week in question; the last one by default.
        title: the finding, "14 vehicle thefts near the depot; 4 to 9 expected".
        subtitle: measure, period and n.
        width, height: size of the plot in pixels, its labels apart.

    Raises:
        ValueError: the series do not have the same length, or are empty.
    """
    lows, highs = _each(low, len(weeks)), _each(high, len(weeks))
    if not weeks or not len(weeks) == len(counts) == len(lows) == len(highs):
        raise ValueError("Weeks, counts and expected range must have the same length, at least one.")
    at = (len(weeks) - 1) if current is None else current % len(weeks)
    values = [
        {"i": i, "n": n, "lo": lo, "hi": hi}
        for i, (n, lo, hi) in enumerate(zip(counts, lows, highs, strict=True))
    ]
    spec = {
        "width": width, "height": height, "data": _inline(values),
        "layer": [*_band_layers(len(weeks), max([*counts, *highs, 1])), *_current_layers(values[at], width)],
    }  # fmt: skip
    headings = (_("Week of"), _("Count"), _("Expected from"), _("to"))
    rows = [
        (date_format(week, "j M Y"), str(n), f"{lo:.0f}", f"{hi:.0f}")
        for week, n, lo, hi in zip(weeks, counts, lows, highs, strict=True)
    ]
    return Chart(draw(spec, title=title, subtitle=subtitle), title, subtitle, headings, rows, spec)


def _each(value: float | Sequence[float], length: int) -> list[float]:
    """Return one value for each week."""
    return [float(value)] * length if isinstance(value, int | float) else [float(v) for v in value]


def _band_layers(length: int, top: float) -> list[dict[str, Any]]:
    """Return the expected range and the line of counts."""
    words = _("%(n)s weeks") % {"n": length}
    axis = {"values": [0], "labelExpr": f"'{words}'", "labelAlign": "left", "title": None, "offset": 4}
    domain = {"domain": [0, max(length - 1, 1)], "nice": False}
    x = {"field": "i", "type": "quantitative", "axis": axis, "scale": domain}
    y = {"type": "quantitative", "axis": None, "scale": {"domain": [0, top * 1.05], "nice": False}}
    area = {"type": "area", "color": BAND}
    line = {"type": "line", "color": DATA, "strokeWidth": 1.4}
    return [
        {"mark": area, "encoding": {"x": x, "y": {**y, "field": "lo"}, "y2": {"field": "hi"}}},
        {"mark": line, "encoding": {"x": x, "y": {**y, "field": "n"}}},
    ]


def _current_layers(row: dict[str, Any], width: int) -> list[dict[str, Any]]:
    """Return the marked point, its number and the words for the range, right of the plot."""
    x = {"field": "i", "type": "quantitative"}
    y = {"field": "n", "type": "quantitative"}
    words = _("%(low)s–%(high)s expected") % {"low": f"{row['lo']:.0f}", "high": f"{row['hi']:.0f}"}
    middle = (row["lo"] + row["hi"]) / 2
    text = {"type": "text", "align": "left", "dx": 9, "baseline": "middle"}
    figure = {**text, "fontSize": 15, "fontWeight": "bold", "color": MARK}
    said = {**text, "fontSize": 12, "color": QUIET}
    # The number and the words must not cover one another where the count lies inside the range.
    close = abs(row["n"] - middle) < 0.3 * max(row["hi"], row["n"], 1)
    if close:
        said["dy"] = 15
    beside = {"x": {"value": width}, "y": {**y, "field": "n" if close else "m"}}
    own, labelled = _inline([row]), _inline([{**row, "m": middle, "words": words}])
    count, phrase = {"field": "n", "type": "nominal"}, {"field": "words", "type": "nominal"}
    dot = {"type": "circle", "size": 60, "color": MARK, "opacity": 1}
    return [
        {"data": own, "mark": dot, "encoding": {"x": x, "y": y}},
        {"data": own, "mark": figure, "encoding": {"x": x, "y": y, "text": count}},
        {"data": labelled, "mark": said, "encoding": {**beside, "text": phrase}},
    ]


def hour_week_heat(
    matrix: Sequence[Sequence[float]],
    *,
    title: str,
    subtitle: str,
    days: Sequence[str] | None = None,
    marked: Collection[tuple[int, int]] = (),
    marked_words: str = "",
    unit: str = "",
    places: int = 0,
) -> Chart:
    """Draw hours of the week, light to dark, with some hours outlined.

    Args:
        matrix: 7 rows of 24 values, the agency's first day of the week on top, hour 0 at the left.
        title, subtitle: the finding; measure, period and n.
        days: names of the rows; Monday to Sunday by default.
        marked: (row, hour) pairs to outline, hours below minimum staffing for instance.
        marked_words: what an outline means.
        unit: what the values are, for the legend in words.
        places: decimals in the table.

    Raises:
        ValueError: the matrix is not 7 × 24.
    """
    if len(matrix) != 7 or any(len(row) != 24 for row in matrix):
        raise ValueError("Hours of the week are 7 rows of 24 values.")
    names = list(days or (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")))
    values = [
        {"x": h, "x2": h + 0.94, "y": d, "y2": d + 0.9, "v": float(matrix[d][h])}
        for d in range(7)
        for h in range(24)
    ]
    outlined = _outline(set(marked))
    spec = {"width": 456, "height": 126, "data": _inline(values), "layer": _heat_layers(names, outlined)}
    if outlined and marked_words:
        words = _("outlined: %(what)s") % {"what": marked_words}
        spec["title"] = {"text": words, "orient": "bottom", "anchor": "start", "offset": 6, **_MARK_WORDS}
    least, most = min(v["v"] for v in values), max(v["v"] for v in values)
    scale = _("light %(least)s, dark %(most)s %(unit)s an hour") % {
        "least": number(least, places), "most": number(most, places), "unit": unit,
    }  # fmt: skip
    subtitle = f"{subtitle} · {' '.join(scale.split())}"
    headings = (_("Day"), *(f"{hour:02d}" for hour in range(24)))
    rows = [(names[d], *(number(v, places) for v in matrix[d])) for d in range(7)]
    return Chart(draw(spec, title=title, subtitle=subtitle), title, subtitle, headings, rows, spec, wide=True)


_MARK_WORDS = {"color": MARK, "fontSize": 12, "fontWeight": "normal"}


def _outline(marked: set[tuple[int, int]]) -> list[dict[str, float]]:
    """Return the edges between marked hours and others, so that hours side by side share one outline."""
    edges = []
    for d, h in sorted(marked):
        sides = {
            (d - 1, h): (0, 0, 1, 0),
            (d + 1, h): (0, 1, 1, 1),
            (d, h - 1): (0, 0, 0, 1),
            (d, h + 1): (1, 0, 1, 1),
        }
        for other, (x, y, x2, y2) in sides.items():
            if other not in marked:
                edges.append({"x": h + x - 0.03, "x2": h + x2 - 0.03, "y": d + y - 0.05, "y2": d + y2 - 0.05})
    return edges


def _heat_layers(names: list[str], outlined: list[dict[str, float]]) -> list[dict[str, Any]]:
    """Return the cells and the outlines; both on plain number scales, an hour wide and a day high."""
    across: dict[str, Any] = {"title": None, "values": [h + 0.5 for h in range(0, 24, 3)], "labelAngle": 0}
    across["labelExpr"] = "pad(floor(datum.value), 2, '0', 'left')"
    down: dict[str, Any] = {"title": None, "values": [d + 0.5 for d in range(7)]}
    down["labelExpr"] = f"{json.dumps(names)}[floor(datum.value)]"
    x = {"field": "x", "type": "quantitative", "axis": across, "scale": {"domain": [-0.1, 24], "nice": False}}
    y = {"field": "y", "type": "quantitative", "axis": down}
    y["scale"] = {"domain": [-0.15, 7], "nice": False, "reverse": True}
    ends = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    shades = {"range": list(HEAT), "zero": True}
    colour = {"field": "v", "type": "quantitative", "legend": None, "scale": shades}
    cells = {"mark": {"type": "rect"}, "encoding": {"x": x, "y": y, **ends, "color": colour}}
    if not outlined:
        return [cells]
    mark = {"type": "rule", "color": MARK, "strokeWidth": 2, "strokeCap": "square"}
    return [cells, {"data": _inline(outlined), "mark": mark, "encoding": {"x": x, "y": y, **ends}}]


def response_bars(rows: Sequence[ResponseRow], *, title: str, subtitle: str, width: int = 120) -> Chart:
    """Draw medians as bars from zero and 90th percentiles as ticks, the figures written beside them.

    Args:
        rows: from top to bottom; one without a median keeps its line and says so.
        title, subtitle: the finding; measure, period, n and what was left out.
        width: of the bars, in pixels.

    Raises:
        ValueError: there are no rows.
    """
    if not rows:
        raise ValueError("A chart of response times needs at least one row.")
    labels = [row.label for row in rows]
    top = _reach(rows)
    values = [
        {
            "label": row.label,
            "median": row.median,
            "p90": None if row.p90 is None or row.p90 > top else row.p90,
            "beyond": top if row.p90 is not None and row.p90 > top else None,
            "said": _minutes(row.median),
            "tail": _tail(row),
        }
        for row in rows
    ]
    spec = {
        "width": width,
        "height": 26 * len(rows),
        "data": _inline(values),
        "layer": _response_layers(labels, top, width),
    }
    headings = (_("Which"), _("Median"), _("90th percentile"), _("Calls"))
    table = [(row.label, _minutes(row.median), _minutes(row.p90), _few(row)) for row in rows]
    return Chart(draw(spec, title=title, subtitle=subtitle), title, subtitle, headings, table, spec)


def _reach(rows: Sequence[ResponseRow]) -> float:
    """Return where the scale ends, minutes: the longest tail would press all bars flat, so it is cut.

    A 90th percentile beyond the end is drawn as an arrow; its figure is written beside it anyway.
    """
    medians = [row.median for row in rows if row.median is not None]
    tails = [row.p90 for row in rows if row.p90 is not None]
    return min(max(medians + tails, default=1.0), 3 * max(medians, default=1.0)) or 1.0


def _minutes(value: float | None) -> str:
    """Say minutes, one decimal under ten."""
    if value is None:
        return "–"
    return _("%(n)s min") % {"n": number(value, 1 if value < 10 else 0)}


def _few(row: ResponseRow) -> str:
    """Say n, and that it is small where it is."""
    return f"{number(row.n)} · {_('few')}" if row.few else number(row.n)


def _tail(row: ResponseRow) -> str:
    """Say 90th percentile and n."""
    return f"{_minutes(row.p90)}  n {_few(row)}"


def _response_layers(labels: list[str], top: float, width: int) -> list[dict[str, Any]]:
    """Return bars, ticks and the two columns of figures."""
    room = 82
    axis = {"title": None, "labelColor": INK, "labelAlign": "left", "labelPadding": room, "labelLimit": room}
    y = {
        "field": "label",
        "type": "ordinal",
        "scale": {"domain": labels},
        "axis": {**axis, "minExtent": room},
    }
    x = {"type": "quantitative", "axis": None, "scale": {"domain": [0, top], "nice": False}}
    bar = {"type": "bar", "size": 12, "color": DATA}
    tick = {"type": "tick", "size": 16, "thickness": 2, "color": MARK}
    said = {"type": "text", "align": "right", "fontSize": 12}
    tail = {"type": "text", "align": "left", "fontSize": 12, "color": QUIET}
    middle, last = {"x": {"value": width + 56}}, {"x": {"value": width + 66}}
    arrow = {"type": "text", "text": "▸", "align": "right", "fontSize": 13, "color": MARK}
    return [
        {"mark": bar, "encoding": {"y": y, "x": {**x, "field": "median"}}},
        {"mark": tick, "encoding": {"y": y, "x": {**x, "field": "p90"}}},
        {"mark": arrow, "encoding": {"y": y, "x": {**x, "field": "beyond"}}},
        {"mark": said, "encoding": {"y": y, **middle, "text": {"field": "said", "type": "nominal"}}},
        {"mark": tail, "encoding": {"y": y, **last, "text": {"field": "tail", "type": "nominal"}}},
    ]
