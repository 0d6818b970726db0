"""What an officer is given of an interview: the notice before it, their own statement after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import translation
from django.utils.formats import date_format

from commonbeat.city.agency.queries import agency
from commonbeat.kernel import attachments

from . import enums

if TYPE_CHECKING:
    from commonbeat.accountability.complaints.models import Officer

    from .models import Interview, Person

NOBODY = {"en": "Nobody else", "es": "Nadie más"}
LANGUAGES = tuple(NOBODY)
TRANSCRIPT, NOTES = "interviews.transcript", "interviews.notes"
"""Uploads that an officer gets; an investigator's own notes are taken under another policy."""


@dataclass(frozen=True)
class Statement:
    """What an officer said in one interview, for that officer's own eyes.

    Attributes:
        files: recordings' transcripts, as `kernel.attachments` keeps them.
        recording: system and number of the recording, "" without one.
    """

    interview_id: UUID
    held_at: datetime
    statement: str
    given_on: date | None
    recording: str
    files: tuple[Any, ...]


@cache
def _template(language: str, name: str = "notice") -> tuple[str, Template]:
    """Version and words of the reviewed file in one language."""
    path = Path(__file__).with_name("data") / f"{name}.{language}.txt"
    first, _newline, words = path.read_text("utf-8").partition("\n")
    return first.removeprefix("version ").strip(), Template(words)


def language_of(language: str) -> str:
    """The language there is a reviewed notice in; English for any other."""
    short = language[:2].lower()
    return short if short in LANGUAGES else "en"


def version(language: str) -> str:
    """The version of the reviewed notice in a language."""
    return _template(language_of(language))[0]


def notice_text(interview: Interview, language: str = "") -> str:
    """The notice of an interview in words, with everything Gov. Code 3303(b) and (c) want said before it.

    Args:
        interview: inside a look that opens the complaint.
        language: ``en`` or ``es``; the interview's own otherwise.

    Returns:
        Plain text. Nothing in it names who complained.
    """
    chosen = language_of(language or interview.language)
    people = list(interview.people.within_look())
    with translation.override(chosen):
        others = [
            one
            for one in people
            if one.role not in (enums.Role.IN_CHARGE, enums.Role.REPRESENTATIVE)
            and not (one.asks_as and one.stopped_at is None)
        ]
        told = {
            "officer": interview.who,
            "department": agency().name,
            "nature": interview.nature.strip() or "-",
            "begins": _moment(interview.planned_at),
            "ends": _moment(interview.ends_at),
            "place": interview.place,
            "in_charge": _lines([one for one in people if one.role == enums.Role.IN_CHARGE], "-"),
            "asking": _lines([one for one in people if one.asks_as and one.stopped_at is None], "-"),
            "others": _lines(others, NOBODY[chosen]),
        }
    name = "notice" if interview.is_protected_officer else "notice_staff"
    return _template(chosen, name)[1].substitute(told).strip() + "\n"


def _moment(at: datetime) -> str:
    return date_format(at.astimezone(agency().tz), "DATETIME_FORMAT")


def _lines(people: list[Person], nobody: str) -> str:
    said = [", ".join(filter(None, (str(one), one.command))) for one in people]
    return "\n".join(said) or nobody


def statement_of(officer: Officer) -> list[Statement]:
    """What an officer said in interviews that were held, oldest first; inside a look that opens the complaint.

    For the officer's own page: neither the summary nor anything others wrote or said is in it.

    Args:
        officer: as the complaint names them.
    """
    rows = (
        officer.interviews.within_look()
        .filter(state__in=("held", "transcript_given"))
        .order_by("began_at", "id")
    )
    return [
        Statement(
            row.pk,
            row.began_at,
            row.statement,
            row.transcript_given_on,
            f"{row.recording_system} {row.recording_reference}".strip(),
            tuple(one for one in attachments.of(row) if one.policy == TRANSCRIPT),
        )
        for row in rows
    ]


def notices_of(officer: Officer) -> list[Any]:
    """Notices of interviews this officer was served, as they were, oldest first; inside a look."""
    from .models import Notice

    return list(Notice.objects.within_look().filter(interview__officer=officer).order_by("served_at", "id"))
