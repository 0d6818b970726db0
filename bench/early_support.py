"""Early support over a large department: 250,000 complaints, 30,000 officers, 300 assignments, beside a plain loop.

    python bench/early_support.py                      # the whole
    python bench/early_support.py --officers 3000 --complaints 25000

Ours goes from single complaints to a figure for each officer: counting, the fit of each assignment with its uncertainty
carried into every interval, the probability, the choice. The peer is what one would write in an afternoon with the same
counts: for each assignment a negative-binomial fit (statsmodels where it is installed, SciPy's general optimiser
otherwise), then gamma quantiles officer by officer, plugged in as if the fit were the truth. Both run in this process, one
after the other; the fits must agree.
"""

import argparse
import importlib
import sys
import time
from importlib.util import find_spec
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPO), str(REPO / "src")]

import numpy as np  # noqa: E402
import polars as pl  # noqa: E402
from scipy import optimize, stats  # noqa: E402

from commonbeat.analysis.indicators import compare_by_assignment  # noqa: E402

ASSIGNMENTS = 300


def department(officers: int, complaints: int, seed: int = 1) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Officers with assignment and hours, and single complaints, each about one of them."""
    rng = np.random.default_rng(seed)
    where = np.sort(rng.integers(0, max(1, officers * ASSIGNMENTS // 30_000), officers))
    hours = rng.uniform(200, 2000, officers)
    weight = rng.gamma(3, 1 / 3, officers) * hours * rng.uniform(0.5, 2, where.max() + 1)[where]
    about = rng.choice(officers, complaints, p=weight / weight.sum())
    people = pl.DataFrame({"officer": np.arange(officers), "assignment": where, "hours": hours})
    return people, pl.DataFrame({"officer": about})


def counted(people: pl.DataFrame, complaints: pl.DataFrame) -> pl.DataFrame:
    """How many each officer has."""
    each = complaints.group_by("officer").len("n")
    return people.join(each, on="officer", how="left").with_columns(pl.col("n").fill_null(0)).sort("officer")


def ours(people: pl.DataFrame, complaints: pl.DataFrame) -> dict[str, float]:
    """Everything, from single complaints; the shape fitted for each assignment."""
    rows = counted(people, complaints)
    found = compare_by_assignment(
        rows["officer"].cast(str).to_list(),
        rows["assignment"].cast(str).to_list(),
        rows["n"].to_numpy(),
        rows["hours"].to_numpy(),
        indicator="complaints",
    )
    assert sum(len(one.standings) for one in found.compared) == people.height
    return {one.group: one.prior.shape for one in found.compared}


def peer(people: pl.DataFrame, complaints: pl.DataFrame) -> dict[str, float]:
    """A loop over assignments, and over the officers of each."""
    shapes = {}
    for (name,), rows in counted(people, complaints).group_by("assignment"):
        y, hours = rows["n"].to_numpy().astype(float), rows["hours"].to_numpy()
        expected = hours * y.sum() / hours.sum()
        shape, mean = (_statsmodels if find_spec("statsmodels") else _scipy)(y, expected)
        shapes[str(name)] = shape
        for count, e in zip(y, expected, strict=True):
            own = stats.gamma(shape + count, scale=mean / (shape + mean * e))
            own.ppf(0.05), own.ppf(0.95), own.sf(1.5 * mean)
    return shapes


def _statsmodels(y: np.ndarray, expected: np.ndarray) -> tuple[float, float]:
    model = importlib.import_module("statsmodels.api").NegativeBinomial(
        y, np.ones((y.size, 1)), offset=np.log(expected)
    )
    fit = model.fit(disp=0, method="bfgs", maxiter=200)
    return float(1 / fit.params[1]), float(np.exp(fit.params[0]))


def _scipy(y: np.ndarray, expected: np.ndarray) -> tuple[float, float]:
    def against(logs: np.ndarray) -> float:
        shape, mean = np.exp(logs)
        return -float(stats.nbinom.logpmf(y, shape, shape / (shape + mean * expected)).sum())

    best = optimize.minimize(
        against, [0.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-8}
    )
    return float(np.exp(best.x[0])), float(np.exp(best.x[1]))


def main() -> int:
    """Run both and print the ratio."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--officers", type=int, default=30_000)
    asked.add_argument("--complaints", type=int, default=250_000)
    given = asked.parse_args()
    people, complaints = department(given.officers, given.complaints)
    ours(people.head(200), complaints.filter(pl.col("officer") < 200))  # imports and caches, once
    began = time.perf_counter()
    found = ours(people, complaints)
    mine = time.perf_counter() - began
    began = time.perf_counter()
    theirs = peer(people, complaints)
    other = time.perf_counter() - began
    off = max(abs(np.log(found[name] / theirs[name])) for name in found if theirs[name] < 100)
    name = "statsmodels" if find_spec("statsmodels") else "SciPy"
    print(f"{given.complaints:,} complaints, {given.officers:,} officers, {len(found)} assignments")
    print(f"  commonbeat            {mine:7.2f} s   (uncertainty of the fit in each interval)")
    print(f"  plain loop, {name:<10}{other:7.2f} s   (fit taken as the truth)")
    print(f"  ratio {other / mine:.1f}x; largest difference of a fitted shape {off:.2%}")
    return 0 if off < 0.02 and mine <= other else 1


if __name__ == "__main__":
    raise SystemExit(main())
