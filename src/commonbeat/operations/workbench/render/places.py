"""Maps of where it has concentrated, the places as a list, and whether the maps are worth more than counting."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonbeat.kernel.ui.maps import RAMP, LegendLine
from commonbeat.kernel.ui.words import number

from ..scope import Scope
from .city_map import box, city_map
from .words import days_of, rows_of

HOT, VERY_HOT = "#c98a3d", "#8a4b00"
Cells = Sequence[Mapping[str, Any]]
MAPS = {
    "counts": gettext_lazy("Counts"),
    "counts, recent first": gettext_lazy("Counts, recent ones more"),
    "density, quartic": gettext_lazy("Smoothed (quartic)"),
    "density, Gaussian": gettext_lazy("Smoothed (Gaussian)"),
    "Gi*": gettext_lazy("Gi*"),
}


def shown(content: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    """What the page shows: the chosen map, the places, the evaluation."""
    layer = scope.display.get("layer") or "counts"
    fills, legend, says = LAYERS[layer](content)
    note = _("%(rows)s with a place, %(days)s. Stops and arrests are no part of it.") % {
        "rows": rows_of(scope, content["n"]), "days": days_of(scope),
    }  # fmt: skip
    drawn = city_map(title=says, note=note, cells=fills, legend=legend)
    return {
        "heading": says,
        "map": drawn,
        "places": [_place(row) for row in content["places"]],
        "evaluation": _evaluation(content["evaluation"]),
        "method_lines": _method(content),
    }


def _counts(content: Mapping[str, Any]) -> tuple[list[Any], list[LegendLine], str]:
    """Cells shaded by how many."""
    cells = [cell for cell in content["cells"] if cell["counts"]]
    fills, legend = _shaded(cells, "counts", 0)
    top = sum(row["counts"] for row in content["places"])
    says = _("The %(places)s busiest cells hold %(share)s %% of it on %(area)s %% of the city") % {
        "places": len(content["places"]), "share": f"{100 * top / content['n']:.0f}",
        "area": number(100 * len(content["places"]) / content["city_cells"], 1),
    }  # fmt: skip
    return fills, legend, says


def _density(content: Mapping[str, Any]) -> tuple[list[Any], list[LegendLine], str]:
    """Cells shaded by the smoothed map."""
    fills, legend = _shaded(content["cells"], "density", 0)
    says = _("Smoothed over %(metres)s metres: where it has concentrated") % {
        "metres": number(content["bandwidth"])
    }
    return fills, legend, says


def _gi(content: Mapping[str, Any]) -> tuple[list[Any], list[LegendLine], str]:
    """Cells whose neighbourhood holds more than chance would put there."""
    hot = [cell for cell in content["cells"] if cell["q"] is not None and cell["q"] <= 0.05]
    fills = [(box(*cell["box"]), VERY_HOT if cell["q"] <= 0.001 else HOT) for cell in hot]
    legend = [LegendLine(VERY_HOT, _("q ≤ 0.001")), LegendLine(HOT, _("q ≤ 0.05"))]
    says = _("%(hot)s of %(all)s cells stand out together with the cells around them") % {
        "hot": number(content["hot_cells"]), "all": number(content["city_cells"]),
    }  # fmt: skip
    return fills, legend, says


def _lasting(content: Mapping[str, Any]) -> tuple[list[Any], list[LegendLine], str]:
    """Cells that are among the busiest in most months."""
    lasting = [cell for cell in content["cells"] if cell["persistent"]]
    fills = [(box(*cell["box"]), VERY_HOT) for cell in lasting]
    says = _("%(n)s cells are among the busiest in three of four months; they hold %(share)s %% of it") % {
        "n": number(len(lasting)), "share": f"{100 * content['lasting_share']:.0f}",
    }  # fmt: skip
    return fills, [LegendLine(VERY_HOT, _("lasting"))], says


LAYERS: dict[str, Callable[[Mapping[str, Any]], tuple[list[Any], list[LegendLine], str]]] = {
    "counts": _counts,
    "density": _density,
    "gi": _gi,
    "persistence": _lasting,
}


def _shaded(cells: Cells, name: str, places: int) -> tuple[list[Any], list[LegendLine]]:
    """Cells in four shades by rank, the darkest on top, and what the shades mean."""
    ordered = sorted(cells, key=lambda cell: float(cell[name]))
    fills, legend = [], []
    for step in range(4):
        part = ordered[len(ordered) * step // 4 : len(ordered) * (step + 1) // 4]
        if not part:
            continue
        colour = RAMP[step + 1]
        fills += [(box(*cell["box"]), colour) for cell in part]
        low, high = number(part[0][name], places), number(part[-1][name], places)
        legend.append(LegendLine(colour, low if low == high else f"{low}–{high}"))
    return fills, legend


def _place(row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """Name, count, months among the busiest, whether it stands out."""
    stands = _("yes") if row["q"] is not None and row["q"] <= 0.05 else _("no")
    return row["name"] or _("not named"), number(row["counts"]), str(row["months"]), stands


def _evaluation(found: Mapping[str, Any]) -> dict[str, Any]:
    """Each map beside counts: does it describe the month after better?"""
    if "refused" in found:
        return {"refused": found["refused"]}
    rows = [
        (
            str(MAPS.get(score["name"], score["name"])),
            number(score["pai"], 2),
            number(score["pei"], 2),
            _difference(score),
            score["verdict"],
        )
        for score in found["scores"]
    ]
    words = _("%(tests)s months, each map judged on the 28 days after it; every map may choose %(area)s km².")
    return {"rows": rows, "says": words % {"tests": found["tests"], "area": number(found["area_km2"], 2)}}


def _difference(score: Mapping[str, Any]) -> str:
    """Difference in PAI to counts with its interval."""
    if score["interval"] is None or score["name"] == "counts":
        return "–"
    low, high = score["interval"]
    return f"{score['difference']:+.2f} ({low:+.2f} … {high:+.2f})"


def _method(content: Mapping[str, Any]) -> list[str]:
    """How it was computed, and how far it goes."""
    left = content["left_out"]
    lines = [
        _("Cells of %(cell)s m. Left out: %(without)s rows without a place, and %(default)s at default places "
          "(station, hospital, jail)."),
        _("Smoothing: quartic, radius %(metres)s m; no weight leaks over the city's edge."),
        _("Gi*: each cell with the eight around it; Benjamini-Hochberg over all cells of the city."),
        _("The maps describe where it was. They are no forecast, and say nothing about persons."),
    ]  # fmt: skip
    said = {
        "cell": number(content["cell"]),
        "without": number(left["without_place"]),
        "default": number(left["default_places"]),
        "metres": number(content["bandwidth"]),
    }
    return [line % said for line in lines]
