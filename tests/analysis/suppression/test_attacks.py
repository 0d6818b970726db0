"""Three years of releases by quarter, kept by an attacker who solves them all together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from commonbeat.analysis.refusal import ImpossibleInput
from commonbeat.analysis.suppression import (
    Axis,
    Closing,
    NoSafeRelease,
    Shelf,
    Table,
    at_most,
    release,
    solve_for,
    verify,
    within,
)

KINDS = ("force", "bias", "search", "conduct", "duty", "other")
AREAS = ("rights", "rights", "rights", "service", "service", "service")
FINDINGS = ("sustained", "not_sustained", "exonerated", "unfounded")
OPENED = 2025
THRESHOLD = 5
NEAR = 1e-6


@dataclass
class City:
    """Complaints with the quarter (0, 1, …) in which each is received and decided, and in which that comes to light."""

    received: np.ndarray
    decided: np.ndarray
    kind: np.ndarray
    finding: np.ndarray
    late: np.ndarray

    def booked(self, quarters: int) -> tuple[np.ndarray, np.ndarray]:
        """Counts by the quarter in which each thing was first seen: received × kind, decided × kind × finding."""
        received = np.zeros((quarters, len(KINDS)), dtype=np.int64)
        decided = np.zeros((quarters, len(KINDS), len(FINDINGS)), dtype=np.int64)
        for at, end, kind, finding, late in zip(
            self.received, self.decided, self.kind, self.finding, self.late, strict=True
        ):
            if at + late < quarters:
                received[at + late, kind] += 1
            if end + late < quarters:
                decided[end + late, kind, finding] += 1
        return received, decided


def city(a_year: int, seed: int) -> City:
    """Complaints of three years; a tenth comes to light a quarter late."""
    rng = np.random.default_rng(seed)
    n = rng.poisson(3 * a_year)
    received = rng.integers(0, 12, n)
    return City(
        received,
        received + rng.integers(0, 5, n),
        rng.choice(len(KINDS), n, p=[0.12, 0.06, 0.1, 0.37, 0.25, 0.1]),
        rng.choice(len(FINDINGS), n, p=[0.12, 0.3, 0.25, 0.33]),
        rng.random(n) < 0.1,
    )


def one_way(level: str):
    return (
        within(level, (("kind",), ("area",), ())),
        within(level, (("area",), ())),
        within(level, ((),)),
    )


def two_way(level: str):
    return (
        within(level, (("kind", "finding"), ("kind",), ("finding",), ())),
        within(level, (("area", "finding"), ("area",), ("finding",), ())),
        *one_way(level),
    )


def tables(counts, closing: Closing) -> list[Table]:
    quarters = closing.axis()
    kinds = Axis("kind", KINDS, {"area": AREAS})
    lines = tuple((level, name) for level in ("quarter", "year", "span") for name in ("kind", "area"))
    received, decided = counts
    every = ("quarter", "year", "span")
    return [
        Table("received", (quarters, kinds), received, THRESHOLD, closing.ladders(one_way, every)),
        Table(
            "findings",
            (quarters, kinds, Axis("finding", FINDINGS)),
            decided,
            THRESHOLD,
            closing.ladders(lambda level: one_way(level) if level == "quarter" else two_way(level), every),
            lines=lines,
        ),
    ]


@cache
def published(a_year: int, seed: int, most_hidden: float = 0.2):
    """Every release of one city."""
    return publish(city(a_year, seed), most_hidden, 12 if most_hidden == 0.2 else STRESS_QUARTERS)


def publish(found: City, most_hidden: float = 0.2, quarters: int = 12):
    """Every release of three years: each with its closing, all together, and the last one's system."""
    before: dict = {}
    log, told = [], None
    for at in range(quarters):
        closing = Closing(OPENED + at // 4, at % 4 + 1, OPENED)
        told = release(tables(found.booked(at + 1), closing), before=before, most_hidden=most_hidden)
        log.append((closing, dict(told.figures)))
        assert not before.keys() & told.figures.keys()
        before |= told.figures
    return log, before, told


# cities as they are, and with far more hidden cells than the page would show, so that there is something to attack
CITIES = ((25, 1, 0.2), (40, 2, 0.2), (60, 3, 0.2), (400, 4, 0.2), (60, 5, 0.7), (150, 6, 0.5))
STRESS_QUARTERS = 4


@pytest.mark.parametrize(("a_year", "seed", "most_hidden"), CITIES)
def test_all_releases_together_give_nothing_away(a_year, seed, most_hidden):
    log, everything, last = published(a_year, seed, most_hidden)
    shelf = Shelf(tuple(tables(city(a_year, seed).booked(len(log)), log[-1][0])))
    system = shelf.system({}, before=everything)
    hidden = [key for key, value in everything.items() if value is None]
    assert hidden == [key for key in everything if key in last.protection.hidden]
    assert most_hidden == 0.2 or len(hidden) >= 15
    for key, value in everything.items():
        assert value is None or value == 0 or value >= THRESHOLD
        assert value is None or value == system.value(key)
    for key in hidden:
        for whole in (False, True):
            low, high = solve_for(system, everything, key, whole=whole, granted=True)
            assert high - low >= THRESHOLD - 1
            if system.small(system.by_key[key]):
                assert low <= 1 + NEAR
                assert high >= THRESHOLD - NEAR
    verify(last.system, last.protection)


@pytest.mark.parametrize(("a_year", "seed", "most_hidden"), CITIES)
def test_who_knows_that_nothing_is_decided_before_it_is_received_learns_no_count(a_year, seed, most_hidden):
    """Worst case: the attacker knows that nothing was open when the books opened, and that kinds never change."""
    found = city(a_year, seed)
    log, everything, _ = published(a_year, seed, most_hidden)
    shelf = Shelf(tuple(tables(found.booked(len(log)), log[-1][0])))
    rules = []
    for kind in KINDS:
        for upto in range(1, len(log) + 1):
            names = log[-1][0].quarters[:upto]
            received = [cell for one in names for cell in _cells(shelf, "received", one, kind)]
            decided = [cell for one in names for cell in _cells(shelf, "findings", one, kind)]
            rules.append(at_most(decided, received))
    system = shelf.system({}, before=everything, rules=rules)
    for key, value in everything.items():
        if value is None:
            low, high = solve_for(system, everything, key, granted=True)
            assert high - low >= 1 - NEAR


def _cells(shelf: Shelf, table: str, quarter: str, kind: str) -> tuple[int, ...]:
    return shelf.find((table, f"quarter={quarter}", f"kind={kind}"))


def test_a_filter_or_a_download_is_a_part_of_what_was_released():
    """Every number a reader can be shown is one released figure; so filters have nothing to differ by."""
    log, everything, _ = published(60, 3, 0.2)
    assert sum(len(new) for _, new in log) == len(everything)
    periods = {
        part for key in everything for part in key if part.split("=")[0] in ("quarter", "year", "span")
    }
    assert "quarter=2026-Q2" in periods
    assert "span=2025–2027" in periods


def test_what_comes_to_light_late_changes_no_earlier_release():
    found = city(40, 2)
    _, first, _ = published(40, 2, 0.2)
    later = City(found.received, found.decided, found.kind, found.finding, found.late.copy())
    later.late[(found.received == 7) & (found.kind == 3)] = 1
    log, second, _ = publish(later)
    until = {key for closing, new in log if (closing.year, closing.quarter) < (2026, 4) for key in new}
    assert {key: first[key] for key in until} == {key: second[key] for key in until}


def test_a_city_tells_more_the_more_there_is():
    """Small cities tell totals and areas, larger ones kinds and findings; nobody gets a page of hidden cells."""
    small, large = published(25, 1, 0.2), published(400, 4, 0.2)
    assert len(small[1]) >= 20
    assert len(large[1]) > 3 * len(small[1])
    for log, everything, _ in (small, large):
        gone = sum(1 for value in everything.values() if value is None)
        filled = sum(1 for value in everything.values() if value != 0)
        assert gone / filled <= 0.2
        assert log[0][0].open == {"2025-Q1"}
        assert log[3][0].open == {"2025-Q4", "2025"}
        assert log[11][0].open == {"2027-Q4", "2027", "2025–2027"}


def test_releases_that_do_not_know_of_each_other_do_give_counts_away():
    """The attack has teeth: each quarter and the year protected alone, the year less three quarters tells the fourth."""
    counts = np.array([[2, 9, 6], [7, 8, 6], [6, 7, 9], [8, 6, 7]])
    kinds = Axis("kind", ("a", "b", "c"))
    told, alone = {}, []
    for at in range(4):
        closing = Closing(OPENED, at + 1, OPENED)
        axis = closing.axis()
        for level in closing.levels:
            ladder = {level: (within(level, (("kind",), ())),)}
            alone.append(Table("t", (axis, kinds), counts[: at + 1], THRESHOLD, ladder))
            told |= release([alone[-1]], most_hidden=1.0).figures
    system = Shelf((alone[-1],)).system({}, before=told)
    small = ("t", "quarter=2025-Q1", "kind=a")
    assert told[small] is None
    assert solve_for(system, told, small) == (2.0, 2.0)
    with pytest.raises(NoSafeRelease):
        release([alone[-1]], before=told)


def test_a_quarter_belongs_to_open_books():
    with pytest.raises(ImpossibleInput, match=r"^A quarter is a number from 1 to 4\.$"):
        Closing(2026, 5, 2025)
    with pytest.raises(ImpossibleInput, match=r"^The books were not open yet in that year\.$"):
        Closing(2024, 1, 2025)
    assert Closing(2029, 2, 2025).span == "2028–2030"
    assert Closing(2029, 2, 2025).quarters[0] == "2028-Q1"


@settings(max_examples=15, deadline=None)
@given(
    arrays(np.int64, (4, 3, 2), elements=st.integers(0, 12)),
    st.sampled_from([3, 5]),
    st.sampled_from([0.2, 0.6, 1.0]),
)
def test_any_year_of_releases_by_quarter_keeps_what_it_hides(counts, threshold, most_hidden):
    """Whatever the counts, and however much a table may hide: four quarters and the year, solved together."""
    before: dict = {}
    found: list[Table] = []
    for at in range(4):
        closing = Closing(OPENED, at + 1, OPENED)
        axes = (
            closing.axis(),
            Axis("kind", ("a", "b", "c"), {"area": ("x", "x", "y")}),
            Axis("finding", ("s", "n")),
        )

        def ladder(level: str):
            return (
                within(level, (("kind", "finding"), ("kind",), ("finding",), ())),
                within(level, (("area", "finding"), ("area",), ("finding",), ())),
                within(level, ((),)),
            )

        lines = tuple((level, name) for level in ("quarter", "year") for name in ("kind", "area"))
        levels = closing.ladders(ladder, ("quarter", "year"))
        found = [Table("t", axes, counts[: at + 1], threshold, levels, lines=lines)]
        before |= release(found, before=before, most_hidden=most_hidden).figures
    system = Shelf(tuple(found)).system({}, before=before)
    for key, value in before.items():
        if value is None:
            low, high = solve_for(system, before, key, granted=True)
            assert high - low >= threshold - 1 - NEAR
        else:
            assert value == system.value(key)
            assert value == 0 or value >= threshold
