"""One release: the finest views of each table that are safe beside everything told before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from commonbeat.analysis.refusal import refuse_unless

from .protect import NoSafeRelease, Protection, must_hide, protect, share_hidden
from .system import Key, Rule, System
from .tables import NOTHING_BEFORE, Rungs, Shelf, Table

MOST_HIDDEN = 0.20


@dataclass(frozen=True)
class Told:
    """A release.

    Attributes:
        figures: what is new, None where hidden.
        rungs: how far down its ladder each group ("table/level") had to go; the length of the ladder where nothing of it
            is told.
        system, protection: what it was checked with; secret.
    """

    figures: Mapping[Key, int | None]
    rungs: Rungs
    system: System
    protection: Protection


def release(
    tables: Sequence[Table],
    *,
    before: Mapping[Key, int | None] = NOTHING_BEFORE,
    rules: Callable[[Shelf], Sequence[Rule]] = lambda shelf: (),
    most_hidden: float = MOST_HIDDEN,
) -> Told:
    """Tell each table as finely as it can be told.

    A group of views that would hide more than `most_hidden` of its filled figures, or that cannot be protected, steps
    down its ladder; below the last rung nothing of it is told. What earlier releases told stands, and what they hid
    stays hidden.

    Args:
        tables: what may be told; those of `before` must be among them.
        before: every figure over the same things that was ever released, None where hidden.
        rules: what else everybody knows, from where the unknowns lie.
        most_hidden: share of filled figures a group may hide, 0..1.

    Raises:
        ImpossibleInput: earlier figures do not fit the counts.
        NoSafeRelease: the earlier releases are not safe by themselves.
    """
    shelf = Shelf(tuple(tables))
    depth = {f"{one.name}/{level}": len(ladder) for one in tables for level, ladder in one.ladders.items()}
    rungs, known_rules = dict.fromkeys(depth, 0), rules(shelf)
    while True:
        system = shelf.system(rungs, before=before, rules=known_rules)
        wrong = [key for key, value in before.items() if value is not None and value != system.value(key)]
        refuse_unless(not wrong, "A figure that was released does not fit the counts any more.")
        down = _next_down(rungs, depth, _too_fine(system, must_hide(system), depth, most_hidden))
        if down:
            rungs[down] += 1
            continue
        try:
            protection = protect(system)
        except NoSafeRelease as stuck:
            down = _next_down(rungs, depth, [stuck.figure.group]) or _next_down(rungs, depth, list(depth))
            if not down:
                raise
            rungs[down] += 1
            continue
        down = _next_down(rungs, depth, _too_fine(system, protection.hidden, depth, most_hidden))
        if not down:
            told = system.told(protection.hidden)
            new = {key: value for key, value in told.items() if key not in before}
            return Told(new, rungs, system, protection)
        rungs[down] += 1


def _too_fine(
    system: System, hidden: Collection[Key], groups: Collection[str], most_hidden: float
) -> list[str]:
    """The groups that hide too much."""
    return [group for group in groups if share_hidden(system, hidden, group) > most_hidden]


def _next_down(rungs: Rungs, depth: Rungs, wanted: Sequence[str]) -> str:
    """The one of these groups to tell more coarsely: the finest that is told at all; "" for none."""
    left = [group for group in wanted if group in depth and rungs[group] < depth[group]]
    return min(left, key=lambda group: (rungs[group] / depth[group], group), default="")
