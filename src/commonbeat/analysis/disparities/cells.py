"""The stops a veil-of-darkness test may use, counted in cells."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from commonbeat.analysis.disparities.sun import clock_changes, sun_times
from commonbeat.analysis.disparities.tally import names_column
from commonbeat.analysis.disparities.wording import DisparityError


@dataclass(frozen=True, kw_only=True)
class VeilCells:
    """Stops in the inter-twilight window, counted by clock minute, darkness and district.

    Attributes:
        minute: Minutes after local midnight, shape (cells,).
        dark: Whether it was dark, shape (cells,).
        district: District of the cell; "" when there are none, shape (cells,).
        season: Which clock change the stop lies around; "" outside the clock-change variant, shape (cells,).
        stops: Stops of the two groups, shape (cells,).
        of_group: Those of the group compared, shape (cells,).
        group: The group compared.
        reference: The other group.
        window: First and last minute of the inter-twilight window.
        dropped: Stops left out, by reason.
        variant: "all days" or the clock-change variant in words.
        period: First to last day.
    """

    minute: NDArray[np.int64] = field(repr=False)
    dark: NDArray[np.bool_] = field(repr=False)
    district: NDArray[np.str_] = field(repr=False)
    season: NDArray[np.str_] = field(repr=False)
    stops: NDArray[np.int64] = field(repr=False)
    of_group: NDArray[np.int64] = field(repr=False)
    group: str
    reference: str
    window: tuple[int, int]
    dropped: dict[str, int] = field(default_factory=dict)
    variant: str = "all days"
    period: str = ""


def veil_cells(
    stopped_at: ArrayLike,
    groups: ArrayLike | pl.Series,
    *,
    group: str,
    reference: str,
    latitude: float,
    longitude: float,
    timezone: str,
    district: ArrayLike | pl.Series | None = None,
    days_around_clock_change: int | None = None,
) -> VeilCells:
    """Keep the stops the test may use and count them by minute, darkness and district.

    Only the two groups; no stop between sunset and the end of civil twilight (neither light nor dark); only
    clock minutes between the earliest and the latest end of civil twilight on the days of those stops. A stop
    is in the dark when its minute is after the end of civil twilight (Grogger and Ridgeway 2006).

    Args:
        stopped_at: Local wall-clock times as datetime64, never UTC; not-a-time is dropped and counted, (n,).
        groups: Group of each stop, shape (n,).
        group: Group compared.
        reference: The other group.
        latitude: Degrees north of the city's centre.
        longitude: Degrees east of it.
        timezone: IANA name of the city's time zone.
        district: District of each stop, shape (n,).
        days_around_clock_change: Use only stops this many days either side of a change of the clock, when light
            at the same clock time changes from one day to the next; each change is a season with an effect.

    Raises:
        DisparityError: Lengths differ, the groups are the same, or no stop is left.
    """
    if group == reference:
        raise DisparityError("The two groups compared must differ.")
    at = np.asarray(stopped_at, dtype="datetime64[s]")
    who = names_column(groups)
    where = (
        pl.repeat("", at.size, dtype=pl.String, eager=True) if district is None else names_column(district)
    )
    if not at.size == len(who) == len(where):
        raise DisparityError("Times, groups and districts must have the same number of rows.")
    member = (who == group).fill_null(False).to_numpy()
    kept = member | (who == reference).fill_null(False).to_numpy()
    dropped = {"other group": int((~kept).sum()), "no time": int((kept & np.isnat(at)).sum())}
    kept &= ~np.isnat(at)
    if not kept.any():
        raise DisparityError(f"No stop of {group!r} or {reference!r} has a time.")
    days, minutes = _days_and_minutes(at)
    season, variant = np.full(at.size, "", dtype="<U10"), "all days"
    if days_around_clock_change is not None:
        season, variant = _seasons(days, kept, timezone, days_around_clock_change)
        dropped["far from a clock change"] = int((kept & (season == "")).sum())
        kept &= season != ""
        if not kept.any():
            raise DisparityError("No stop lies near a change of the clock.")
    keep, dark, window = _window(days, minutes, kept, (latitude, longitude, timezone), dropped)
    if not keep.any():
        raise DisparityError("No stop lies in the inter-twilight window.")
    frame = pl.DataFrame(
        {
            "minute": minutes[keep],
            "dark": dark[keep],
            "district": where.filter(pl.Series(keep)),
            "season": season[keep],
            "member": member[keep],
        }
    )
    keys = ["minute", "dark", "district", "season"]
    cells = frame.group_by(keys).agg(pl.len().alias("stops"), pl.col("member").sum())
    cells = cells.with_columns(pl.col("district").cast(pl.String).fill_null("")).sort(keys)
    return VeilCells(
        minute=cells["minute"].to_numpy().astype(np.int64),
        dark=cells["dark"].to_numpy(),
        district=np.asarray(cells["district"].to_list(), dtype=str),
        season=np.asarray(cells["season"].to_list(), dtype=str),
        stops=cells["stops"].to_numpy().astype(np.int64),
        of_group=cells["member"].to_numpy().astype(np.int64),
        group=group,
        reference=reference,
        window=window,
        dropped=dropped,
        variant=variant,
        period=f"{days[keep].min()} to {days[keep].max()}",
    )


def cells_from_counts(
    minute: ArrayLike,
    dark: ArrayLike,
    of_group: ArrayLike,
    stops: ArrayLike,
    *,
    district: ArrayLike | None = None,
    group: str = "group",
    reference: str = "reference",
) -> VeilCells:
    """Cells someone else has already counted, or single stops; rows of one cell are added up.

    Args:
        minute: Minutes after local midnight, shape (cells,).
        dark: Whether it was dark, shape (cells,).
        of_group: Stops of the group compared, shape (cells,).
        stops: Stops of both groups, shape (cells,).
        district: District, shape (cells,).
        group: Name of the group compared.
        reference: Name of the other group.

    Raises:
        DisparityError: Lengths differ, counts do not fit each other, or there are no stops.
    """
    m, d = np.asarray(minute, dtype=np.int64), np.asarray(dark).astype(bool)
    k, n = np.asarray(of_group, dtype=np.int64), np.asarray(stops, dtype=np.int64)
    where = pl.repeat("", m.size, dtype=pl.String, eager=True) if district is None else names_column(district)
    if not m.size == d.size == k.size == n.size == len(where):
        raise DisparityError("Every column of the cells must have the same number of rows.")
    if (k < 0).any() or (k > n).any() or n.sum() == 0:
        raise DisparityError("Stops of the group must lie between 0 and all stops, and there must be stops.")
    rows = pl.DataFrame({"minute": m, "dark": d, "district": where, "stops": n, "member": k})
    keys = ["minute", "dark", "district"]
    cells = rows.group_by(keys).agg(pl.col("stops").sum(), pl.col("member").sum())
    cells = cells.with_columns(pl.col("district").cast(pl.String).fill_null("")).sort(keys)
    return VeilCells(
        minute=cells["minute"].to_numpy(),
        dark=cells["dark"].to_numpy(),
        district=np.asarray(cells["district"].to_list(), dtype=str),
        season=np.full(len(cells), "", dtype="<U1"),
        stops=cells["stops"].to_numpy(),
        of_group=cells["member"].to_numpy(),
        group=group,
        reference=reference,
        window=(int(m[n > 0].min()), int(m[n > 0].max())),
    )


def _days_and_minutes(at: NDArray[np.datetime64]) -> tuple[NDArray[np.datetime64], NDArray[np.int64]]:
    """Local day and whole minutes after midnight."""
    days = at.astype("datetime64[D]")
    return days, (at - days).astype("timedelta64[m]").astype(np.int64)


def _window(
    days: NDArray[np.datetime64],
    minutes: NDArray[np.int64],
    kept: NDArray[np.bool_],
    place: tuple[float, float, str],
    dropped: dict[str, int],
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], tuple[int, int]]:
    """Rows inside the inter-twilight window and out of dusk, whether they are dark, and the window."""
    first = days[kept].min()
    count = int((days[kept].max() - first).astype(int)) + 1
    sun = sun_times(first + np.arange(count), *place)
    if np.isnan(sun.dusk).any():
        raise DisparityError("On some days there is no end of civil twilight; the test cannot be used here.")
    sunset, dusk = (np.floor(part / 60).astype(np.int64) for part in (sun.sunset, sun.dusk))
    index = np.where(kept, (np.where(kept, days, first) - first).astype(np.int64), 0)
    used = np.bincount(index[kept], minlength=count) > 0
    window = int(dusk[used].min()), int(dusk[used].max())
    inside = kept & (minutes >= window[0]) & (minutes <= window[1])
    in_dusk = inside & (minutes > sunset[index]) & (minutes < dusk[index])
    dropped["outside the inter-twilight window"] = int((kept & ~inside).sum())
    dropped["between sunset and end of civil twilight"] = int(in_dusk.sum())
    return inside & ~in_dusk, minutes > dusk[index], window


def _seasons(
    days: NDArray[np.datetime64], kept: NDArray[np.bool_], timezone: str, span: int
) -> tuple[NDArray[np.str_], str]:
    """Which clock change each stop lies around; "" for none."""
    if span < 1:
        raise DisparityError("At least one day either side of a clock change is needed.")
    low, high = days[kept].min(), days[kept].max()
    season = np.full(days.size, "", dtype="<U10")
    for change in clock_changes(low - span, high + span, timezone):
        near = kept & (days >= change - span) & (days < change + span)
        season[near] = str(change)
    return season, f"{span} days either side of each change of the clock"
