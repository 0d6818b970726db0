"""Trend alarms against R surveillance on salmonella.agona, from the reference folder when it is there."""

from __future__ import annotations

import csv
import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from commonbeat.analysis.trends import (
    NOUFAILY_2013,
    ORIGINAL_1996,
    cusum,
    delta_bounds,
    e_test,
    ears,
    ewma,
    farrington,
    scan_window,
    weighted_displacement_difference,
)

REFERENCE = (
    Path(os.environ.get("COMMONBEAT_SHARED", Path(__file__).parents[3] / ".." / "shared"))
    / "data"
    / "reference-analysis"
)
pytestmark = pytest.mark.skipif(not REFERENCE.is_dir(), reason="no reference folder")
WEEKS = np.arange(281, 312)


def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open() as file:
        return list(csv.DictReader(file))


def published() -> dict:
    return json.loads((REFERENCE / "published_values.json").read_text())["trends"]


def agona() -> tuple[np.ndarray, np.ndarray]:
    table = rows("surveillance_salmonella_agona_input.csv")
    counts = np.array([float(row["observed"]) for row in table])
    return counts, np.array([row["date"] for row in table], dtype="datetime64[D]")


def expected(column: str) -> np.ndarray:
    return np.array([float(r[column]) for r in rows("surveillance_salmonella_agona_expected.csv")])


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("ff_original", ORIGINAL_1996),
        ("ff_noufaily_delta", replace(NOUFAILY_2013, threshold="delta")),
        ("ff_noufaily_nbplugin", NOUFAILY_2013),
    ],
)
def test_farrington(name, rules):
    counts, dates = agona()
    found = farrington(counts, rules, at=WEEKS, dates=dates)
    assert np.abs(found.upper[0] - expected(f"{name}_upper")).max() < 1e-9
    assert found.alarm[0].tolist() == (expected(f"{name}_alarm") == 1).tolist()


@pytest.mark.parametrize("kind", ["C1", "C2", "C3"])
def test_ears(kind):
    found = ears(agona()[0], kind, at=WEEKS)
    assert np.abs(found.upper[0] - expected(f"ears{kind}_upper")).max() < 1e-9


def test_cusum_rossi():
    found = cusum(agona()[0], baseline=281)
    assert found.alarm[0].tolist() == (expected("cusum_rossi_alarm") == 1).tolist()


def test_scalars():
    values = published()
    for case in values["poisson_e_test"]["cases"]:
        assert e_test(case["k1"], case["k2"]).p == pytest.approx(case["p"], abs=case["atol"])
    for case in values["poisson_scan_window"]["cases"]:
        assert scan_window(*case["args"]).p == pytest.approx(case["p"], abs=1e-6)
    last = values["wdd"]["cases"][1]
    found = weighted_displacement_difference(
        last["control"], last["treated"], last["disp_control"], last["disp_treated"]
    )
    assert found.total == last["est_total"]
    assert found.total_se == pytest.approx(last["se"], abs=1e-8)


def test_threshold_functions():
    case = published()["farrington_threshold_functions"]["delta_method"]
    for power in ("none", "1/2", "2/3"):
        found = delta_bounds(
            case["pred"], case["se"], case["phi"], case["y"], alpha=case["alpha"], power=power
        )
        assert [found.lower, found.upper, found.p, found.score] == pytest.approx(case[power], abs=1e-6)


def test_charts():
    case = published()["ewma_cusum_toy"]
    assert ewma(case["x"], baseline=5, first=0).statistic[0] == pytest.approx(
        case["ewma_lambda_0.3"], abs=1e-6
    )
    chart = cusum(case["x"], baseline=5, first=0, reference=0.5, transform="sd")
    assert chart.statistic[0] == pytest.approx(case["cusum_k_0.5"], abs=1e-6)
