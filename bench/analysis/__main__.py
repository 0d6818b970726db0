"""Compare the analysis library with its peers: `python -m bench.analysis [topic ...]`.

Every module in this folder that has `rows() -> list[BenchRow]` is run; `growth() -> list[Growth]` is optional. Peers are an extra
of the benchmark, not of the product; one that is not installed is said to be missing. One processor core for everybody.
"""

from __future__ import annotations

# ruff: noqa: E402 - one core must be asked for before NumPy is loaded
import os

for name in (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMBA_NUM_THREADS",
    "POLARS_MAX_THREADS",
):
    os.environ.setdefault(name, "1")

import importlib
import pkgutil
import platform
import sys
import traceback
from pathlib import Path

from bench.analysis.table import BenchRow, Growth, print_growth, print_table

HERE = Path(__file__).parent
NOT_TOPICS = {"__main__", "table"}


def main(wanted: list[str]) -> int:
    topics = sorted(m.name for m in pkgutil.iter_modules([str(HERE)]) if m.name not in NOT_TOPICS)
    unknown = set(wanted) - set(topics)
    if unknown:
        print(f"No such topic: {', '.join(sorted(unknown))}. There are: {', '.join(topics)}.")
        return 2
    rows: list[BenchRow] = []
    grown: list[Growth] = []
    broken = []
    for topic in wanted or topics:
        print(f"{topic} ...", file=sys.stderr, flush=True)
        try:
            module = importlib.import_module(f"bench.analysis.{topic}")
            if not hasattr(module, "rows"):
                continue
            rows += module.rows()
            grown += module.growth() if hasattr(module, "growth") else []
        except Exception:  # one broken topic must not hide the others
            broken.append(topic)
            traceback.print_exc()
    print(f"Python {platform.python_version()}, {platform.machine()}; one core, processor time, medians\n")
    print_table(rows)
    if grown:
        print()
        print_growth(grown)
    wrong = [row.name for row in rows if row.same_result is False]
    missed = [row.name for row in rows if row.met is False]
    print(
        f"\n{len(rows)} rows; different answers: {len(wrong)}; goals missed: {len(missed)}; broken: {len(broken)}"
    )
    for title, names in (("different answer", wrong), ("goal missed", missed), ("could not run", broken)):
        for name in names:
            print(f"  {title}: {name}")
    return 1 if wrong or broken else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
