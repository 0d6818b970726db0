"""Who it may have been: people of the roster that fit what a resident remembers, with the reasons.

Only for staff, never for the page the resident sees: whether somebody works here at a given hour is no public matter.
A list to look through, not a finding. Commendations ask the same question as complaints.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from commonbeat.city.agency.queries import agency
from commonbeat.city.roster.models import Member, Shift
from commonbeat.operations.calls.models import Call, CallUnit

if TYPE_CHECKING:
    from .models import Complaint

MOST = 12
AROUND = timedelta(minutes=30)
COMMON = frozenset(
    {
        "and", "the", "street", "avenue", "road", "drive", "lane", "court", "calle", "avenida", "corner", "esquina",
        "with", "near", "block",
    }
)  # fmt: skip
TITLES = frozenset(
    {"officer", "sergeant", "detective", "deputy", "oficial", "sargento", "agente", "the", "and"}
)


@dataclass(frozen=True)
class Candidate:
    """Somebody who fits, and why."""

    member: Member
    why: tuple[str, ...]


def candidates(
    *,
    name: str = "",
    badges: Iterable[str] = (),
    cars: Iterable[str] = (),
    day: date | None = None,
    hour: time | None = None,
    incident_number: str = "",
    place: str = "",
) -> list[Candidate]:
    """People who fit, most reasons first, at most twelve.

    Args:
        name: as remembered, in part or misspelled in case and accents only.
        badges: numbers as read.
        cars: numbers or names of units.
        day: on which it happened, in the agency's zone; ``None`` when not known.
        hour: about when.
        incident_number: of a call.
        place: in words; calls near there and then name their units.
    """
    why: dict[int, list[str]] = defaultdict(list)
    wanted = {_tidy(one).lstrip("0") for one in badges} - {""}
    words = _words(name)
    if wanted or words:
        for pk, number, full in Member.objects.values_list("pk", "number", "name"):
            if _tidy(number).lstrip("0") in wanted:
                why[pk].append(_("badge number"))
            if words & _words(full):
                why[pk].append(_("name"))
    window = _window(day, hour)
    units = {_tidy(one) for one in cars} - {""}
    if window and units:
        for pk in _on_shift(window, units):
            why[pk].append(_("on duty in that unit then"))
    if incident_number.strip():
        for pk in _sent_to(_calls_numbered(incident_number.strip())):
            why[pk].append(_("on duty in a unit sent to that call"))
    if window and hour is not None and (where := _place_words(place)):
        for pk in _sent_to(_calls_near(where, window)):
            why[pk].append(_("on duty in a unit sent near there then"))
    people = Member.objects.in_bulk(list(why))
    fitting = [
        Candidate(people[pk], tuple(dict.fromkeys(reasons)))
        for pk, reasons in why.items()
        if _was_here(people[pk], day)
    ]
    return sorted(fitting, key=lambda one: (-len(one.why), one.member.name))[:MOST]


def for_complaint(complaint: Complaint) -> list[tuple[str, list[Candidate]]]:
    """Each officer nobody has matched yet, as told, with the people who fit; inside a look that opens the case.

    Args:
        complaint: its day and hour, place and incident number count for every officer.
    """
    rows = complaint.officers.within_look().filter(member=None)
    told = [row.description for row in rows] or (
        [""] if not complaint.officers.within_look().exists() else []
    )
    local = complaint.occurred_from.astimezone(agency().tz) if complaint.occurred_from else None
    return [
        (
            words,
            candidates(
                name=words,
                badges=(numbers := [one for one in re.findall(r"[\w-]+", words) if re.search(r"\d", one)]),
                cars=numbers,
                day=local.date() if local else None,
                hour=local.time() if local and complaint.occurred_to is None else None,
                incident_number=complaint.incident_number,
                place=complaint.place,
            ),
        )
        for words in told
    ]


def supervisor_of(member: Member, *, day: date | None, hour: time | None) -> Member | None:
    """The sergeant on duty then, when the roster names exactly one; ``None`` otherwise: then staff choose."""
    window = _window(day, hour)
    if window is None:
        return None
    sergeants = Member.objects.filter(pk__in=_on_shift(window), rank__icontains="sergeant").exclude(
        pk=member.pk
    )
    found = list(sergeants[:2])
    return found[0] if len(found) == 1 else None


def _window(day: date | None, hour: time | None) -> tuple[datetime, datetime] | None:
    """The span meant: half an hour around a time, or the whole day."""
    if day is None:
        return None
    zone = agency().tz
    if hour is not None:
        at = datetime.combine(day, hour, zone)
        return at - AROUND, at + AROUND
    start = datetime.combine(day, time(), zone)
    return start, datetime.combine(day + timedelta(days=1), time(), zone)


def _on_shift(window: tuple[datetime, datetime], units: Iterable[str] | None = None) -> set[int]:
    """Members on duty within a span, in one of some units where given."""
    rows = Shift.objects.filter(starts_at__lt=window[1], ends_at__gt=window[0])
    if units is None:
        return set(rows.values_list("member_id", flat=True))
    wanted = set(units)
    found = rows.exclude(unit=None).values_list("member_id", "unit__code")
    return {member for member, code in found if _tidy(code) in wanted}


def _calls_numbered(number: str) -> QuerySet[Call]:
    return Call.objects.filter(Q(number__iexact=number) | Q(external_id=number))[:3]


def _calls_near(words: list[str], window: tuple[datetime, datetime]) -> QuerySet[Call]:
    """Calls of that hour whose place has all the words."""
    rows = Call.objects.filter(received_at__gte=window[0] - AROUND, received_at__lte=window[1])
    for word in words:
        rows = rows.filter(location_text__icontains=word)
    return rows[:20]


def _place_words(place: str) -> list[str]:
    """The words of a place that tell it from others: numbers and names, not "street"."""
    found = [word for word in re.findall(r"\w+", place) if len(word) > 2 and word.casefold() not in COMMON]
    return found[:3]


def _sent_to(calls: Iterable[Call]) -> set[int]:
    """Members on duty in the units of some calls."""
    found: set[int] = set()
    for call in calls:
        units = {
            _tidy(code) for code in CallUnit.objects.filter(call=call).values_list("unit_code", flat=True)
        }
        if units:
            found |= _on_shift((call.received_at, call.closed_at or call.received_at + AROUND), units)
    return found


def _was_here(member: Member, day: date | None) -> bool:
    """Whether they worked here on that day; anybody when it is not known."""
    if day is None:
        return True
    begun = member.active_from is None or member.active_from <= day
    return begun and (member.active_to is None or day <= member.active_to)


def _tidy(text: str) -> str:
    """Letters and figures of a badge or unit, upper case."""
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def _words(text: str) -> set[str]:
    """Words of a name of at least three letters, without accents and titles."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in spread if not unicodedata.combining(sign))
    return {word for word in re.findall(r"[^\W\d_]+", bare) if len(word) > 2} - TITLES
