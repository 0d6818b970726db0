"""Counting stops by group and place, and hiding what is too small to show."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from commonbeat.analysis.disparities.wording import DisparityError

SMALLEST_SHOWN = 10
"""Counts from 1 to 9 are not shown."""

UNKNOWN = ("", "unknown", "not known", "missing", "na")
"""Group names, in small letters, that stand for "not recorded"."""


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Outcomes counted by group and place.

    Attributes:
        groups: Names of groups, in alphabetical order, shape (G,).
        places: Names of places (districts, beats, counties), in alphabetical order, shape (P,).
        trials: Stops or searches looked at, shape (G, P).
        successes: Those with the outcome, shape (G, P).
        missing_outcome: Rows whose outcome is not recorded; in no count.
        missing_group: Rows whose group is not recorded; in no count.
    """

    groups: tuple[str, ...]
    places: tuple[str, ...]
    trials: NDArray[np.int64] = field(repr=False)
    successes: NDArray[np.int64] = field(repr=False)
    missing_outcome: int = 0
    missing_group: int = 0


def tally_rows(
    group: ArrayLike | pl.Series, happened: ArrayLike | pl.Series, place: ArrayLike | pl.Series | None = None
) -> Tally:
    """Count rows (one per stop or search) by group and place.

    Args:
        group: Group of each row; empty, null, "Unknown" and the like are counted as missing, shape (n,).
        happened: Whether the outcome happened; null or not-a-number where it is not recorded, shape (n,).
        place: District of each row; one place when left out, shape (n,).

    Raises:
        DisparityError: Columns differ in length, or the outcome is something other than true or false.
    """
    columns = {"g": names_column(group), "h": _truth(happened)}
    if place is not None:
        columns["p"] = names_column(place)
    if len({len(column) for column in columns.values()}) != 1:
        raise DisparityError("Groups, outcomes and places must have the same number of rows.")
    frame = pl.DataFrame(columns)
    keys = [name for name in ("g", "p") if name in columns]
    counted = frame.group_by(keys).agg(
        pl.col("h").is_null().sum().alias("missing"),
        pl.col("h").is_not_null().sum().alias("trials"),
        pl.col("h").sum().cast(pl.Int64).alias("successes"),
    )
    counted = counted.with_columns(pl.col(*keys).cast(pl.String).fill_null(""))
    known = ~counted["g"].str.strip_chars().str.to_lowercase().is_in(UNKNOWN)
    without = counted.filter(~known)
    counted = counted.filter(known)
    return tally_counts(
        counted["g"].to_list(),
        counted["successes"].to_numpy(),
        counted["trials"].to_numpy(),
        counted["p"].to_list() if place is not None else None,
        missing_outcome=sum(counted["missing"].to_list()),
        missing_group=sum(without["trials"].to_list()) + sum(without["missing"].to_list()),
    )


def tally_counts(
    group: ArrayLike,
    successes: ArrayLike,
    trials: ArrayLike,
    place: ArrayLike | None = None,
    *,
    missing_outcome: int = 0,
    missing_group: int = 0,
) -> Tally:
    """Counts someone else has already made, put in order; rows of the same group and place are added up.

    Args:
        group: Group of each row, shape (n,).
        successes: Outcomes, shape (n,).
        trials: Stops or searches, shape (n,).
        place: Place of each row, shape (n,).
        missing_outcome: Rows left out for want of an outcome.
        missing_group: Rows left out for want of a group.

    Raises:
        DisparityError: Lengths differ, a count is negative or not whole, or successes exceed trials.
    """
    names = np.asarray(group, dtype=str)
    where = np.zeros(names.size, dtype="<U1") if place is None else np.asarray(place, dtype=str)
    k, n = (np.asarray(part, dtype=float) for part in (successes, trials))
    if not names.shape == where.shape == k.shape == n.shape:
        raise DisparityError("Groups, places, successes and trials must have the same number of rows.")
    if not np.isfinite(k).all() or not np.isfinite(n).all() or (k % 1 != 0).any() or (n % 1 != 0).any():
        raise DisparityError("Counts must be whole numbers.")
    if (k < 0).any() or (k > n).any():
        raise DisparityError("Successes must lie between 0 and the number of trials.")
    groups, g = np.unique(names, return_inverse=True)
    places, p = np.unique(where, return_inverse=True)
    shape = groups.size, places.size
    flat = g * places.size + p
    return Tally(
        groups=tuple(str(name) for name in groups),
        places=tuple(str(name) for name in places),
        trials=np.bincount(flat, n, minlength=groups.size * places.size).astype(np.int64).reshape(shape),
        successes=np.bincount(flat, k, minlength=groups.size * places.size).astype(np.int64).reshape(shape),
        missing_outcome=missing_outcome,
        missing_group=missing_group,
    )


def hide_small(
    successes: NDArray[np.int64], trials: NDArray[np.int64], minimum: int = SMALLEST_SHOWN
) -> NDArray[np.bool_]:
    """Which rows of a list, whose total is shown, must be hidden.

    A row is hidden when its trials, its successes or its failures are between 1 and minimum - 1. A hidden
    row could be found by subtraction from the total; so when only one is hidden, or the hidden ones together
    stay under the minimum, the next smallest is hidden too.

    Args:
        successes: Shape (rows,).
        trials: Shape (rows,).
        minimum: Smallest count shown; 0 or 1 hides nothing.

    Raises:
        DisparityError: The minimum is negative.

    >>> hide_small(np.array([4, 50, 30]), np.array([20, 90, 70]))
    array([ True, False,  True])
    """
    if minimum < 0:
        raise DisparityError("The smallest count shown cannot be negative.")
    parts = np.stack([trials, successes, trials - successes])
    hidden = np.asarray(((parts > 0) & (parts < minimum)).any(axis=0))
    while hidden.any():
        safe = hidden.sum() > 1 and trials[hidden].sum() >= minimum
        left = np.flatnonzero(~hidden & (trials > 0))
        if safe or left.size == 0:
            break
        hidden[left[np.argmin(trials[left])]] = True
    return hidden


def hidden_words(count: int, minimum: int) -> tuple[str, ...]:
    """The sentence that says how many rows are hidden; empty when none is."""
    if not count:
        return ()
    return (f"{count} rows are hidden because a count is under {minimum} or would give one away.",)


def names_column(values: ArrayLike | pl.Series) -> pl.Series:
    """A column of names for counting; categories stay categories, which are counted faster.

    Args:
        values: Names; null where not recorded, shape (n,).
    """
    series = values if isinstance(values, pl.Series) else pl.Series(np.asarray(values, dtype=object).tolist())
    return series if series.dtype in (pl.String, pl.Categorical, pl.Enum) else series.cast(pl.String)


def _truth(values: ArrayLike | pl.Series) -> pl.Series:
    """True, false or null."""
    if isinstance(values, pl.Series):
        series = values
    else:
        array = np.asarray(values)
        series = pl.Series(array if array.dtype.kind in "biuf" else array.tolist(), strict=False)
    if series.dtype == pl.Boolean:
        return series
    if series.dtype == pl.Null:
        return series.cast(pl.Boolean)
    if not series.dtype.is_numeric():
        raise DisparityError("An outcome must be true, false or not recorded.")
    numbers = series.cast(pl.Float64).fill_nan(None)
    if not numbers.drop_nulls().is_in([0.0, 1.0]).all():
        raise DisparityError("An outcome must be true, false or not recorded.")
    return numbers.cast(pl.Boolean)
