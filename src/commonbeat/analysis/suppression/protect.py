"""Which figures to hide so that nobody who solves everything published learns a small one.

For each hidden figure the promise is kept by *witnesses*: whole tables that agree with all that is told, in which the
figure reads something else. A table that exists cannot be ruled out by solving, so the promise rests on adding up whole
numbers (`verify`), not on the solver that found the tables.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from commonbeat.analysis.refusal import ImpossibleInput

from .search import Search
from .system import Figure, Key, System, Whole, rules_hold

Tables = tuple[Whole, ...]


class NoSafeRelease(ImpossibleInput):
    """Nothing that could still be hidden keeps ``figure`` from being worked out."""

    def __init__(self, figure: Figure) -> None:
        super().__init__(f"No choice of hidden cells protects {' '.join(figure.key)}.")
        self.figure = figure


@dataclass(frozen=True)
class Protection:
    """Which figures are hidden, and why that is enough.

    Attributes:
        hidden: keys of the hidden figures, those of earlier releases too.
        witnesses: for each hidden figure, tables that agree with everything told; secret, since some lie near the truth.
    """

    hidden: frozenset[Key]
    witnesses: Mapping[Key, Tables]


def share_hidden(system: System, hidden: Collection[Key], group: str | None = None) -> float:
    """Hidden figures as a share of those that are not zero, 0..1; of one group, or of all that are new."""
    chosen = [one for one in system.figures if not one.stands and group in (None, one.group)]
    filled = sum(1 for one in chosen if system.value(one.key))
    return sum(1 for one in chosen if one.key in hidden) / max(filled, 1)


def must_hide(system: System) -> set[Key]:
    """What is hidden for its own sake, or was hidden before."""
    small = {one.key for one in system.figures if not one.stands and system.small(one)}
    return small | {one.key for one in system.figures if one.hidden_before}


def enough(system: System, figure: Figure, readings: Collection[int]) -> bool:
    """Whether these readings of a hidden figure leave it open as widely as promised.

    A figure that is small or sensitive must be able to read as little as 1 (0 where it is empty) and as much as its
    threshold. One that is hidden for the sake of others must be open by as much, wherever it lies.
    """
    if not readings:
        return False
    if system.small(figure):
        value = system.value(figure.key)
        return min(readings) <= min(value, 1) and max(readings) >= figure.threshold
    return max(readings) - min(readings) >= figure.threshold - 1


def protect(system: System) -> Protection:
    """Choose what to hide.

    Small and sensitive figures are hidden. Then, figure by figure, the cheapest others are hidden that leave room for
    its witnesses, until every hidden figure has them. The attacker is granted, for nothing, which hidden figures are
    not zero, and that earlier releases stand.

    Returns:
        The hidden figures with their witnesses; checked by `verify`.

    Raises:
        NoSafeRelease: a figure cannot be protected: earlier releases pin it, or every figure beside it is zero.

    Source: the search for the cheapest tables is that of Kelly, Golden & Assad, Networks 22, 1992, and of Fischetti &
        Salazar, Management Science 47, 2001; that each hidden cell must have its range is the audit of Hundepool et al.,
        Statistical Disclosure Control, 2012, chapter 4.
    """
    must = must_hide(system)
    search = Search(system)
    order = sorted(must, key=lambda key: (-system.value(key), key))
    tried = [_hide(search, must, order), _hide(search, must, order[::-1])]
    hidden, witnesses = min(tried, key=lambda one: sum(system.by_key[key].cost for key in one[0]))
    hidden, witnesses = _tell_again(search, must, hidden, witnesses)
    protection = Protection(frozenset(hidden), witnesses)
    verify(system, protection)
    return protection


def _hide(search: Search, must: set[Key], order: list[Key]) -> tuple[set[Key], dict[Key, Tables]]:
    """Hide others, figure by figure in this order, until every hidden figure has its witnesses."""
    hidden, waiting = set(must), list(order)
    witnesses: dict[Key, Tables] = {}
    while waiting:
        key = waiting.pop(0)
        witnesses[key], added = _witnesses(search, key, hidden)
        hidden |= added
        waiting += sorted(added)
    return hidden, witnesses


def _witnesses(
    search: Search, key: Key, hidden: set[Key], told_stay: bool = False
) -> tuple[Tables, set[Key]]:
    """Tables in which a figure reads its limits, and what else must be hidden for them.

    Raises:
        NoSafeRelease: there are none.
    """
    system = search.system
    figure, value = system.by_key[key], system.value(key)
    if system.small(figure):
        wanted = [[{"most": min(value, 1)}, {"least": figure.threshold}]]
    else:
        width = figure.threshold - 1
        wanted = [[{"least": value + width}], [{"most": value - width}]]
    choices = [
        found for limits in wanted if (found := _reached(search, key, hidden, limits, told_stay)) is not None
    ]
    if not choices:
        raise NoSafeRelease(figure)
    return min(choices, key=lambda one: sum(system.by_key[other].cost for other in one[1]))


def _reached(
    search: Search, key: Key, hidden: set[Key], wanted: Sequence[Mapping[str, int]], told_stay: bool
) -> tuple[Tables, set[Key]] | None:
    """Tables in which a figure reads each wanted limit, and what else must be hidden for them; None without one."""
    gone, value = set(hidden), search.system.value(key)
    tables = [search.system.truth]
    for limits in wanted:
        if limits.get("least", value) <= value <= limits.get("most", value):
            continue
        table = search.table(key, gone, told_stay=told_stay, **limits)
        if table is None:
            return None
        gone |= _moved(search.system, table)
        tables.append(table)
    return tuple(tables), gone - hidden


def _moved(system: System, table: Whole) -> set[Key]:
    """The figures that another table would change."""
    return {one.key for one in system.figures if system.value(one.key) != system.value(one.key, table)}


def _tell_again(
    search: Search, must: set[Key], hidden: set[Key], witnesses: dict[Key, Tables]
) -> tuple[set[Key], dict[Key, Tables]]:
    """Tell again what turned out not to be needed, the costliest first."""
    system = search.system
    extra = sorted(hidden - must, key=lambda key: (-system.by_key[key].cost, key))
    for candidate in extra:
        fewer = hidden - {candidate}
        better: dict[Key, Tables] = {}
        try:
            for key in fewer:
                kept = witnesses[key]
                if any(system.value(candidate, table) != system.value(candidate) for table in kept):
                    kept, _ = _witnesses(search, key, fewer, told_stay=True)
                better[key] = kept
        except NoSafeRelease:
            continue
        hidden, witnesses = fewer, better
    return hidden, witnesses


def verify(system: System, protection: Protection) -> None:
    """Check every witness by adding up whole numbers.

    Raises:
        NoSafeRelease: a small figure is told, or a hidden one lacks a witness that agrees with all that is told.
    """
    told = [one for one in system.figures if one.key not in protection.hidden]
    for one in system.figures:
        if one.key in protection.hidden:
            if one.stands and not one.hidden_before:
                raise NoSafeRelease(one)
        elif one.hidden_before or (system.small(one) and not one.stands):
            raise NoSafeRelease(one)
    for key in protection.hidden:
        tables = protection.witnesses.get(key, ())
        readings = [system.value(key, table) for table in tables]
        if not enough(system, system.by_key[key], readings):
            raise NoSafeRelease(system.by_key[key])
        for table in tables:
            agrees = bool((table >= 0).all()) and rules_hold(system, table)
            if not agrees or any(system.value(one.key, table) != system.value(one.key) for one in told):
                raise NoSafeRelease(system.by_key[key])
            if any(system.value(other, table) < 1 <= system.value(other) for other in protection.hidden):
                raise NoSafeRelease(system.by_key[key])
