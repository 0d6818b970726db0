"""Patterns: candidate links with blocking against scoring every pair, and what is found of planted series."""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.analysis.table import BenchRow, Growth, timed
from bench.analysis.table import growth as grow
from commonbeat.analysis.linking import PairQuality, pair_quality
from commonbeat.analysis.patterns import (
    find_links,
    find_patterns,
    find_surges,
    incidents_from_frame,
    plant,
)
from commonbeat.analysis.patterns.evidence import contributions


def rows() -> list[BenchRow]:
    return [_against_all_pairs(), *_large(100_000)]


def growth() -> list[Growth]:
    def links(n: int) -> Any:
        incidents = incidents_from_frame(plant(n, 5, series=n // 500).frame)
        return lambda: find_links(incidents)

    return [grow("candidate links, by incidents", links, (3_000, 10_000, 30_000))]


def quality(seeds: range, n: int = 5_000) -> tuple[PairQuality, PairQuality]:
    """Pairwise quality of links and of patterns over seeds that the tests do not use."""
    links: list[tuple[str, str]] = []
    groups: list[tuple[str, str]] = []
    true: list[tuple[str, str]] = []
    for seed in seeds:
        planted = plant(n, seed, series=10)
        found = find_links(incidents_from_frame(planted.frame), seed=seed)
        for into, pairs in (
            (links, found.case_pairs()),
            (groups, find_patterns(found).case_pairs()),
            (true, planted.true_pairs()),
        ):
            into += [(f"{seed}/{a}", f"{seed}/{b}") for a, b in pairs]
    return pair_quality(links, true), pair_quality(groups, true)


def _words(found: PairQuality) -> str:
    return f"precision {found.precision or 0:.2f}, recall {found.recall or 0:.2f}"


def _against_all_pairs() -> BenchRow:
    incidents = incidents_from_frame(plant(3_000, 4).frame)
    ours, links = timed(lambda: find_links(incidents), runs=3)
    first, second = np.triu_indices(incidents.size, 1)
    days = np.abs((incidents.start[first] - incidents.start[second]).astype("timedelta64[s]").astype(float))
    pairs = np.column_stack([first, second])[days / 86_400 <= links.settings.days]
    peer, bits = timed(
        lambda: np.concatenate(
            [
                contributions(incidents, pairs[at : at + 200_000], links.rates, links.settings.chances).sum(
                    axis=1
                )
                for at in range(0, len(pairs), 200_000)
            ]
        ),
        runs=1,
    )
    every = {tuple(pair) for pair in pairs[bits >= links.bar].tolist()}
    found = {tuple(sorted(pair)) for pair in links.pairs[: links.proposed].tolist()}
    name = f"candidate links, 3,000 incidents ({len(found & every)} of {len(every)} links over the bar kept)"
    return BenchRow(name, ours, "every pair scored", peer, found <= every and len(found) >= 0.95 * len(every))


def _large(n: int) -> list[BenchRow]:
    planted = plant(n, 77, series=n // 500)
    read, incidents = timed(lambda: incidents_from_frame(planted.frame), runs=1)
    ours, links = timed(lambda: find_links(incidents), runs=1)
    group, patterns = timed(lambda: find_patterns(links), runs=1)
    rise, surges = timed(lambda: find_surges(incidents), runs=1)
    one, all_together = quality(range(900, 905))
    met = {value for _, value, _ in planted.surges} == {found.value for found in surges.surges}
    return [
        BenchRow(f"reading {n:,} incidents", read, "none", None, None),
        BenchRow(f"candidate links, {n:,} incidents, {links.scored:,} pairs", ours, "none", None, None),
        BenchRow(f"grouping, {len(patterns.patterns)} patterns", group, "none", None, None),
        BenchRow(
            f"surges, planted ones {'found, no other' if met else 'NOT as planted'}", rise, "none", None, None
        ),
        BenchRow(f"links on 5 x 5,000 planted: {_words(one)}", ours, "truth", None, None),
        BenchRow(f"patterns on 5 x 5,000 planted: {_words(all_together)}", group, "truth", None, None),
    ]
