"""What goes out about a confirmed pattern: places, times and methods, with a date on which it ends."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from commonbeat.analysis.patterns.groups import Pattern, PatternType
from commonbeat.analysis.patterns.incidents import Incidents, PatternError

LONGEST_DAYS = 30
"""A bulletin is renewed by someone who looks again, or it ends."""

BULLETIN_LIMITS = (
    "This bulletin describes places, times and methods. It describes no person and is no ground to stop, detain "
    "or search anyone.",
    "Cases were put together by an analyst from recorded details; they may have nothing to do with one another.",
    "What a vehicle looked like was reported by witnesses; many vehicles look like that.",
)

_PERSONAL = (
    (re.compile(r"\b\d{3}-\d{2}-\d{4}\b"), "a social security number"),
    (re.compile(r"[\w.+-]+@[\w-]+\.\w+"), "an e-mail address"),
    (re.compile(r"\(?\b\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b"), "a telephone number"),
    (
        re.compile(r"\b(dob|d\.o\.b|born|suspect name|a\.?k\.?a)\b", re.IGNORECASE),
        "a description of a person",
    ),
    (re.compile(r"\b(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{6,8}\b"), "what looks like a plate"),
)


@dataclass(frozen=True, kw_only=True)
class Bulletin:
    """A bulletin about a pattern. It has no field for a person.

    Attributes:
        title: Type and kind.
        type: Type of the pattern.
        case_numbers: Cases, in order of time.
        issued: Day of issue.
        expires: Last day on which it may be shown.
        days: Cases by weekday, Monday first.
        hours: Cases by hour of the day in which they most likely happened; windows longer than six hours in none.
        places: Areas with their numbers of cases, most first, in the caller's words.
        look_for: Sentences about method, property, setting and vehicles.
        why: Why the cases were put together.
        limits: Sentences to print on it.
    """

    title: str
    type: PatternType
    case_numbers: tuple[str, ...]
    issued: date
    expires: date
    days: tuple[int, ...]
    hours: tuple[int, ...]
    places: tuple[tuple[str, int], ...]
    look_for: tuple[str, ...]
    why: tuple[str, ...]
    limits: tuple[str, ...] = BULLETIN_LIMITS

    def active(self, today: date) -> bool:
        """Whether the bulletin may still be shown.

        Args:
            today: The day asked about.
        """
        return self.issued <= today <= self.expires


def make_bulletin(
    pattern: Pattern,
    incidents: Incidents,
    *,
    issued: date,
    days_valid: int = 14,
    places: Mapping[str, str] | None = None,
    notes: tuple[str, ...] = (),
) -> Bulletin:
    """A bulletin for a pattern an analyst has confirmed.

    Args:
        pattern: The pattern.
        incidents: Incidents it was found in.
        issued: Day of issue.
        days_valid: Days after which it ends, 1 to 30.
        places: Area (beat, block) of each case number, as it may be printed.
        notes: Sentences of the analyst; refused when they hold personal details or a plate.

    Raises:
        PatternError: The time is out of range, a case is unknown, or a text holds personal details.
    """
    if not 1 <= days_valid <= LONGEST_DAYS:
        raise PatternError(f"A bulletin is valid for 1 to {LONGEST_DAYS} days.")
    at = {str(case): i for i, case in enumerate(incidents.case_numbers)}
    unknown = [case for case in pattern.case_numbers if case not in at]
    if unknown:
        raise PatternError(f"Unknown case numbers: {', '.join(unknown)}.")
    rows = np.array([at[case] for case in pattern.case_numbers])
    look_for = tuple(f"{one.feature.capitalize()}: {one.value}" for one in pattern.shared) + notes
    for text in (*look_for, *(places or {}).values()):
        refuse_personal(text)
    starts = incidents.start[rows]
    span = (incidents.end[rows] - starts).astype(np.int64)
    middle = (starts + (incidents.end[rows] - starts) // 2)[span <= 6 * 3_600]
    weekday = (starts.astype("datetime64[D]").astype(np.int64) + 3) % 7
    hour = middle.astype("datetime64[h]").astype(np.int64) % 24
    kind = incidents.kind_names[int(np.bincount(np.maximum(incidents.kinds[rows], 0)).argmax())]
    counted: dict[str, int] = {}
    for case in pattern.case_numbers:
        if places and case in places:
            counted[places[case]] = counted.get(places[case], 0) + 1
    return Bulletin(
        title=f"{pattern.type.value.capitalize()}: {kind}, {rows.size} cases",
        type=pattern.type,
        case_numbers=pattern.case_numbers,
        issued=issued,
        expires=issued + timedelta(days=days_valid),
        days=tuple(np.bincount(weekday, minlength=7).tolist()),
        hours=tuple(np.bincount(hour, minlength=24).tolist()),
        places=tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0]))),
        look_for=look_for,
        why=pattern.why,
    )


def refuse_personal(text: str) -> None:
    """Refuse a text for a bulletin that holds personal details.

    The check knows forms of numbers and a few words; it does not know names, so a person still has to read it.

    Args:
        text: Text for print.

    Raises:
        PatternError: The text holds a number, address or description of a person, or a plate.
    """
    for form, words in _PERSONAL:
        if form.search(text):
            raise PatternError(f"A bulletin describes places and methods; this text holds {words}: {text!r}.")
