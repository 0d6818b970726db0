"""Words residents read, in both languages, and the lists that go with them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True)
class Words:
    """The same text in English and Spanish; as a string it is in the language of the moment."""

    en: str
    es: str

    def __str__(self) -> str:
        return self.in_language(get_language() or "en")

    def __bool__(self) -> bool:
        return bool(self.en)

    def in_language(self, code: str) -> str:
        """The text in one language; English where there is no other."""
        return (self.es if code.startswith("es") else self.en) or self.en


@dataclass(frozen=True)
class ReportType:
    """A kind of report and what follows from it.

    Attributes:
        key: its name in data and addresses of staff pages.
        title: what residents call it.
        form: key of its questions in ``kernel.forms``.
        ceiling: loss in dollars above which an officer calls; None for no ceiling.
        offence: NIBRS code to begin with, "" for no offence.
        offence_question, offence_codes: an answer that picks another code.
        loss: NIBRS loss type of its property lines.
        asks: which lines the form offers: ``property``, ``vehicle``, ``suspect``.
        property_kind: the kind of the first property line, "" for none.
        door: ``public`` or ``staff``.
        listed: whether it is on the list of kinds.
        services: which services are named afterwards.
    """

    key: str
    title: Words
    form: str
    ceiling: int | None
    offence: str
    offence_question: str
    offence_codes: MappingProxyType[str, str]
    loss: str
    asks: tuple[str, ...]
    property_kind: str
    door: str
    listed: bool
    services: str

    def offence_for(self, answers: dict[str, Any]) -> str:
        """The NIBRS code these answers suggest; a clerk confirms or changes it."""
        given = answers.get(self.offence_question)
        return self.offence_codes.get(given, self.offence) if isinstance(given, str) else self.offence


@dataclass(frozen=True)
class PropertyKind:
    """What a thing is, and the NIBRS property code to begin with."""

    key: str
    title: Words
    code: str
    firearm: bool
    plate: bool


@dataclass(frozen=True)
class Service:
    """Somebody who can help."""

    kinds: frozenset[str]
    title: Words
    phone: str


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


@cache
def report_types() -> dict[str, ReportType]:
    """Every kind of report, by key, in the order they are listed."""
    return {key: _type(key, row) for key, row in _read("types.toml").items()}


def _type(key: str, row: dict[str, Any]) -> ReportType:
    by = row.get("offence_by", {})
    return ReportType(
        key=key,
        title=Words(row["en"], row["es"]),
        form=f"reports.{row['form']}",
        ceiling=row.get("ceiling"),
        offence=row["offence"],
        offence_question=by.get("question", ""),
        offence_codes=MappingProxyType(by.get("codes", {})),
        loss=row["loss"],
        asks=tuple(row["asks"]),
        property_kind=row.get("property_kind", ""),
        door=row.get("door", "public"),
        listed=row.get("listed", True),
        services=row["services"],
    )


@cache
def property_kinds() -> dict[str, PropertyKind]:
    """Every kind of thing, by key."""
    return {
        row["key"]: PropertyKind(
            row["key"],
            Words(row["en"], row["es"]),
            row["code"],
            row.get("firearm", False),
            row.get("plate", False),
        )
        for row in _read("property.toml")["kinds"]
    }


@cache
def refusals() -> dict[str, Words]:
    """The public reasons for refusing a report, by key."""
    return {key: Words(row["en"], row["es"]) for key, row in _read("refusals.toml").items()}


@cache
def _all_services() -> tuple[Service, ...]:
    return tuple(
        Service(frozenset(row["for"]), Words(row["en"], row["es"]), row["phone"])
        for row in _read("services.toml")["rows"]
    )


def services_for(kind: str) -> list[Service]:
    """Who can help after a report of this kind."""
    wanted = report_types()[kind].services if kind in report_types() else "person"
    return [row for row in _all_services() if wanted in row.kinds]


NOTICE_VERSION = "2026-11"
# Penal Code 148.5 makes a false report a misdemeanour; said without a threat, because most people err in good faith.
NOTICE = _(
    "Tell us what you know, as well as you know it. A mistake is no crime. To report a crime you know did not happen is one."
)
SIGNED = _("I typed my name below as my signature: what I told is true as far as I know.")

# California Constitution, article I, section 28(b) ("Marsy's Law"), in our own words.
RIGHTS: tuple[Any, ...] = (
    _("You have the right to be treated fairly and with respect, and to be left alone by the person accused."),
    _("You have the right to be reasonably safe from that person and those who act for them."),
    _("Your safety counts when bail is set."),
    _("What could be used to find or bother you is to be kept from that person."),
    _("You may refuse to be questioned by the other side, and may set terms if you agree."),
    _("You may ask to be told about arrest, charges, court days, release and escape, and to be there."),
    _("You may be heard in court about release, plea, sentence and parole."),
    _("You may ask the prosecutor to talk with you about the case."),
    _("You have the right to a speedy and final end of the case."),
    _("You may give facts to the officer who writes about the effect of the crime, and read the report where it is open."),
    _("You have the right to be told about sentence, place and time of custody and release."),
    _("You have the right to be paid back by the person convicted, for every loss the crime caused."),
    _("You have the right to have your things back soon when they are no longer needed as evidence."),
    _("You have the right to be told about parole steps and to be heard in them, with your safety and that of the public in mind."),
    _("You have the right to be told of all these rights."),
)  # fmt: skip
