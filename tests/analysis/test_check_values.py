"""Published check values, from the reference folder when it is there."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import numpy as np
import pytest

from commonbeat.analysis.aoristic import hour_of_week
from commonbeat.analysis.staffing import erlang_c
from commonbeat.analysis.trends import e_test

REFERENCE = (
    Path(os.environ.get("COMMONBEAT_SHARED", Path(__file__).parents[2] / ".." / "shared"))
    / "data"
    / "reference-analysis"
)
needs_reference = pytest.mark.skipif(not REFERENCE.is_dir(), reason="no reference folder")


def published() -> dict:
    return json.loads((REFERENCE / "published_values.json").read_text())


@needs_reference
def test_e_test_equals_the_published_values():
    for case in published()["trends"]["poisson_e_test"]["cases"]:
        assert e_test(case["k1"], case["k2"]).p == pytest.approx(case["p"], abs=5e-5)


@needs_reference
def test_erlang_equals_the_closed_form():
    for case in published()["patrol"]["erlang"]["cases"]:
        one = erlang_c(case["c"], case["a"])
        assert one.blocking == pytest.approx(case["B"], abs=1e-8)
        assert one.waiting == pytest.approx(case["C"], abs=1e-8)
        assert one.mean_wait == pytest.approx(case["Wq_over_service"], abs=1e-8)


@needs_reference
def test_hour_of_week_equals_the_exact_burglary_table():
    with (REFERENCE / "aoristic_dc_burglaries_input.csv").open() as file:
        rows = list(csv.DictReader(file))
    with (REFERENCE / "aoristic_dc_hourofweek_exact.csv").open() as file:
        exact = np.array([float(row["weight"]) for row in csv.DictReader(file)])
    start = np.array([row["start_local"] or "NaT" for row in rows], dtype="datetime64[s]")
    ends = [row["end_local"] for row in rows]
    end = np.array([e if e and e != "NA" else "NaT" for e in ends], dtype="datetime64[s]")
    found = hour_of_week(start, end, first_day=6)
    assert found.n == 1025
    assert found.table.sum() == pytest.approx(1025, abs=1e-9)
    assert int(found.table.argmax()) == 110
    assert np.abs(found.table - exact).max() < 1e-9
