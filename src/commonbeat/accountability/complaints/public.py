"""What an anonymous visitor may do and see of complaints: make one, and have the copy of their own statement.

The only file of this topic that public doors import. Nobody's name leaves it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from commonbeat.city.agency.queries import agency
from commonbeat.kernel import attachments, clocks, contact, walls
from commonbeat.kernel.access.limits import TooMany, limited
from commonbeat.kernel.forms import FormVersion, QuestionForm, build, current, shown
from commonbeat.kernel.ui.site import reader_language

from . import actions, enums, published_text, text
from .looks import CODE
from .models import Complaint
from .promises import ACKNOWLEDGE, CALL_BACK

DATA = Path(__file__).resolve().parent / "data"
FILES = "complaints.file"
"""Policy of ``kernel.attachments`` under which the form takes pictures and papers."""
FORMS = {"complaint": "complaints.complaint", "retaliation": "complaints.retaliation"}
COPIES_AN_HOUR = 30
OFFICERS = "officers"
LIKE_A_CODE = re.compile(r"([0-9A-Za-z]{4}[\s.–-]*){3}[0-9A-Za-z]{4}")
QUESTION_OF = {"occurred_from": "occurred", "occurred_to": "occurred"}
"""Where a refusal of the action stands on the form, when the names differ."""
USED = frozenset(
    {
        "openness", "filer", "text", "occurred", "place", "incident_number", "officers", "officer_name",
        "officer_badge", "officer_car", "officer_looks", "profiling", "profiling_kinds", "witnesses", "recordings",
        "name", "address", "phone", "email", "wants", "wished", "call_back", "mediation",
    }
)  # fmt: skip
"""Questions whose answers have a place of their own; every other answer is kept below the account."""


@dataclass(frozen=True)
class Body:
    """Somebody else who takes complaints about the police."""

    name: str
    why: str
    phone: str
    url: str


@dataclass(frozen=True)
class Advisory:
    """A text shown above the form, by its version; never a condition."""

    version: str
    text: str


@dataclass(frozen=True)
class Statement:
    """A complainant's own statement, without who they are.

    Attributes:
        number, received: of the complaint.
        facts: label and text of every fact, in the reader's language; what was typed as it was typed.
        title, note, agency, made: around it.
    """

    number: str
    received: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    title: str = ""
    note: str = ""
    agency: str = ""
    made: str = ""


@dataclass(frozen=True)
class Sent:
    """A complaint that was just made; ``code`` is "" when the same form was sent before."""

    number: str
    code: str
    statement: Statement
    read_by: str = ""
    call_by: str = ""


def questions(kind: str, data: Any = None) -> QuestionForm:
    """The questions of a way in, in the reader's language.

    Args:
        kind: ``complaint`` or ``retaliation``.
        data: what was posted.
    """
    return build(version_of(kind), data=data)


def version_of(kind: str) -> FormVersion:
    """The version of the questions that is asked now.

    Args:
        kind: a key of ``FORMS``.
    """
    return current(FORMS[kind])


def take(
    kind: str,
    asked: QuestionForm,
    files: attachments.Uploads | None,
    *,
    token: str | None,
    request: HttpRequest,
) -> Sent:
    """Take a complaint from the web.

    Args:
        kind: a key of ``FORMS``.
        asked: its questions, valid.
        files: uploads of the form, valid.
        token: of the form; sent twice it makes one complaint.
        request: where it came from; its address is counted for an hour and not kept.

    Raises:
        ValidationError: by the code of a question.
        AttachmentRefused: a file was used or swept meanwhile.
    """
    given = asked.answers()
    anonymous = given.get("openness") == enums.Openness.ANONYMOUS
    told = _told(kind, given, asked, files, request)
    who = actions.Who(
        name="" if anonymous else given.get("name", ""),
        address="" if anonymous else given.get("address", ""),
        phone=given.get("phone", ""),
        email=given.get("email", ""),
        wants=given.get("wants", "") if given.get("wants") in ("email", "sms") else "",
    )
    try:
        done = actions.take(told, who, door_token=token)
    except ValidationError as wrong:
        said = wrong.message_dict if hasattr(wrong, "error_dict") else {"": wrong.messages}
        raise ValidationError({QUESTION_OF.get(name, name): words for name, words in said.items()}) from wrong
    return _sent(done.complaint_id, done.code)


def sent_before(code: str, request: HttpRequest) -> Sent | None:
    """What was shown when a complaint was made, for the page that lost it; ``None`` for a code that opens none."""
    conversation = _opened(code, request)
    return _sent(conversation.subject_id, code) if conversation else None


def _told(
    kind: str,
    given: dict[str, Any],
    asked: QuestionForm,
    files: attachments.Uploads | None,
    request: HttpRequest,
) -> actions.Told:
    first, last = _span(given.get("occurred"))
    notice = advisory()
    recorded = given.get("recordings", "")
    seen = [
        given.get("witnesses", ""),
        _("Video or sound: %(where)s") % {"where": recorded} if recorded else "",
    ]
    return actions.Told(
        text="\n\n".join(part for part in (given.get("text", ""), _more(asked.version, given)) if part),
        channel=enums.Channel.WEB,
        openness=given.get("openness", enums.Openness.CONFIDENTIAL),
        filer=given.get("filer", enums.Filer.SELF),
        language=reader_language(),
        occurred_from=first,
        occurred_to=last,
        place=given.get("place", ""),
        incident_number=given.get("incident_number", ""),
        officers=_officers(given),
        about_leadership=_yes(given.get("leadership")) is True,
        witnesses="\n".join(part for part in seen if part),
        wished=given.get("wished", ""),
        profiling=_yes(given.get("profiling")),
        profiling_kinds=tuple(given.get("profiling_kinds") or ()),
        retaliation=kind == "retaliation",
        about_number=_earlier(given.get("earlier", ""), request),
        wants_call_back=_yes(given.get("call_back")) is True,
        wants_mediation=_yes(given.get("mediation")) is True,
        advisory=notice.version if notice else "",
        files=tuple(one.attachment for one in files.kept) if files else (),
    )


def _yes(value: Any) -> bool | None:
    """An answer of yes or no, whichever way it is kept; ``None`` for none."""
    return {"yes": True, True: True, "no": False, False: False}.get(value)


def _span(value: Any) -> tuple[datetime | None, datetime | None]:
    """When it was: a moment, or the whole day where no time was given."""
    if not value:
        return None, None
    zone = agency().tz
    parsed = datetime.fromisoformat(str(value))
    if "T" in str(value):
        return parsed.replace(tzinfo=zone), None
    day = parsed.date()
    return datetime.combine(day, time.min, zone), datetime.combine(day, time(23, 59), zone)


def _officers(given: dict[str, Any]) -> tuple[str, ...]:
    """One line for each officer as told."""
    rows = given.get(OFFICERS)
    blocks = rows if isinstance(rows, list) else [given]
    lines = []
    for block in blocks:
        parts = [block.get("officer_name", "")]
        if badge := block.get("officer_badge"):
            parts.append(_("badge %(number)s") % {"number": badge})
        if car := block.get("officer_car"):
            parts.append(_("car %(number)s") % {"number": car})
        parts.append(block.get("officer_looks", ""))
        lines.append(" · ".join(part for part in parts if part))
    return tuple(line for line in lines if line)


def _more(version: FormVersion, given: dict[str, Any]) -> str:
    """Answers that have no field of their own: what an agency added, the earlier complaint, somebody at the top.

    The earlier complaint stands as it was typed, whether there is one of that number or not: the copy must not tell.
    A code is never written down.
    """
    kept = dict(given)
    if LIKE_A_CODE.search(str(given.get("earlier", ""))):
        kept["earlier"] = _("named by its code")
    if _yes(given.get("leadership")) is not True:
        kept.pop("leadership", None)
    rows = shown(version, kept, reader_language())
    return "\n".join(f"{one.question}: {one.answer}" for one in rows if one.code not in USED)


def _earlier(typed: str, request: HttpRequest) -> str:
    """Number of the earlier complaint somebody names by its number or its code, as far as it can be told."""
    if not typed.strip():
        return ""
    try:
        conversation = contact.by_code(typed, request=request)
    except TooMany:
        conversation = None  # many codes from one library: no reason to lose a complaint
    if conversation is None or conversation.kind != enums.CASE_KIND:
        return typed.strip()
    with contact.proved(conversation):
        return (
            Complaint.objects.within_look().values_list("number", flat=True).get(pk=conversation.subject_id)
        )


def statement(code: str, request: HttpRequest) -> Statement | None:
    """The copy of somebody's own statement, by their code; ``None`` for every code that opens no complaint.

    Raises:
        TooMany: too many codes were tried from this address within the hour.
    """
    conversation = _opened(code, request)
    return _sent(conversation.subject_id, "").statement if conversation else None


def _opened(code: str, request: HttpRequest) -> Any:
    limited("complaint copy", request, most=COPIES_AN_HOUR)
    conversation = contact.by_code(code, request=request)
    return conversation if conversation is not None and conversation.kind == enums.CASE_KIND else None


def _sent(case: UUID, code: str) -> Sent:
    """Number, copy and the days we promised, in a look of the complainant's own."""
    with walls.looking(actions.RESIDENT, CODE, case=case, writing=True):
        complaint = Complaint.objects.within_look().get(pk=case)
        return Sent(
            complaint.number, code, _copy(complaint), _day(complaint, ACKNOWLEDGE), _day(complaint, CALL_BACK)
        )


def _day(complaint: Complaint, kind: str) -> str:
    clock = clocks.clock_of(kind, complaint)
    return _when(clock.due_at, with_time=kind == CALL_BACK) if clock is not None and clock.is_running else ""


def _when(moment: datetime, *, with_time: bool = True) -> str:
    local = moment.astimezone(agency().tz)
    day = date_format(local, "DATE_FORMAT")
    return f"{day}, {time_format(local, 'TIME_FORMAT')}" if with_time else day


def _copy(complaint: Complaint) -> Statement:
    kinds = [
        str(enums.Profiling(one).label) for one in complaint.profiling_kinds if one in enums.Profiling.values
    ]
    said = {None: "", True: _("Yes"), False: _("No")}
    occurred = ""
    if complaint.occurred_from:
        occurred = _when(complaint.occurred_from, with_time=complaint.occurred_to is None)
    values = {
        "openness": complaint.get_openness_display(),
        "filer": complaint.get_filer_display(),
        "text": complaint.text,
        "occurred": occurred,
        "place": complaint.place,
        "incident_number": complaint.incident_number,
        "officers": complaint.officers_told,
        "profiling": said[complaint.profiling],
        "profiling_kinds": ", ".join(kinds),
        "retaliation": _("Yes") if complaint.retaliation else "",
        "witnesses": complaint.witnesses_told,
        "wished": complaint.wished,
        "call_back": _("Yes") if complaint.wants_call_back else "",
        "mediation": _("Yes") if complaint.wants_mediation else "",
        "files": ", ".join(one.name for one in attachments.of(complaint)),
        "advisory": complaint.advisory,
    }
    return Statement(
        number=complaint.number,
        received=_when(complaint.received_at),
        facts=[(str(text.LABELS[name]), str(value)) for name, value in values.items() if value],
        title=str(text.COPY_TITLE),
        note=str(text.COPY_NOTE),
        agency=agency().name,
        made=_when(timezone.now()),
    )


def _local() -> dict[str, Any]:
    """What the agency's profile says of complaints."""
    found = agency().local.get("complaints", {})
    return found if isinstance(found, dict) else {}


@cache
def _file(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text("utf-8"))


def advisory() -> Advisory | None:
    """The text the agency has chosen to show above the form, if any; off unless chosen."""
    version = _local().get("advisory", "")
    row = _file("advisories.toml").get(version) if isinstance(version, str) and version else None
    return Advisory(version, row.get(reader_language()) or row["en"]) if isinstance(row, dict) else None


def outside_bodies() -> list[Body]:
    """Others who take complaints: the agency's own first, then the general ones it did not replace by key."""
    own = [row for row in _local().get("outside", []) if isinstance(row, dict) and row.get("en")]
    taken = {row.get("key") for row in own}
    rows = [*own, *(row for row in _file("outside.toml")["bodies"] if row["key"] not in taken)]
    language = reader_language()
    return [
        Body(
            str(row.get(language) or row["en"]),
            str(row.get(f"for_{language}") or row.get("for_en", "")),
            str(row.get("phone", "")),
            _web(row.get("url")),
        )
        for row in rows
    ]


def _web(address: Any) -> str:
    """An address of the web, or nothing."""
    return address if isinstance(address, str) and address.startswith("https://") else ""


def number_tables() -> dict[str, Any]:
    """Every table of the complaint numbers in its order, with its title."""
    return dict(published_text.TABLES)


def number_labels(axis: str) -> list[tuple[str, Any]]:
    """What the tables of the complaint numbers are divided by: each part of an axis with its words, in their order.

    Args:
        axis: for instance ``duty``.
    """
    start = f"{axis}="
    rows = published_text.LABELS.items()
    return [(key.removeprefix(start), said) for key, said in rows if key.startswith(start)]


def supervisor_phone() -> str:
    """The number under which one can speak with a supervisor now."""
    here = agency()
    own = _local().get("supervisor_phone")
    return own if isinstance(own, str) and own else here.other_help_number
