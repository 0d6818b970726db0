"""Taking in a report: its parameters into the words of the requests' public face, its refusals into faults."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

import commonbeat.community.requests.public as desk
from commonbeat.kernel import attachments, audit
from commonbeat.kernel.access.models import ApiKey
from commonbeat.kernel.forms import Definition
from commonbeat.kernel.notify.phones import NotAPhone, e164
from commonbeat.kernel.ui.site import current_site

from . import here, receipts, services, updates
from .faults import Fault, Refused
from .given import Given, moment

LONGEST_DESCRIPTION = 4_000
LONGEST_PLACE = 200
LONGEST_CONTACT = 200
MOST_PICTURES = 3
RESIDENT = audit.Actor("resident")
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,100})\](?:\[\d{0,3}\])?")
# Names of the requests' form, as this standard calls them.
_PARAMETERS = {
    "category": "service_code", "place": "lat, long or address_string", "lon": "long", "photos": "media",
    "name": "first_name, last_name", "links": "media_url",
}  # fmt: skip


@dataclass
class Report:
    """A report as it was sent. ``device_id`` and ``account_id`` are not here: they are never read."""

    service_code: str
    description: str
    lat: float | None
    lon: float | None
    place_text: str
    place_source: str
    name: str
    email: str
    phone: str
    attributes: dict[str, list[str]]
    links: list[str]
    files: list[UploadedFile] = field(default_factory=list)
    unusable: bool = False  # a way to reach the resident was sent that reaches nobody


def report_of(given: Given, files: list[UploadedFile], names: Iterable[str]) -> Report:
    """Read a report; what is wrong with it is remembered in ``given``.

    Args:
        given: the parameters.
        files: pictures, under whatever name.
        names: names of all parameters, to find the attributes by.
    """
    lat, lon = given.decimal("lat", least=-90, most=90), given.decimal("long", least=-180, most=180)
    address = " ".join(given.text("address_string").split())[:LONGEST_PLACE]
    if not given.text("service_code"):
        given.wrong("service_code was not provided.")
    if (lat is None) != (lon is None) and not any(
        "lat " in f.description or "long " in f.description for f in given.faults
    ):
        given.wrong("lat and long belong together; one of them was not provided.")
    if lat is None and lon is None and not address and not given.faults:
        no_number = (
            " address_id alone names no place: this city has none." if given.text("address_id") else ""
        )
        given.wrong(f"A location was not provided: send lat and long, or address_string.{no_number}")
    if len(given.text("description")) > LONGEST_DESCRIPTION:
        given.wrong(f"description is longer than {LONGEST_DESCRIPTION:,} characters.")
    if len(files) > MOST_PICTURES:
        given.wrong(f"media: send at most {MOST_PICTURES} pictures.")
    links = updates.links_of(given)
    email, phone = _reachable(given.text("email"), validate_email), _reachable(given.text("phone"), e164)
    return Report(
        service_code=given.text("service_code"),
        description=given.text("description"),
        lat=lat,
        lon=lon,
        place_text=address,
        place_source="pin",
        name=" ".join(part for part in (given.text("first_name"), given.text("last_name")) if part)[:120],
        email=email,
        phone=phone,
        attributes=_attributes(given, names),
        links=links,
        files=files,
        unusable=bool((given.text("email") and not email) or (given.text("phone") and not phone)),
    )


def _reachable(sent: str, check: Callable[[str], Any]) -> str:
    """A way to reach the resident, or "": a report is never refused because of it."""
    try:
        if not sent or len(sent) > LONGEST_CONTACT:
            return ""
        check(sent)
    except (ValidationError, NotAPhone):
        return ""
    return sent


def _attributes(given: Given, names: Iterable[str]) -> dict[str, list[str]]:
    """Values by code: ``attribute[code]=v``, and ``attribute[code][]=v`` (or ``[0]``, ``[1]``) once for each of several."""
    found: dict[str, list[str]] = {}
    for name in names:
        if code := _ATTRIBUTE.fullmatch(name):
            found.setdefault(code[1], []).extend(given.texts(name))
    return {code: values for code, values in found.items() if values}


def answers_of(form: Definition, sent: Mapping[str, list[str]]) -> dict[str, Any]:
    """Attributes as answers of the category's form; unknown codes are left alone, as the standard's clients expect."""
    answers: dict[str, Any] = {}
    for question in form.questions():
        values = sent.get(question.code)
        if not values or question.kind == "info":
            continue
        if question.kind == "many":
            answers[question.code] = values
        elif question.kind in ("date", "datetime"):
            answers[question.code] = _day(values[-1])
        elif question.kind == "yes_no":
            answers[question.code] = _YES_NO.get(values[-1].lower(), values[-1])
        else:
            answers[question.code] = values[-1]
    return answers


_YES_NO = {"true": "yes", "1": "yes", "false": "no", "0": "no"}


def _day(words: str) -> str:
    """A day (and time) in the agency's zone as the form keeps it; what is no ISO 8601 date is left for the form to refuse."""
    at = moment(words)
    if at is None:
        return words[:40]
    return at.astimezone(current_site().zone).strftime("%Y-%m-%dT%H:%M")


def take_in(report: Report, given: Given, *, key: ApiKey, language: str, keeping: bool) -> dict[str, Any]:
    """Take in a report, once.

    Args:
        report: what was sent.
        given: collects what is wrong.
        key: who sends it.
        language: of the answer and of the conversation with the resident.
        keeping: False at the test endpoint, where everything is checked and nothing is kept.

    Returns:
        The row of the answer.

    Raises:
        Refused: with everything that is wrong.
    """
    with translation.override(language):
        kind = _kind(report.service_code, language, given)
        version = services.asked(kind) if kind else None
        answers = answers_of(version.definition, report.attributes) if version else {}
        _find(report, given)
        given.check()
        report.description = report.description or kind.name
        receipt = receipts.receipt_of(_same(report, key, language, keeping))
        if receipt.answer is not None:
            return dict(receipt.answer)
        number = version.number if version else None
        done = _submit(report, answers, number, language, receipt.submit_key, keeping)
        return dict(receipts.keep(receipt, _answer(report, done, language, keeping), first=bool(done.code)))


def _kind(code: str, language: str, given: Given) -> desk.CategoryShown | None:
    """The category; what is wrong with it is remembered."""
    if not code:
        return None
    try:
        return services.service(code, language)
    except Refused as refusal:
        given.faults.extend(refusal.faults)
        return None


def _find(report: Report, given: Given) -> None:
    """Fill the point of a report that only names its place; one that is not found goes on in its words."""
    if report.lat is not None or not report.place_text or given.faults:
        return
    found = desk.locate(report.place_text)
    if not found:
        report.place_source = "words"
        return
    report.lat, report.lon, report.place_source = found[0].lat, found[0].lon, "address"


def _same(report: Report, key: ApiKey, language: str, keeping: bool) -> dict[str, Any]:
    """What makes two reports the same report."""
    sent = {name: value for name, value in vars(report).items() if name != "files"}
    return {
        **sent,
        "files": [_digest(one) for one in report.files],
        "key": key.prefix,
        "in": language,
        "kept": keeping,
    }


def _digest(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    for part in upload.chunks():
        digest.update(part)
    upload.seek(0)
    return digest.hexdigest()


def _submit(
    report: Report,
    answers: Mapping[str, Any],
    version: int | None,
    language: str,
    submit_key: str,
    keeping: bool,
) -> desk.Submitted:
    """Hand a report over.

    Raises:
        Refused: 400, by parameter.
    """
    try:
        photos = _pictures(report.files) if keeping else []
        with nullcontext() if keeping else transaction.atomic():
            done = desk.submit(
                category=report.service_code, description=report.description, lon=report.lon, lat=report.lat,
                place_text=report.place_text, place_source=report.place_source, answers=answers, form_version=version,
                name=report.name, email=report.email, phone=report.phone, wants="email" if report.email else "",
                photos=photos, language=language, source="open311", key=submit_key,
                links=report.links,
            )  # fmt: skip
            if not keeping:
                transaction.set_rollback(True)
    except desk.SubmitRefused as wrong:
        faults = [Fault(400, _fault(name, words)) for name, words in wrong.errors.items()]
        raise Refused(tuple(faults) or (Fault(400, "The report cannot be taken."),)) from wrong
    return done


def _fault(name: str, words: str) -> str:
    """One thing the form refuses, in the names of the standard."""
    if name in _PARAMETERS:
        return f"{_PARAMETERS[name]}: {words}"
    if name in ("description", "email", "phone"):
        return f"{name}: {words}"
    return f"attribute[{name}]: {words}" if name else str(words)


def _pictures(files: list[UploadedFile]) -> list[str]:
    """Take pictures in; each is drawn anew, without place and camera.

    Raises:
        SubmitRefused: one is not taken.
    """
    tokens = []
    for one in files:
        try:
            made = attachments.take(one, policy=desk.PICTURES, actor=RESIDENT)
        except attachments.AttachmentRefused as wrong:
            raise desk.SubmitRefused({"photos": str(wrong)}) from wrong
        tokens.append(attachments.token_of(made))
    return tokens


def _answer(report: Report, done: desk.Submitted, language: str, keeping: bool) -> dict[str, Any]:
    """The row that is answered; nothing of the reporter is in it."""
    return {
        "service_request_id": done.number if keeping else "TEST",
        "service_notice": " ".join(_notice(report, done, language, keeping)),
        "account_id": None,
    }


def _notice(report: Report, done: desk.Submitted, language: str, keeping: bool) -> Iterator[str]:
    """What the resident has to know: danger first, then number, code and the promised day."""
    site = current_site()
    if done.notice:
        yield done.notice
    elif desk.looks_like_emergency(report.description):
        yield _("If someone is in danger, call %(number)s now.") % {"number": site.emergency_number}
    if not keeping:
        yield _("This is the test endpoint. Nothing was kept.")
        return
    yield _("Your number is %(number)s.") % {"number": done.number}
    if done.code:
        yield _("Your tracking code is %(code)s. It is shown only once.") % {"code": done.code}
        address = f"{here.base()}/{'es/' if language == 'es' else ''}{here.TRACKING}"
        yield _("With it you can see what happens and write to us: %(address)s") % {"address": address}
    if done.expected_by:
        yield _("We plan to finish by %(day)s.") % {"day": date_format(done.expected_by, "DATE_FORMAT")}
    if report.place_source == "words":
        yield _("We did not find the address on our map. A person reads it and looks for the place.")
    if report.unusable:
        yield _("We could not use the e-mail address or phone number that came with it.")
    if report.links:
        yield _("Only our staff can see the links to pictures. To show a picture, send the picture itself.")
