"""From answers to lines: what a resident told, read out of the questions' answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from commonbeat.city.agency.queries import agency

from .enums import Happened, Part
from .models import PersonLine, PropertyLine, VehicleLine
from .rules import tidy, vin_ok
from .text import ReportType, property_kinds, report_types

Answers = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Told:
    """A whole report as it was told.

    Attributes:
        kind: key of its type.
        language: the language it was told in.
        answers: form key → answers.
        forms: form key → version that was asked.
        source: web, phone, counter or paper.
        gate_rule: the rule of the gate that led to the form.
        supplement_to: case number it adds to, "".
        files: tokens of attachments.
    """

    kind: str
    language: str
    answers: Answers
    forms: Mapping[str, int]
    source: str = "web"
    gate_rule: str = ""
    supplement_to: str = ""
    files: tuple[str, ...] = field(default_factory=tuple)

    @property
    def type(self) -> ReportType:
        """Its type."""
        return report_types()[self.kind]

    def of(self, form: str) -> Mapping[str, Any]:
        """Answers of one form, "when" for ``reports.when``."""
        return self.answers.get(f"reports.{form}", {})

    def rows(self, form: str, group: str) -> list[Mapping[str, Any]]:
        """Blocks of a repeating group."""
        found = self.of(form).get(group)
        return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def moment(value: object, zone: ZoneInfo | None = None) -> datetime | None:
    """A local date and time of an answer as an instant; ``None`` for no answer."""
    if not value:
        return None
    parsed = datetime.fromisoformat(str(value))
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=zone or agency().tz)


def money(value: object) -> Decimal | None:
    """A sum of an answer in dollars and cents; ``None`` for no answer."""
    if value in (None, ""):
        return None
    try:
        return Decimal(str(value)).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None


def loss_of(told: Told) -> Decimal | None:
    """All that was lost, in dollars: values of things, sums paid, accounts used; ``None`` where nothing was named."""
    sums = [money(row.get("value")) for row in told.rows("things", "things")]
    own = told.answers.get(told.type.form, {})
    sums.append(money(own.get("amount")))
    sums += [
        money(row.get("amount")) for row in told.rows(told.type.form.removeprefix("reports."), "accounts")
    ]
    known = [one for one in sums if one is not None]
    return sum(known, Decimal("0.00")) if known else None


def people_of(told: Told) -> list[PersonLine]:
    """Reporter, victims, witnesses and what is known of suspects; not saved."""
    given = told.of("people")
    you = PersonLine(
        part=Part.REPORTER,
        name=given.get("name", ""),
        born=date.fromisoformat(given["born"]) if given.get("born") else None,
        phone=given.get("phone", ""),
        email=given.get("email", ""),
        address=given.get("home_address", ""),
    )
    rows = [you]
    if given.get("victim") == "me":
        rows.append(
            PersonLine(part=Part.VICTIM, name=you.name, born=you.born, phone=you.phone, address=you.address)
        )
    business = given.get("victim") == "business"
    for row in told.rows("people", "victims"):
        rows.append(
            PersonLine(
                part=Part.VICTIM,
                name=row.get("victim_name", ""),
                phone=row.get("victim_phone", ""),
                is_business=business,
            )
        )
    for row in told.rows("people", "witnesses"):
        rows.append(
            PersonLine(
                part=Part.WITNESS, name=row.get("witness_name", ""), phone=row.get("witness_phone", "")
            )
        )
    for row in told.rows("people", "suspects"):
        rows.append(PersonLine(part=Part.SUSPECT, looks=row.get("looks", "")))
    for at, line in enumerate(rows):
        line.position = at
    return rows


def things_of(told: Told) -> list[PropertyLine]:
    """Things, with the NIBRS codes a clerk starts from; not saved."""
    kinds = property_kinds()
    rows = []
    for at, row in enumerate(told.rows("things", "things")):
        kind = row.get("kind") or told.type.property_kind or "other"
        serial = row.get("serial", "")
        rows.append(
            PropertyLine(
                position=at,
                kind=kind,
                what=row.get("what", ""),
                quantity=int(row.get("quantity") or 1),
                make=row.get("make", ""),
                model=row.get("model", ""),
                serial=serial,
                serial_tidy=tidy(serial),
                owner_number=row.get("owner_number", ""),
                colour=row.get("colour", ""),
                value=money(row.get("value")),
                code=kinds[kind].code if kind in kinds else "77",
                loss=told.type.loss,
            )
        )
    return rows


def vehicles_of(told: Told) -> list[VehicleLine]:
    """Vehicles, their number checked; not saved."""
    happened = {"stolen_vehicle": Happened.STOLEN, "stolen_plate": Happened.PLATE}.get(
        told.kind, Happened.DAMAGED
    )
    rows = []
    for at, row in enumerate(told.rows("vehicles", "vehicles")):
        plate, vin = row.get("plate", ""), row.get("vin", "")
        rows.append(
            VehicleLine(
                position=at,
                happened=happened,
                plate=plate,
                plate_tidy=tidy(plate)[:12],
                state_of_plate=row.get("state", ""),
                vin=vin,
                vin_checks=vin_ok(vin) if vin else None,
                make=row.get("make", ""),
                model=row.get("model", ""),
                year=int(row["year"]) if row.get("year") else None,
                colour=row.get("colour", ""),
            )
        )
    return rows
