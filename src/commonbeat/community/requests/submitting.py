"""Taking in a request, whatever door it comes by: checked once, stored once, promised at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import h3
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from commonbeat.city.agency.numbers import next_number
from commonbeat.city.agency.queries import agency
from commonbeat.kernel import attachments, audit, contact, forms, workflow
from commonbeat.kernel.contact.actions import tidy
from commonbeat.kernel.contact.codes import keyed

from .emergency import looks_like_emergency
from .enums import PictureKind, PlaceSource, Source
from .locating import check_place
from .models import Category, Picture, PublicRequest, ServiceRequest, in_language
from .publication import project
from .shown import SubmitRefused, Submitted, UnknownCategory

KIND = "request"
LONGEST, LONGEST_PLACE, MOST_PHOTOS = 4000, 200, 3
MOST_LINKS, LINK = 10, re.compile(r"https://[!-~]{1,492}")
"""How many addresses of pictures are kept for staff, and what one looks like."""
PICTURES = "requests.pictures"
"""Policy of ``kernel.attachments`` under which the form takes pictures."""
H3_RESOLUTION = 9
RESIDENT = audit.Actor("resident")


def submit(
    *,
    category: str,
    description: str,
    lon: float | None,
    lat: float | None,
    place_text: str,
    place_source: str,
    answers: Mapping[str, Any],
    form_version: int | None,
    name: str = "",
    email: str = "",
    phone: str = "",
    wants: str = "",
    show_name: bool = False,
    photos: Sequence[str] = (),
    language: str,
    private: bool = False,
    source: str = "web",
    key: str = "",
    links: Sequence[str] = (),
    actor: Any = RESIDENT,
) -> Submitted:
    """Take in a request.

    Args:
        category: code of one that does not end the form.
        description: the resident's words, at most 4,000 characters; data, never HTML.
        lon, lat: degrees WGS 84, in the city; None where the place is known in words only.
        place_text: as typed or found, at most 200 characters.
        place_source: ``pin``, ``address``, ``corner``, ``landmark``, ``device``, or ``words`` for a place that was not found:
            staff look for it later.
        answers: to the category's own questions, as ``forms.build(...).answers()`` gives them.
        form_version: number of the form version they answer; None for the current one.
        name, email, phone: who the resident is, as far as they say.
        wants: how to tell them that there is news: ``email``, ``sms`` or "".
        show_name: whether the name may stand on the public page.
        photos: tokens of uploaded pictures, at most three.
        language: the resident's, ``en`` or ``es``.
        private: never show it one by one.
        source: ``web``, ``open311`` or ``text``.
        key: names the form that was filled in; the same key gives the same request, with its code left out.
        links: addresses of pictures, ``https``, at most ten; text for staff, never fetched and never public.
        actor: the account that enters it for somebody; public doors leave it out.

    Returns:
        Number, tracking code (shown once) and promised day.

    Raises:
        SubmitRefused: by field; nothing was kept.
    """
    here = agency()
    tongue = language if language in here.languages else "en"
    with translation.override(tongue):
        submit_key = keyed("requests.submit", key) if key else None
        if submit_key and (earlier := _earlier(submit_key)):
            return earlier
        kind = _category(category)
        record = ServiceRequest(
            category=kind, description=tidy(description), language=tongue, lon=lon, lat=lat,
            place_text=tidy(place_text, lines=False), place_source=place_source, source=source,
            received_at=timezone.now(), team=kind.team, private=private or kind.private, submit_key=submit_key,
            links=[str(link) for link in links],
        )  # fmt: skip
        record.answers, record.form_version = _checked(record, kind, answers, form_version, photos)
        record.urgent = looks_like_emergency(f"{record.description} {record.place_text}")
        record.show_name = bool(show_name and name.strip() and not record.private)
        record.shown_name = tidy(name, lines=False)[:120] if record.show_name else ""
        person = {"name": name, "email": email, "phone": phone, "wants": wants}
        try:
            return _store(record, person, photos, actor)
        except IntegrityError:
            # The same form came twice at once; the other one won.
            if submit_key and (earlier := _earlier(submit_key)):
                return earlier
            raise


def _category(code: str) -> Category:
    """The category, if it takes requests.

    Raises:
        SubmitRefused: there is none, or it ends the form.
    """
    row = Category.objects.select_related("group").filter(code=code.replace("\0", ""), active=True).first()
    if row is None:
        raise SubmitRefused({"category": _("Choose what it is about.")}) from UnknownCategory(code)
    if row.stop_kind:
        raise SubmitRefused({"category": in_language(row, "stop")})
    return row


def _checked(
    record: ServiceRequest,
    kind: Category,
    answers: Mapping[str, Any],
    number: int | None,
    photos: Sequence[str],
) -> tuple[dict[str, Any], int | None]:
    """Fill the place's beat and give the checked answers; everything that is wrong is said at once.

    Raises:
        SubmitRefused: by field.
    """
    errors: dict[str, str] = {}
    if not record.description and not photos:
        errors["description"] = _("Tell us what is wrong, in a few words.")
    elif len(record.description) > LONGEST:
        errors["description"] = _("This is too long. Use at most %(most)d characters.") % {"most": LONGEST}
    if len(record.place_text) > LONGEST_PLACE:
        errors["place"] = _("This is too long. Use at most %(most)d characters.") % {"most": LONGEST_PLACE}
    if len(photos) > MOST_PHOTOS:
        errors["photos"] = _("Send at most %(most)d pictures.") % {"most": MOST_PHOTOS}
    if len(record.links) > MOST_LINKS or not all(map(LINK.fullmatch, record.links)):
        errors["links"] = _("Send at most %(most)d links. Each begins with https://.") % {"most": MOST_LINKS}
    if record.place_source not in PlaceSource.values or record.source not in Source.values:
        errors["place"] = _("Choose how you say where it is.")
    elif place_error := fill_place(record):
        errors["place"] = place_error
    found, version = _answers(kind, answers, number, errors)
    if errors:
        raise SubmitRefused(errors)
    return found, version


def fill_place(record: ServiceRequest) -> str:
    """Fill beat and cell; what is wrong with the place, "" for nothing. Words alone need neither, but must be there."""
    if record.place_source == PlaceSource.WORDS:
        in_words = record.lon is None and record.lat is None and record.place_text
        return "" if in_words else _("Say where it is.")
    if record.lon is None or record.lat is None:
        return _("Say where it is.")
    try:
        lon, lat = round(float(record.lon), 6), round(float(record.lat), 6)
    except (TypeError, ValueError, OverflowError):
        return _("Say where it is.")
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return _("Say where it is.")
    checked = check_place(lon, lat)
    if not checked.inside:
        return checked.elsewhere
    record.lon, record.lat, record.beat_code = lon, lat, checked.beat
    record.h3 = h3.str_to_int(h3.latlng_to_cell(lat, lon, H3_RESOLUTION))
    return ""


def _answers(
    kind: Category, answers: Mapping[str, Any], number: int | None, errors: dict[str, str]
) -> tuple[dict[str, Any], int | None]:
    """The answers to the category's own questions, checked against the version that was asked."""
    if not kind.form_key:
        return {}, None
    try:
        asked = forms.version(kind.form_key, number) if number else forms.current(kind.form_key)
    except forms.UnknownForm:
        asked = forms.current(kind.form_key)
    form = forms.build(asked, data=posted(asked.definition, answers))
    if form.is_valid():
        return form.answers(), asked.number
    errors.update({code: " ".join(map(str, texts)) for code, texts in form.errors.items()})
    return {}, asked.number


def posted(definition: forms.Definition, answers: Mapping[str, Any], prefix: str = "q") -> dict[str, Any]:
    """Answers by code as the controls of the question form would send them."""
    data: dict[str, Any] = {}
    for question in definition.questions():
        value = answers.get(question.code)
        if value in (None, "", []):
            continue
        name = f"{prefix}-{question.code}"
        if question.kind in ("date", "datetime") and isinstance(value, str):
            day, _t, time = value.partition("T")
            year, month, number = ([*day.split("-"), "", "", ""])[:3]
            pieces = {"year": year, "month": month.lstrip("0"), "day": number.lstrip("0"), "time": time[:5]}
            data |= {f"{name}_{piece}": text for piece, text in pieces.items() if text}
        else:
            data[name] = value
    return data


def _store(record: ServiceRequest, person: Mapping[str, str], photos: Sequence[str], actor: Any) -> Submitted:
    """Write everything in one transaction."""
    capability = None if actor is RESIDENT else "requests.work"
    record.number = next_number("R", digits=6)
    try:
        with transaction.atomic():
            workflow.begin(
                record,
                actor=actor,
                capability=capability,
                details={"category": record.category_id, "source": record.source},
            )
            opened = contact.open_conversation(record, kind=KIND, language=record.language, **person)
            _attach(record, photos)
            contact.tell(opened.conversation, what="received")
    except ValidationError as wrong:
        raise SubmitRefused(
            {field: " ".join(texts) for field, texts in wrong.message_dict.items()}
        ) from wrong
    return _answer(record, opened.code)


def _attach(record: ServiceRequest, photos: Sequence[str]) -> None:
    """Join the uploaded pictures to the request; nobody else sees them before somebody looked.

    Raises:
        SubmitRefused: a picture is gone or was used before.
    """
    if not photos:
        return
    try:
        kept = attachments.attach(list(photos), record, policy=PICTURES)
    except attachments.AttachmentRefused as refused:
        raise SubmitRefused({"photos": str(refused)}) from refused
    for one in kept:
        Picture.objects.create(
            request=record, attachment_id=one.pk, kind=PictureKind.BEFORE, at=record.received_at
        )
    project(record)


def _earlier(submit_key: str) -> Submitted | None:
    """What was answered the first time this form came, without its code."""
    record = ServiceRequest.objects.filter(submit_key=submit_key).first()
    return _answer(record, "") if record else None


def _answer(record: ServiceRequest, code: str) -> Submitted:
    public = PublicRequest.objects.filter(request=record).values_list("public_id", flat=True).first()
    return Submitted(record.number, code, public, record.expected_on, notice_for(record))


def notice_for(record: ServiceRequest) -> str:
    """What the resident should know now: to call, where the text sounds like an emergency."""
    if not record.urgent:
        return ""
    return _(
        "Your words sound like an emergency. Nobody reads this form at once. "
        "If someone is in danger or a crime is going on, call %(number)s now."
    ) % {"number": agency().emergency_number}
