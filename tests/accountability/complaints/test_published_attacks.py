"""Everything ever told about complaints, in the hands of somebody who solves it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from commonbeat.accountability.complaints import measures_published as measures
from commonbeat.accountability.complaints.measures_published import Closing, Counted, figures
from commonbeat.analysis.suppression import Shelf, solve_for

OPENED, QUARTERS = 2025, 12
NEAR = 1e-6


def bookings(a_year: int, seed: int, quarters: int = QUARTERS) -> list[Counted]:
    """Three years of complaints in a city with so many a year, about officers of whom a few have many."""
    rng = np.random.default_rng(seed)
    names = [f"{OPENED + at // 4}-Q{at % 4 + 1}" for at in range(40)]
    found = []
    for case in range(rng.poisson(a_year * quarters / 4)):
        at, kind = (
            int(rng.integers(0, quarters)),
            str(rng.choice(measures.KINDS, p=[0.12, 0.06, 0.1, 0.05, 0.35, 0.22, 0.1])),
        )
        labels = {"kind": kind, "criminal": "yes" if rng.random() < 0.1 else "no"}
        if kind == "bias" or rng.random() < 0.1:
            labels["profiling"] = sorted(
                {str(one) for one in rng.choice(measures.TRAITS, rng.integers(0, 3))}
            )
        officers = frozenset({f"o{int(rng.zipf(1.6)) % 60}"}) if rng.random() < 0.7 else frozenset()
        end = at + int(rng.integers(0, 4))
        found.append(Counted(case, "received", names[at], labels, officers))
        if rng.random() < 0.15:
            how, finding = str(rng.choice(["withdrawn", "mediated", "inquiry", "duplicate"])), ""
        else:
            how, finding = "investigated", str(rng.choice(measures.FINDINGS, p=[0.12, 0.3, 0.25, 0.33]))
            found.append(Counted(case, "finding", names[end], {"kind": kind, "finding": finding}, officers))
        days = int(rng.gamma(2, 60))
        band = next((name for most, name in measures.BANDS if days <= most), measures.BEYOND)
        found.append(
            Counted(
                case,
                "ended",
                names[end],
                {"how": how, "band": band, "days": days, "stages": {"read": 3}},
                officers,
            )
        )
        if finding == "sustained":
            found.append(
                Counted(
                    case, "discipline", names[end], {"class": str(rng.choice(measures.DISCIPLINES))}, officers
                )
            )
        for duty in measures.DUTY_NAMES:
            outcome = "late" if rng.random() < 0.1 else "kept"
            if duty == "call_back" and case % 8:
                continue  # few ask for a call
            found.append(Counted(case, "duty", names[end], {"duty": duty, "outcome": outcome}, officers))
    return found


@cache
def told(a_year: int, seed: int, quarters: int = QUARTERS):
    """Every figure of every release, and the counts behind them."""
    rows = bookings(a_year, seed, quarters)
    everything: dict = {}
    for at in range(quarters):
        closing = Closing(OPENED + at // 4, at % 4 + 1, OPENED)
        known = [one for one in rows if one.quarter in closing.quarters]
        new = figures(known, closing, {key: value for key, value in everything.items() if key[0] != "stages"})
        assert not new.keys() & everything.keys()
        everything |= new
    return everything, [one for one in rows if one.quarter in closing.quarters], closing


CITIES = [(20, 1), (45, 2), (60, 3)]


def systems(a_year: int, seed: int):
    """The tables with everything that was told of them."""
    everything, rows, closing = told(a_year, seed)
    by_what = {
        what: [one for one in rows if one.what == what]
        for what in ("received", "finding", "ended", "duty", "discipline")
    }
    for tables, rules, part in measures.systems(by_what, closing):
        shelf, mine = Shelf(tuple(tables)), measures._of(everything, tables, part)
        yield shelf.system({}, before=mine, rules=rules(shelf)), mine, shelf


@pytest.mark.parametrize(("a_year", "seed"), CITIES)
def test_no_hidden_figure_comes_out(a_year, seed):
    """Linear and whole-number solving over all tables and all releases, with the rules everybody knows."""
    for system, mine, shelf in systems(a_year, seed):
        for key, value in mine.items():
            table = shelf.table(key[0])
            if value is None:
                for whole in (False, True):
                    low, high = solve_for(system, mine, key, whole=whole, granted=True)
                    assert high - low >= table.threshold - 1 - NEAR
            elif not table.exact:
                assert value == 0 or value >= table.threshold
            else:
                assert value == system.value(key)


@pytest.mark.parametrize(("a_year", "seed"), CITIES)
def test_nothing_is_told_of_a_group_of_few(a_year, seed):
    """How cases ended, how long they took and whether duties were kept is told of eleven or more, never of fewer."""
    everything, *_ = told(a_year, seed)
    for (table, *rest), value in everything.items():
        if table in ("ended", "days") and value:
            assert everything[table, rest[0]] >= measures.GROUP
        if table == "duties" and value:
            assert everything[table, rest[0], rest[1]] >= measures.GROUP
        if table == "traits" and value is not None:
            assert value == 0 or value >= measures.PERSONS


@pytest.mark.parametrize(("a_year", "seed"), CITIES)
def test_an_officer_is_never_a_number(a_year, seed):
    """No told figure of complaints, findings or discipline stands for fewer than three officers."""
    everything, rows, closing = told(a_year, seed)
    coarse = dict(zip(measures.KINDS, measures.AREAS, strict=True))
    what = {"received": "received", "findings": "finding", "discipline": "discipline"}
    for (table, period, *rest), value in everything.items():
        if table not in what or not value:
            continue
        wanted = dict(one.split("=", 1) for one in rest)
        span, name = period.split("=")
        behind = []
        for one in rows:
            labels = {**one.labels, "area": coarse.get(one.labels.get("kind"))}
            there = {"quarter": one.quarter, "year": one.year, "span": closing.span}[span] == name
            if one.what == what[table] and there and all(labels[by] == which for by, which in wanted.items()):
                behind.append(one)
        assert len(behind) == value
        assert (
            len(frozenset().union(*(one.officers or {one.case} for one in behind))) >= measures.FEW_OFFICERS
        )


def test_a_larger_city_learns_more():
    small, large = told(45, 2)[0], told(300, 4, 4)[0]
    tables = {key[0] for key in large}
    assert {"received", "findings", "ended", "days", "duties", "state", "stages"} <= tables
    assert ("findings", "year=2025") in small
    assert large["received", "year=2025", "kind=conduct"] > 50


def test_a_duty_that_is_rare_hides_no_other_one():
    """A city of 45 complaints a year tells every year how it kept the others, and the call only where eleven asked."""
    everything, rows, _closing = told(45, 2)
    for year in ("2025", "2026"):
        for duty in measures.DUTY_NAMES:
            made = [
                one for one in rows if (one.what, one.year) == ("duty", year) and one.labels["duty"] == duty
            ]
            key = ("duties", f"year={year}", f"duty={duty}")
            assert (key in everything) is (len(made) >= measures.GROUP)
            if key in everything:
                late = sum(one.labels["outcome"] == "late" for one in made)
                assert (everything[key], everything[*key, "outcome=late"]) == (len(made), late)
        assert ("duties", f"year={year}", "duty=acknowledge") in everything


def test_a_median_is_rough_and_rests_on_many():
    assert [measures.roughly(one) for one in (0.4, 13.5, 14, 14.6, 17, 18, 203)] == [
        0,
        14,
        14,
        15,
        15,
        20,
        205,
    ]
    rows = [
        Counted(at, "ended", "2025-Q2", {"days": 10 * at, "stages": {"read": at} if at < 11 else {}})
        for at in range(12)
    ]
    key = ("ended", "year=2025")
    assert measures.medians(rows, "2025", {key: 12}) == {
        ("stages", "year=2025", "stage=all"): 55,
        ("stages", "year=2025", "stage=read"): 5,
    }
    assert measures.medians(rows[:10], "2025", {key: 12}) == {}
    assert measures.medians(rows, "2025", {key: None}) == {}
