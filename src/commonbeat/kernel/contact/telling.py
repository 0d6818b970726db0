"""Telling a resident that there is news, without saying what: the words are made when the message goes out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonbeat.kernel import audit
from commonbeat.kernel.contact.links import LINK_LASTS, new_link, stop_token
from commonbeat.kernel.contact.models import Conversation, Party
from commonbeat.kernel.notify import is_stopped, send, waiting
from commonbeat.kernel.notify.models import Message
from commonbeat.kernel.notify.outgoing import NobodyThere, Written
from commonbeat.kernel.notify.ways import NotNow
from commonbeat.kernel.walls import WallsClosed, keeping_house

PREFIX = "contact"
GATHER = timedelta(minutes=1)
WHAT = ("news", "received", "question", "link", "code")


@dataclass(frozen=True)
class Letterhead:
    """Who writes.

    Attributes:
        name: the department.
        short_name: the same for text messages.
        phone: the number for everything that is no emergency, or "".
        danger: where to turn in danger or despair, said in each first message; or "".
    """

    name: str = "Police Department"
    short_name: str = "Police"
    phone: str = ""
    danger: str = ""


_letterhead: Callable[[], Letterhead] = Letterhead


def register_letterhead(provider: Callable[[], Letterhead]) -> None:
    """Say who writes; called once, in a ``module.py`` of a higher room."""
    global _letterhead
    _letterhead = provider


def tell(conversation: Conversation, *, what: str = "news") -> None:
    """Have the resident told, in their language, by the way they chose; nothing when they chose none.

    It goes out a minute later, and what happens until then is told with it: five steps in a minute are one message.
    No content of the case is ever sent, and neither the address nor the link stands in the outbox.

    Args:
        what: ``news``, ``received`` (a first message), ``question`` (we need an answer), ``link`` (they asked for
            a new link) or ``code`` (a new code was given out: said apart from other news, for it may have been to
            somebody else); chooses a fixed sentence.

    Raises:
        ValueError: no such sentence.
    """
    if what not in WHAT:
        raise ValueError(f"There are no words for {what!r}; choose one of {', '.join(WHAT)}.")
    with transaction.atomic():
        Conversation.objects.select_for_update().get(pk=conversation.pk)
        party = Party.objects.filter(conversation=conversation).first()
        if party is None or not wants_news(party):
            return
        to = f"{PREFIX}:{conversation.pk.hex}"
        if what != "code" and waiting(to):
            return
        send(to, "", what, channel=party.wants, forget=True, not_before=timezone.now() + GATHER)
        audit.record(
            "contact.told",
            actor=audit.SYSTEM,
            object_kind="conversation",
            object_id=conversation.pk,
            details={"what": what, "channel": party.wants},
        )


def wants_news(party: Party) -> bool:
    """Whether somebody can be told and wants to be."""
    known = {"email": party.email, "sms": party.phone}.get(party.wants, "")
    return bool(known) and party.opted_out_at is None and party.destroyed_at is None


def texts_are_stopped(party: Party) -> bool:
    """Whether the person wants text messages here but has answered one with STOP."""
    return party.wants == "sms" and bool(party.phone) and is_stopped(party.phone)


@contextmanager
def _tending(what: str) -> Iterator[None]:
    """The platform's look while a message goes out; one that cannot be had now is had later."""
    try:
        with keeping_house(what, quiet=True):
            yield
    except WallsClosed as closed:
        raise NotNow(str(closed)) from closed


def resolve(opaque: str) -> str:
    """The address of this moment; "" when it is gone or not wanted any more."""
    with _tending("contact.resolve"):
        party = Party.objects.filter(conversation_id=UUID(opaque)).first()
    if party is None or not wants_news(party):
        return ""
    return party.email if party.wants == "email" else party.phone


def write(opaque: str, message: Message) -> Written:
    """The words of a message, with a fresh link.

    Raises:
        NobodyThere: the way was changed after the message was queued.
    """
    # the words are the same for every case, so that writing them opens nothing to anybody
    with _tending("contact.write"):
        party = Party.objects.select_related("conversation").get(conversation_id=UUID(opaque))
        if party.wants != message.channel:
            raise NobodyThere("The recipient has chosen another way.")
        conversation, token = party.conversation, new_link(party.conversation)
    with translation.override(conversation.language):
        link = settings.BASE_URL + reverse("portal_track:link", args=[token])
        what = message.body if message.body in WHAT else WHAT[0]
        return _text(what, link) if message.channel == "sms" else _mail(what, link, conversation)


def _sentence(what: str) -> str:
    """The one sentence that says why we write."""
    return {
        "news": _("There is news about your case."),
        "received": _("We got what you sent us."),
        "question": _("We have a question about your case."),
        "link": _("Here is the new link you asked for."),
        "code": _("We gave out a new code for your case. If you did not ask for it, call us now."),
    }[what]


def _text(what: str, link: str) -> Written:
    """A text message."""
    return Written("", f"{_letterhead().short_name}: {_sentence(what)} {link} {_('Reply STOP to end.')}")


def _mail(what: str, link: str, conversation: Conversation) -> Written:
    """An e-mail; the subject is the same for everybody."""
    paper = _letterhead()
    stop = settings.BASE_URL + reverse("portal_track:stop", args=[stop_token(conversation)])
    track = settings.BASE_URL + reverse("portal_track:home")
    until = date_format(timezone.now() + LINK_LASTS, "DATE_FORMAT")
    paragraphs = [
        _sentence(what),
        _("Open this link to read it:") + f"\n{link}",
        _("The link works one time, until %(day)s. You can also use your code here:") % {"day": until}
        + f"\n{track}",
        _("To keep your case private, we say nothing more in this message."),
        _("If you do not want these messages, open this link:") + f"\n{stop}",
    ]
    if what == "received" and paper.danger:
        paragraphs.insert(1, paper.danger)  # whatever they wrote: nobody can tell from it what that was
    if paper.phone:
        paragraphs.append(_("Questions? Call %(phone)s.") % {"phone": paper.phone})
    body = "\n\n".join([*paragraphs, paper.name]) + "\n"
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return Written(_("A message from %(name)s") % {"name": paper.name}, body, headers)


def stop_news(conversation: Conversation, *, actor: audit.Actor) -> None:
    """Send no more messages about this case."""
    _choose(conversation, actor, stopped=True)


def allow_news(conversation: Conversation, *, actor: audit.Actor) -> None:
    """Send messages about this case again, by the way chosen before."""
    _choose(conversation, actor, stopped=False)


def _choose(conversation: Conversation, actor: audit.Actor, *, stopped: bool) -> None:
    """Note the resident's choice; nothing is written down when it was so already."""
    with transaction.atomic():
        changed = Party.objects.filter(
            conversation=conversation, opted_out_at__isnull=stopped, destroyed_at=None
        ).update(opted_out_at=timezone.now() if stopped else None)
        if changed:
            audit.record(
                "contact.wants_changed",
                actor=actor,
                object_kind="conversation",
                object_id=conversation.pk,
                details={"wants": "no messages" if stopped else "messages"},
            )
