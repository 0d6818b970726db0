"""Candidate patterns: planted series come back whole, with a type and reasons."""

import polars as pl
import pytest

from commonbeat.analysis.linking import pair_quality
from commonbeat.analysis.patterns import PatternType, find_links, find_patterns, incidents_from_frame, plant

SEED = 2024


@pytest.fixture(scope="module")
def planted():
    return plant(2500, SEED)


@pytest.fixture(scope="module")
def links(planted):
    return find_links(incidents_from_frame(planted.frame), seed=1)


@pytest.fixture(scope="module")
def patterns(links):
    return find_patterns(links)


def test_precision_and_recall_of_patterns_on_planted_series(planted, patterns):
    found = pair_quality(patterns.case_pairs(), planted.true_pairs(), seed=SEED)
    print(f"patterns: precision {found.precision:.2f}, recall {found.recall:.2f}")
    assert (found.proposed, found.true, found.right) == (107, 154, 107)
    met = [
        any(len(set(series) & set(one.case_numbers)) >= 3 for one in patterns.patterns)
        for series in planted.series
    ]
    assert sum(met) == 8


def test_a_spree_is_called_a_spree(planted, patterns):
    sprees = [set(series) for number, series in enumerate(planted.series) if number % 4 == 3]
    found = [one for one in patterns.patterns if one.type is PatternType.SPREE]
    assert found
    assert all(any(set(one.case_numbers) <= spree for spree in sprees) for one in found)


def test_reasons_name_what_was_planted(planted, patterns):
    best = patterns.patterns[0]
    assert best.type in (PatternType.SERIES, PatternType.SPREE)
    assert best.shared[0].base_rate < 0.2
    assert best.shared[0].cases >= len(best.case_numbers) / 2
    assert best.why[0].startswith(f"{len(best.case_numbers)} cases within")
    assert best.first <= best.last
    assert sum(best.evidence.values()) == pytest.approx(best.bits)


def test_no_case_is_in_two_patterns(patterns):
    cases = [case for one in patterns.patterns for case in one.case_numbers]
    assert len(cases) == len(set(cases))


def test_a_confirmed_link_joins_and_repeats_exactly(links, patterns):
    one, other = patterns.patterns[0].case_numbers[0], patterns.patterns[1].case_numbers[0]
    joined = find_patterns(links, confirmed=[(one, other)])
    assert any({one, other} <= set(pattern.case_numbers) for pattern in joined.patterns)
    assert find_patterns(links) == patterns


def group_of(rows):
    """Sixty ordinary thefts far apart, and some rows that belong together."""
    plain = [
        {"x": 5000.0 * i, "y": 0.0, "start": f"2024-01-{i % 28 + 1:02d}T{i % 24:02d}:00:00", "setting": f"s{i % 5}",
         "property": [f"p{i}"], "method": [f"m{i}"]}
        for i in range(60)
    ]  # fmt: skip
    table = pl.DataFrame(
        [{"case_number": str(i), "kind": "theft", **row} for i, row in enumerate(plain + rows)],
        infer_schema_length=None,
    )
    links = find_links(incidents_from_frame(table))
    pairs = [("60", str(i)) for i in range(61, 60 + len(rows))]
    return next(one for one in find_patterns(links, confirmed=pairs).patterns if "60" in one.case_numbers)


def case(i, **fields):
    return {
        "x": 400_000.0 + 9_000 * i,
        "y": 9_000.0 * i,
        "start": f"2024-01-{2 + 3 * i:02d}T{5 * i:02d}:00:00",
        "setting": f"t{i}",
        "property": [f"q{i}"],
        "method": [f"n{i}"],
    } | fields


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"method": ["ram raid", "cut wires"]}, PatternType.SERIES),
        ({"property": ["copper pipe"]}, PatternType.HOT_PRODUCT),
        ({"setting": "laundrette"}, PatternType.HOT_SETTING),
        ({"x": 500_000.0, "y": 500_000.0}, PatternType.HOT_PLACE),
    ],
)
def test_types_follow_what_is_shared(fields, expected):
    assert group_of([case(i, **fields) for i in range(4)]).type is expected


def test_cases_near_one_another_make_a_hot_spot():
    rows = [case(i, x=500_000.0 + 80 * i, y=500_000.0 + 60 * i) for i in range(4)]
    assert group_of(rows).type is PatternType.HOT_SPOT
