"""The choice of hidden cells: published examples, small tables by enumeration, and tampered certificates."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonbeat.analysis.refusal import ImpossibleInput
from commonbeat.analysis.suppression import (
    Axis,
    Figure,
    NoSafeRelease,
    Protection,
    Rule,
    Shelf,
    System,
    Table,
    at_most,
    equal,
    protect,
    release,
    solve_for,
    verify,
)

ALL_MARGINS = {"all": ((("row", "column"), ("row",), ("column",), ()),)}


def table(counts, threshold=5, name="t", **more):
    counts = np.asarray(counts)
    axes = (
        Axis("row", tuple("abcdefgh"[: counts.shape[0]])),
        Axis("column", tuple("stuvwxyz"[: counts.shape[1]])),
    )
    return Table(name, axes, counts, threshold, ALL_MARGINS, **more)


def whole(counts, threshold=5, **more):
    return Shelf((table(counts, threshold, **more),)).system({"t/all": 0})


def key(row="", column=""):
    return ("t", *([f"row={row}"] if row else []), *([f"column={column}"] if column else []))


# Delinquent children by county (Alpha to Delta) and education of the head of household (low to very high), invented, from
# Federal Committee on Statistical Methodology, Statistical Policy Working Paper 22, chapter on tables of counts.
WORKING_PAPER_22 = [[15, 1, 3, 1], [20, 10, 10, 15], [3, 10, 10, 2], [12, 14, 7, 2]]


def test_the_published_example_of_a_failure_is_found_out():
    """Two hidden cells in each row and column are not enough: rows Alpha and Beta less two columns give the 1."""
    system = whole(WORKING_PAPER_22)
    cells = ("at", "au", "av", "bt", "bu", "cs", "cv", "ds", "dv")
    told = system.told({key(*cell) for cell in cells})
    assert solve_for(system, told, key("a", "v")) == (1.0, 1.0)
    assert solve_for(system, told, key("a", "t")) == (0.0, 4.0)


def test_the_published_example_is_protected():
    system = whole(WORKING_PAPER_22)
    protection = protect(system)
    assert {key(*cell) for cell in ("at", "au", "av", "cs", "cv", "dv")} <= protection.hidden
    assert all(len(one) == 3 for one in protection.hidden)  # no total is hidden
    assert len(protection.hidden) <= 12
    told = system.told(protection.hidden)
    for hidden in protection.hidden:
        low, high = solve_for(system, told, hidden, granted=True)
        assert low <= 1 or system.value(hidden) >= 5
        assert high - low >= 4


def test_a_table_without_small_counts_is_told_whole():
    system = whole([[5, 0], [9, 12]])
    assert protect(system) == Protection(frozenset(), {})


def test_a_small_total_alone_is_hidden():
    system = Shelf((Table("t", (Axis("row", ("a",)),), np.array([3]), 5, {"all": (((),),)}),)).system(
        {"t/all": 0}
    )
    assert protect(system).hidden == {("t",)}


def test_a_table_of_too_few_is_not_told_at_all():
    """Three in two rows: who knows that both rows hold somebody knows that there are at least two."""
    with pytest.raises(NoSafeRelease):
        protect(whole([[1, 0], [0, 2]]))
    told = release([table([[1, 0], [0, 2]])])
    assert told.figures == {}
    assert told.rungs == {"t/all": 1}


def every_table(system, told, most):
    """Every table of whole numbers up to `most` that agrees with what is told, one a row."""
    tables = np.array(list(product(range(most + 1), repeat=system.truth.size)))
    for one in system.figures:
        if told[one.key] is not None:
            tables = tables[tables[:, list(one.cells)].sum(axis=1) == told[one.key]]
    return tables


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([(2, 2), (2, 3), (3, 2)]).flatmap(
        lambda shape: st.lists(
            st.lists(st.integers(0, 2), min_size=shape[1], max_size=shape[1]),
            min_size=shape[0],
            max_size=shape[0],
        )
    ),
    st.data(),
)
def test_the_attacker_equals_enumeration(rows, data):
    """What the solver finds is what every possible table says."""
    system = whole(rows)
    cells = [one.key for one in system.figures if len(one.key) == 3]
    hidden = data.draw(st.sets(st.sampled_from(cells)))
    told = system.told(hidden)
    most = min(int(system.truth.sum()), 5)  # the greatest count that any cell may have is its line's total
    if system.truth.sum() > most:
        return
    possible = every_table(system, told, most)
    for one in hidden:
        values = possible[:, list(system.by_key[one].cells)].sum(axis=1)
        assert solve_for(system, told, one) == (values.min(), values.max())


counts = st.integers(2, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 14), min_size=width, max_size=width), min_size=2, max_size=5
    )
)


@settings(max_examples=40, deadline=None)
@given(counts, st.sampled_from([3, 5, 11]))
def test_no_hidden_figure_can_be_worked_out(rows, threshold):
    """Whatever the table: a hidden figure stays as open as promised, also to one who knows which are not zero."""
    system = whole(rows, threshold)
    try:
        protection = protect(system)
    except NoSafeRelease:
        return
    told = system.told(protection.hidden)
    assert all(value is None or value == 0 or value >= threshold for value in told.values())
    for one in protection.hidden:
        low, high = solve_for(system, told, one, granted=True)
        if system.small(system.by_key[one]):
            assert low <= 1
            assert high >= threshold
        assert high - low >= threshold - 1


@settings(max_examples=8, deadline=None)
@given(counts)
def test_the_same_counts_are_hidden_in_the_same_way(rows):
    first, second = whole(rows), whole(rows)
    try:
        assert protect(first).hidden == protect(second).hidden
    except NoSafeRelease:
        with pytest.raises(NoSafeRelease):
            protect(second)


@pytest.mark.parametrize("harm", ["told", "negative", "disagrees", "near", "none", "empties"])
def test_a_certificate_that_proves_nothing_is_refused(harm):
    system = whole([[3, 9, 8], [7, 6, 9], [8, 8, 7]])
    protection = protect(system)
    verify(system, protection)
    small = key("a", "s")
    witnesses = dict(protection.witnesses)
    if harm == "told":
        broken = Protection(protection.hidden - {small}, witnesses)
    else:
        tables = {
            "negative": (*witnesses[small][:-1], witnesses[small][-1] - 100),
            "disagrees": (system.truth, system.truth + 5),
            "near": (system.truth,),
            "none": (),
            "empties": (system.truth * 0, *witnesses[small]),
        }
        broken = Protection(protection.hidden, {**witnesses, small: tables[harm]})
    with pytest.raises(NoSafeRelease):
        verify(system, broken)


def test_a_line_that_is_small_does_not_tell_by_its_zeros():
    rows = [[3, 0, 0], [9, 8, 12], [6, 7, 9]]
    plain, lined = protect(whole(rows)), protect(whole(rows, lines=(("row",),)))
    assert key("a", "t") in lined.hidden
    assert key("a", "u") in lined.hidden
    assert key("a", "s") in plain.hidden


def test_a_count_that_stands_for_too_few_people_is_hidden():
    one = key("a", "s")
    system = whole([[9, 8], [12, 7]], few=frozenset({one}))
    protection = protect(system)
    assert one in protection.hidden
    low, high = solve_for(system, system.told(protection.hidden), one, granted=True)
    assert (low, high >= 5) == (1.0, True)


def test_what_was_told_stays_told_and_what_was_hidden_stays_hidden():
    shelf = Shelf((table([[3, 9], [8, 7]]),))
    before = {key("a", "s"): None, key("a", "t"): 9, key("b", "s"): 8}
    system = shelf.system({"t/all": 0}, before=before)
    protection = protect(system)
    told = system.told(protection.hidden)
    assert told[key("a", "s")] is None
    assert (told[key("a", "t")], told[key("b", "s")]) == (9, 8)
    assert told[key("a")] is None
    assert told[key()] is None or told[key("b", "t")] is None


def test_earlier_releases_that_give_a_count_away_are_refused():
    shelf = Shelf((table([[3, 9], [8, 7]]),))
    before = {key("a", "s"): None, key("a", "t"): 9, key("a"): 12}
    with pytest.raises(NoSafeRelease) as stuck:
        protect(shelf.system({}, before=before))
    assert stuck.value.figure.key == key("a", "s")
    assert str(stuck.value) == "No choice of hidden cells protects t row=a column=s."


def test_rules_of_two_tables_are_used_against_and_by_us():
    """A second table that repeats a line of the first must not open it."""
    first, second = table([[3, 9], [8, 7]]), table([[2, 10], [6, 9]], name="u")
    shelf = Shelf((first, second))
    rules = [
        equal(shelf.find(("t", "row=a")), shelf.find(("u", "row=a"))),
        at_most(shelf.find(("u", "row=b")), shelf.find(("t", "row=b"))),
    ]
    system = shelf.system({"t/all": 0, "u/all": 0}, rules=rules)
    protection = protect(system)
    told = system.told(protection.hidden)
    assert (told["t", "row=a"] is None) == (told["u", "row=a"] is None)
    for one in protection.hidden:
        low, high = solve_for(system, told, one, granted=True)
        assert high - low >= 4


def test_impossible_input_is_refused_in_a_sentence():
    cell = Figure(("t",), (0,), 5)
    with pytest.raises(ImpossibleInput, match=r"^A count must not be negative\.$"):
        System(np.array([-1]), (cell,))
    with pytest.raises(ImpossibleInput, match=r"^A figure of the tables is named twice\.$"):
        System(np.array([1]), (cell, replace(cell, cells=())))
    with pytest.raises(
        ImpossibleInput, match=r"^A rule given for the tables does not hold for the counts\.$"
    ):
        System(np.array([1, 2]), (cell,), (Rule((0,), (1,)),))
    with pytest.raises(ImpossibleInput, match=r"^The counts of t do not fit their axes\.$"):
        Table("t", (Axis("row", ("a",)),), np.array([1, 2]), 5, {})
    with pytest.raises(KeyError):
        Shelf((table([[1]]),)).find(("t", "row=z"))
    with pytest.raises(
        ImpossibleInput, match=r"^A figure that was released does not fit the counts any more\.$"
    ):
        release([table([[6, 7], [8, 9]])], before={key(): 31})


@pytest.mark.parametrize("rows", [[[3, 9, 8], [7, 6, 9], [8, 8, 7]], [[1, 12, 9], [10, 8, 11], [9, 7, 12]]])
def test_who_replays_the_method_on_every_possible_table_still_finds_no_count(rows):
    """More than is promised: tables that fit what is told and would have been hidden in the same way."""
    system = whole(rows)
    protection = protect(system)
    told = system.told(protection.hidden)
    at = sorted(system.by_key[one].cells[0] for one in protection.hidden)
    assert len(at) == 4
    tables = np.tile(system.truth, (25**4, 1))
    tables[:, at] = np.array(list(product(range(25), repeat=4)))
    for one in system.figures:
        if told[one.key] is not None:
            tables = tables[tables[:, list(one.cells)].sum(axis=1) == told[one.key]]
    same = [one for one in tables if protect(whole(one.reshape(3, 3))).hidden == protection.hidden]
    for cell in at:
        assert len({int(one[cell]) for one in same}) > 1
