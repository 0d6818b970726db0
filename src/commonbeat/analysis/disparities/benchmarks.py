"""Stops by group, set against a benchmark only where the caller brings one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from commonbeat.analysis.disparities.intervals import Interval, poisson_rate
from commonbeat.analysis.disparities.tally import SMALLEST_SHOWN, hidden_words, hide_small
from commonbeat.analysis.disparities.wording import DisparityError, Limit, stop_limits
from commonbeat.analysis.results import Result


@dataclass(frozen=True, kw_only=True)
class StopRate:
    """Stops of one group; figures are None when hidden, rates also when the benchmark lacks the group."""

    group: str
    stops: int | None
    share: float | None
    benchmark: float | None = None
    rate: float | None = None
    interval: Interval | None = None
    hidden: bool = False


@dataclass(frozen=True, kw_only=True)
class StopRates(Result):
    """Stops by group: shares, and rates only where the caller gave a benchmark.

    Attributes:
        rows: One row per group.
        ratios: Rate of each group over that of the reference, by group; empty without benchmark or reference.
        benchmark_name: What the benchmark counts, in the caller's words; empty without one.
        limits: Sentences to print beside every figure.
        minimum: Smallest count shown.
    """

    rows: tuple[StopRate, ...]
    ratios: Mapping[str, float]
    benchmark_name: str
    limits: tuple[Limit, ...]
    minimum: int


def stop_rates(
    stops: Mapping[str, int],
    benchmark: Mapping[str, float] | None = None,
    *,
    benchmark_name: str = "",
    reference: str | None = None,
    minimum: int = SMALLEST_SHOWN,
    coverage: float = 0.95,
    period: str = "",
) -> StopRates:
    """Stops by group as shares and, only with a benchmark of the caller, as rates per unit of it.

    Rates have exact Poisson intervals (Garwood 1936) that treat the benchmark as known.

    Args:
        stops: Stops per group.
        benchmark: Size of each group in what the stops are set against (residents, drivers in crashes, ...).
        benchmark_name: What the benchmark counts and where it comes from; required with a benchmark.
        reference: Group for the ratios.
        minimum: Smallest count shown.
        coverage: Nominal coverage of intervals.
        period: Time span, as printed.

    Raises:
        DisparityError: No stops, negative counts, a benchmark without a name or not positive, or an unknown
            reference group.
    """
    groups = sorted(stops)
    counts = np.array([stops[group] for group in groups], dtype=np.int64)
    if counts.sum() == 0 or (counts < 0).any():
        raise DisparityError("There must be stops, and counts cannot be negative.")
    if benchmark is not None and not benchmark_name.strip():
        raise DisparityError("A benchmark needs a name that says what it counts and where it comes from.")
    if reference is not None and reference not in stops:
        raise DisparityError(f"The reference group {reference!r} has no stops in the table.")
    hidden = hide_small(counts, counts, minimum)
    rows = tuple(
        _stop_row(group, int(count), int(counts.sum()), benchmark, bool(hide), coverage)
        for group, count, hide in zip(groups, counts, hidden, strict=True)
    )
    base = next((row.rate for row in rows if row.group == reference), None)
    ratios = {row.group: row.rate / base for row in rows if base and row.rate is not None}
    lacking = [group for group in groups if benchmark is not None and group not in benchmark]
    warnings = hidden_words(int(hidden.sum()), minimum)
    if lacking:
        warnings += (f"The benchmark has no figure for: {', '.join(lacking)}.",)
    return StopRates(
        method="stops by group, exact Poisson intervals v1",
        n=int(counts.sum()),
        period=period,
        coverage=coverage,
        warnings=warnings,
        rows=rows,
        ratios=ratios,
        benchmark_name=benchmark_name if benchmark is not None else "",
        limits=stop_limits(benchmark is not None),
        minimum=minimum,
    )


def _stop_row(
    group: str,
    count: int,
    total: int,
    benchmark: Mapping[str, float] | None,
    hide: bool,
    coverage: float,
) -> StopRate:
    exposure = benchmark.get(group) if benchmark is not None else None
    if exposure is not None and not exposure > 0:
        raise DisparityError(f"The benchmark for {group!r} must be positive.")
    if hide:
        return StopRate(group=group, stops=None, share=None, benchmark=exposure, hidden=True)
    rate = count / exposure if exposure else None
    interval = poisson_rate(count, exposure, coverage) if exposure else None
    return StopRate(
        group=group, stops=count, share=count / total, benchmark=exposure, rate=rate, interval=interval
    )
