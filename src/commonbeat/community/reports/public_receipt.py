"""After a report: the victim's rights, who can help, and the copy for an insurer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format, number_format

from commonbeat.city.agency.queries import agency
from commonbeat.kernel import contact
from commonbeat.kernel.access.limits import limited
from commonbeat.kernel.workflow import public_state

from .actions_calls import vehicle_line
from .models import OnlineReport
from .text import RIGHTS, Service, property_kinds, report_types, services_for

RECEIPTS_AN_HOUR = 30


def rights() -> list[str]:
    """The rights of victims of crime in California, in our own words."""
    return [str(one) for one in RIGHTS]


def services(kind: str = "") -> list[Service]:
    """Who can help after a report of a kind."""
    return services_for(kind)


@dataclass(frozen=True)
class Receipt:
    """What an insurer asks for. Holds no word of what happened.

    Attributes:
        number: temporary number.
        case_number: "" until the report is accepted.
        kind, state, received, happened, block: in words.
        things: what, make, model, serial number, value; the owner's own list, without the story.
        vehicles: one line each.
        total: the loss in dollars, in words.
        agency: who gives it.
        made: when.
    """

    number: str
    case_number: str
    kind: str
    state: str
    received: str
    happened: str
    block: str
    name: str
    things: list[dict[str, str]] = field(default_factory=list)
    vehicles: list[str] = field(default_factory=list)
    total: str = ""
    agency: str = ""
    phone: str = ""
    made: str = ""


def receipt(code: str, request: HttpRequest) -> Receipt | None:
    """The copy of a report for its own reporter, by tracking code; ``None`` for every code that opens no report.

    Raises:
        TooMany: too many codes were tried from this address within the hour.
    """
    limited("police report receipt", request, most=RECEIPTS_AN_HOUR)
    conversation = contact.by_code(code, request=request)
    if conversation is None or conversation.kind != "reports.report":
        return None
    report = OnlineReport.objects.filter(pk=conversation.subject_id).select_related("coding").first()
    return _receipt_of(report) if report else None


def _receipt_of(report: OnlineReport) -> Receipt:
    here = agency()

    def when(moment: datetime | None) -> str:
        if moment is None:
            return ""
        local = moment.astimezone(here.tz)
        day = date_format(local, "DATE_FORMAT")
        # midnight stands for "no time was given"
        return f"{day}, {date_format(local, 'TIME_FORMAT')}" if (local.hour, local.minute) != (0, 0) else day

    kinds = property_kinds()
    things = [
        {
            "kind": str(kinds[row.kind].title) if row.kind in kinds else row.kind,
            "what": " ".join(part for part in (row.what, row.make, row.model, row.colour) if part),
            "serial": row.serial,
            "quantity": str(row.quantity),
            "value": dollars(row.value),
        }
        for row in report.things.all()
    ]
    until = when(report.happened_to)
    return Receipt(
        number=report.number,
        case_number=report.case_number or "",
        kind=str(report_types()[report.kind].title),
        state=str(public_state(report)),
        received=when(report.received_at),
        happened=f"{when(report.happened_from)} – {until}" if until else when(report.happened_from),
        block=report.address,
        name=report.signed_name,
        things=things,
        vehicles=[vehicle_line(row) for row in report.vehicles.all()],
        total=dollars(report.loss_total),
        agency=here.name,
        phone=here.other_help_number,
        made=when(timezone.now()),
    )


def dollars(value: Decimal | None) -> str:
    """A sum in words; "" for none."""
    return f"${number_format(value, decimal_pos=2, force_grouping=True)}" if value is not None else ""


def receipt_pdf(shown: Receipt) -> bytes:
    """The same copy as a tagged PDF (PDF/UA-1)."""
    from .render_pdf import render_receipt  # the typesetter is large and seldom needed

    return render_receipt(shown)
