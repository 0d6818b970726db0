"""What comes in as a text message or e-mail: questions at any time, questions and votes at a town hall."""

from __future__ import annotations

import re
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format

from commonbeat.city.agency.queries import agency
from commonbeat.kernel import audit, contact
from commonbeat.kernel.access.limits import count_refusal
from commonbeat.kernel.contact.actions import LONGEST_TEXT
from commonbeat.kernel.contact.models import Party
from commonbeat.kernel.notify.inbound import Inbound
from commonbeat.kernel.notify.letters import Letter

from . import actions, actions_hall, alarms, crisis, keys, text
from .enums import CASE_KIND, Channel
from .language import language_of
from .models import LONGEST, HallVoice, TownHall

ASK = {"ask": "en", "pregunta": "es", "preguntar": "es"}
VOTE = re.compile(r"(vote|voto|votar|voting) ?(?:for |por |no |n )?(\d{1,4})")
MOST_AN_HOUR = 10
FILES_NOT_KEPT = "The e-mail came with %(files)d files. They were not kept; ask for them on the case's page."


def heard(message: Inbound) -> str | None:
    """Answer a text message, if it is for us.

    Args:
        message: its number is used for this one answer; a town hall keeps it under the event's key only.

    Returns:
        The reply in the writer's language, "" for none, ``None`` when it is not for us.
    """
    said = crisis.plain(message.text)
    word, rest = _first_word(message.text)
    if word in ASK:
        return _ask(message, rest, ASK[word])
    if found := VOTE.fullmatch(said):
        language = "en" if found[1] in ("vote", "voting") else "es"
        return _vote(message, int(found[2]), language)
    if hall := _named(word):
        return _hall(message, hall, rest)
    if hall := _reached(message):
        return _hall(message, hall, message.text)
    if crisis.scan(message.text):
        return _ask(message, message.text, "")
    return None


def _first_word(body: str) -> tuple[str, str]:
    """The first word in plain letters, and what follows it as it was written."""
    parts = body.strip().split(None, 1)
    if not parts:
        return "", ""
    return crisis.plain(parts[0]), parts[1].lstrip(" :,-") if len(parts) > 1 else ""


def _ask(message: Inbound, body: str, language: str) -> str:
    """A question for the department; the number joins its conversation, so that the answer finds its way back."""
    language = language_of(body, language or "en") if body else language or "en"
    since = timezone.now() - timedelta(hours=1)
    recent = Party.objects.filter(
        phone=message.from_number, conversation__kind=CASE_KIND, conversation__opened_at__gte=since
    ).count()
    with translation.override(language):
        if recent >= MOST_AN_HOUR:
            return str(text.TOO_MANY_TEXTS)
        if not body.strip():
            return str(text.ASKED_EMPTY)
        done = actions.ask(
            text=body, channel=Channel.TEXT, language=language, phone=message.from_number, wants="sms"
        )
        where = f"{settings.BASE_URL.rstrip('/')}/track/"
        taken = str(text.ASKED) % {"number": done.question.number, "url": where, "code": done.code}
    return f"{done.safe_reply} {taken}".strip()


def asked_by_mail(letter: Letter) -> bool:
    """A letter that answers nothing of ours is a question; whoever asked is told by e-mail that we have it.

    Returns:
        ``False`` where there is nothing to read, or too much from one address within the hour.
    """
    since = timezone.now() - timedelta(hours=1)
    asked = Party.objects.filter(
        email__iexact=letter.sender, conversation__kind=CASE_KIND, conversation__opened_at__gte=since
    ).count()
    said = (
        letter.text if letter.subject.lower() in letter.text.lower() else f"{letter.subject}\n\n{letter.text}"
    )
    if not said.strip():
        return False
    if asked >= MOST_AN_HOUR:
        count_refusal("question by e-mail")
        return False
    done = actions.ask(
        text=said, channel=Channel.EMAIL, name=letter.name, email=letter.sender, wants="email",
        language=language_of(said, "en"),
    )  # fmt: skip
    conversation = contact.conversation_of(done.question)
    if len(said) > LONGEST:
        contact.say(conversation, actor=actions.RESIDENT, text=said[:LONGEST_TEXT], by="resident")
    if letter.files:
        contact.note(conversation, actor=audit.SYSTEM, text=FILES_NOT_KEPT % {"files": letter.files})
    contact.tell(conversation, what="received")
    return True


def _named(word: str) -> TownHall | None:
    """The town hall with this code word: one that is going on, else one to come, else the last one."""
    rows = TownHall.objects.filter(keyword__iexact=word) if word else TownHall.objects.none()
    order = {"open": 0, "planned": 1, "closed": 2}
    found = sorted(rows, key=lambda one: (order[one.state], -one.starts_at.timestamp()))
    return found[0] if found else None


def _reached(message: Inbound) -> TownHall | None:
    """The open town hall whose own number was texted, or at which this number has spoken before."""
    for hall in TownHall.objects.filter(state="open"):
        if hall.phone and hall.phone == message.to_number:
            return hall
        if _has_spoken(hall, message.from_number):
            return hall
    return None


def _has_spoken(hall: TownHall, number: str) -> bool:
    try:
        return HallVoice.objects.filter(hall=hall, pseudonym=keys.pseudonym(hall.pk, number)).exists()
    except keys.KeyGone:
        return False


def _hall(message: Inbound, hall: TownHall, body: str) -> str:
    """A question at a town hall."""
    if found := VOTE.fullmatch(crisis.plain(body)):
        return _vote(message, int(found[2]), language_of(found[1]))
    language = language_of(body, "en")
    with translation.override(language):
        if hall.state != "open":
            return _not_now(hall, body, message)
        if not body.strip():
            return str(text.HALL_EMPTY) % {"keyword": hall.keyword}
        try:
            with transaction.atomic():  # closed in between, nothing of the sender stays
                name = actions_hall.voice(hall, message.from_number, language)
                question, alarm = actions_hall.ask(
                    hall, text=body, language=language, pseudonym=name, by_text=True
                )
        except (actions_hall.NotOpen, keys.KeyGone):
            return str(text.HALL_OVER)
        except ValidationError as wrong:
            return str(text.TOO_MANY_TEXTS if "many" in wrong.message_dict else text.HALL_LONG)
        taken = str(text.HALL_ASKED) % {"number": question.number}
    return f"{alarms.safe_reply(alarm.kinds, language)} {taken}" if alarm else taken


def _not_now(hall: TownHall, body: str, message: Inbound) -> str:
    """When it begins, or that it is over; a cry for help is taken all the same."""
    if crisis.scan(body):
        return _ask(message, body, "")
    if hall.state == "planned":
        when = date_format(agency().local_time(hall.starts_at), "DATETIME_FORMAT")
        return str(text.HALL_NOT_OPEN) % {"when": when}
    return str(text.HALL_OVER)


def _vote(message: Inbound, number: int, language: str) -> str | None:
    """A vote at the town hall this number was texted for, or the only one that is open."""
    hall = _reached(message)
    if hall is None:
        running = list(TownHall.objects.filter(state="open")[:2])
        hall = running[0] if len(running) == 1 else None
    if hall is None:
        return None
    with translation.override(language):
        try:
            counted = actions_hall.vote(hall, number, keys.pseudonym(hall.pk, message.from_number))
        except (actions_hall.NotOpen, keys.KeyGone):
            return str(text.HALL_OVER)
        words = {True: text.HALL_VOTED, False: text.HALL_VOTED_BEFORE, None: text.HALL_NO_SUCH}[counted]
        return str(words) % {"number": number}
