"""The intervals printed by the study of the report's quality."""

from __future__ import annotations

from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[4] / "bench"


@pytest.mark.parametrize(
    ("hits", "n", "interval"),
    [(9, 10, (0.5958, 0.9821)), (0, 10, (0.0, 0.2775)), (10, 10, (0.7225, 1.0))],
)
def test_wilson(hits: int, n: int, interval: tuple[float, float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCH))
    from report_quality import wilson

    assert tuple(round(v, 4) for v in wilson(hits, n)) == interval
