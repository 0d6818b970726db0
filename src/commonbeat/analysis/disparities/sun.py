"""Sunrise, sunset and civil twilight from the date and the place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonbeat.analysis.disparities.wording import DisparityError
from commonbeat.analysis.results import Result

TOLERANCE_SECONDS = 120
"""How far other published sun tables may differ: refraction near the horizon is not known better."""

HORIZON_DEGREES = -0.833
"""Height of the sun's centre at sunrise and sunset: half a disc plus mean refraction."""

CIVIL_TWILIGHT_DEGREES = -6.0

Days = NDArray[np.datetime64[date | int | None]]
"""Local calendar days, datetime64[D]."""

_EPOCH = np.datetime64("1970-01-01", "D")


@dataclass(frozen=True, kw_only=True)
class SunTimes(Result):
    """Sun times of days at one place, as seconds after local midnight by the wall clock of that day.

    Attributes:
        dates: Local calendar days, shape (days,).
        dawn: Start of civil twilight (sun 6 degrees below the horizon); not-a-number where it does not occur.
        sunrise: Upper edge of the sun at the horizon, in the morning.
        sunset: The same in the evening; may exceed 86,400 where the sun sets after midnight.
        dusk: End of civil twilight.
        tolerance_seconds: Difference to expect between published tables.
    """

    dates: Days
    dawn: NDArray[np.float64]
    sunrise: NDArray[np.float64]
    sunset: NDArray[np.float64]
    dusk: NDArray[np.float64]
    tolerance_seconds: int = TOLERANCE_SECONDS


def sun_times(dates: ArrayLike, latitude: float, longitude: float, timezone: str) -> SunTimes:
    """Sunrise, sunset and civil twilight on local days.

    Solar position by the low-precision series of Meeus, Astronomical Algorithms (1998), ch. 25, as used by
    the NOAA solar calculator: declination d and equation of time E; then cos(h) = (sin a - sin p sin d) /
    (cos p cos d) for the height a (-0.833 degrees for the horizon, -6 for civil twilight) at latitude p, and
    the event is at solar noon minus or plus h. Position and hour angle are solved again at the event itself.

    Args:
        dates: Local calendar days (anything NumPy reads as datetime64[D]), shape (days,).
        latitude: Degrees north, -90 to 90.
        longitude: Degrees east, -180 to 180.
        timezone: IANA name, such as "America/Chicago"; decides the wall clock, clock changes included.

    Raises:
        DisparityError: The place is not on the globe, a date is missing, or the time zone is unknown.

    >>> one = sun_times(["2017-06-27"], 39.9526, -75.1652, "America/New_York")
    >>> abs(float(one.sunset[0]) - (20 * 3600 + 34 * 60 + 40)) < 120
    True
    """
    days = np.atleast_1d(np.asarray(dates, dtype="datetime64[D]"))
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise DisparityError("Latitude must lie between -90 and 90 degrees, longitude between -180 and 180.")
    if np.isnat(days).any():
        raise DisparityError("A date is missing; sun times need every date.")
    zone = _zone(timezone)
    unique, position = np.unique(days, return_inverse=True)
    offsets = _day_offsets(unique, zone)
    noon_utc = (unique - _EPOCH).astype(float) * 86_400 + 43_200 - longitude * 240
    columns = [
        _local_seconds(_event(noon_utc, latitude, longitude, height, side), unique, offsets, zone)[position]
        for height, side in (
            (CIVIL_TWILIGHT_DEGREES, -1),
            (HORIZON_DEGREES, -1),
            (HORIZON_DEGREES, 1),
            (CIVIL_TWILIGHT_DEGREES, 1),
        )
    ]
    absent = int(np.isnan(np.stack(columns)).any(axis=0).sum())
    warnings = (f"On {absent} days the sun does not cross the horizon or civil twilight.",) if absent else ()
    return SunTimes(
        method=f"NOAA solar position (Meeus 1998), {TOLERANCE_SECONDS} s tolerance",
        n=days.size,
        period=f"{unique[0]} to {unique[-1]}" if unique.size else "",
        warnings=warnings,
        dates=days,
        dawn=columns[0],
        sunrise=columns[1],
        sunset=columns[2],
        dusk=columns[3],
    )


def clock_changes(first: np.datetime64, last: np.datetime64, timezone: str) -> Days:
    """Local days between `first` and `last` (both included) on which the wall clock is moved.

    Args:
        first: First day.
        last: Last day.
        timezone: IANA name.

    Returns:
        Days as datetime64[D], in order; empty where the clock is never moved.

    Raises:
        DisparityError: The time zone is unknown.

    >>> [str(day) for day in clock_changes(np.datetime64("2017-01-01"), np.datetime64("2017-12-31"),
    ...                                    "America/Chicago")]
    ['2017-03-12', '2017-11-05']
    """
    zone = _zone(timezone)
    days = np.arange(first, last + np.timedelta64(2, "D"), dtype="datetime64[D]")
    starts, ends = _day_offsets(days[:-1], zone)
    return np.asarray(days[:-1][starts != ends])


def _zone(name: str) -> ZoneInfo:
    """The zone, or a plain refusal."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise DisparityError(f"The time zone {name!r} is not known.") from error


def _midnight(day: np.datetime64, zone: ZoneInfo) -> datetime:
    stamp = day.astype("datetime64[D]").astype(object)
    return datetime(stamp.year, stamp.month, stamp.day, tzinfo=zone)


def _offset(moment: datetime) -> float:
    """Seconds the wall clock is ahead of UTC at a moment."""
    shift = moment.utcoffset()
    return shift.total_seconds() if shift is not None else 0.0


def _local_seconds(
    utc: NDArray[np.float64], days: Days, offsets: NDArray[np.float64], zone: ZoneInfo
) -> NDArray[np.float64]:
    """Wall-clock seconds after midnight of the day, from UTC seconds since 1970.

    `offsets` holds the clock's lead over UTC at the start and at the end of each day. One offset serves a
    whole day unless the clock is moved then; only those days are looked up to the second.
    """
    offset = offsets[0].copy()
    origin = datetime(1970, 1, 1, tzinfo=UTC)
    for index in np.flatnonzero((offsets[0] != offsets[1]) & np.isfinite(utc)):
        offset[index] = _offset((origin + timedelta(seconds=float(utc[index]))).astimezone(zone))
    return np.asarray(utc + offset - (days - _EPOCH).astype(float) * 86_400)


def _day_offsets(days: Days, zone: ZoneInfo) -> NDArray[np.float64]:
    """Seconds ahead of UTC at the start and at the end of each day, shape (2, days)."""
    known = {day: _offset(_midnight(day, zone)) for day in np.unique(np.concatenate([days, days + 1]))}
    return np.array([[known[day] for day in days], [known[day] for day in days + 1]])


def _event(
    noon: NDArray[np.float64], latitude: float, longitude: float, height: float, side: int
) -> NDArray[np.float64]:
    """UTC seconds of the event, solved twice more at its own time."""
    moment = noon
    for _ in range(3):
        declination, equation = _sun(moment)
        phi, a = np.radians(latitude), np.radians(height)
        cosine = (np.sin(a) - np.sin(phi) * np.sin(declination)) / (np.cos(phi) * np.cos(declination))
        with np.errstate(invalid="ignore"):
            hour_angle = np.degrees(np.arccos(np.where(np.abs(cosine) <= 1, cosine, np.nan)))
        found = noon - equation * 60 + side * hour_angle * 240
        # Where the first guess finds no event, the later rounds must not use a missing time.
        moment = np.where(np.isfinite(found), found, noon)
    return np.asarray(found)


def _sun(seconds: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Declination (radians) and equation of time (minutes) at UTC seconds since 1970."""
    century = (seconds / 86_400 + 2_440_587.5 - 2_451_545) / 36_525
    mean_longitude = np.radians((280.46646 + century * (36_000.76983 + 0.0003032 * century)) % 360)
    anomaly = np.radians(357.52911 + century * (35_999.05029 - 0.0001537 * century))
    eccentricity = 0.016708634 - century * (0.000042037 + 0.0000001267 * century)
    centre = (
        np.sin(anomaly) * (1.914602 - century * (0.004817 + 0.000014 * century))
        + np.sin(2 * anomaly) * (0.019993 - 0.000101 * century)
        + np.sin(3 * anomaly) * 0.000289
    )
    node = np.radians(125.04 - 1_934.136 * century)
    apparent = mean_longitude + np.radians(centre - 0.00569 - 0.00478 * np.sin(node))
    tilt = 23 + (26 + (21.448 - century * (46.815 + century * (0.00059 - 0.001813 * century))) / 60) / 60
    tilt_now = np.radians(tilt + 0.00256 * np.cos(node))
    declination = np.arcsin(np.sin(tilt_now) * np.sin(apparent))
    y = np.tan(tilt_now / 2) ** 2
    equation = 4 * np.degrees(
        y * np.sin(2 * mean_longitude)
        - 2 * eccentricity * np.sin(anomaly)
        + 4 * eccentricity * y * np.sin(anomaly) * np.cos(2 * mean_longitude)
        - 0.5 * y * y * np.sin(4 * mean_longitude)
        - 1.25 * eccentricity**2 * np.sin(2 * anomaly)
    )
    return declination, equation
