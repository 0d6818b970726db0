"""What happens with a step of a request or a code case, in its transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _

from commonbeat.city.agency.queries import agency
from commonbeat.kernel import clocks, contact
from commonbeat.kernel.notify import send

from .links import public_page, stop_following
from .promises import CLOSING, FIRST_ANSWER, closing_length

if TYPE_CHECKING:
    from commonbeat.kernel.workflow.models import Move

    from .models import CodeCase, ServiceRequest


def promise(record: ServiceRequest, step: Move) -> None:
    """Start the clocks of a new request and note the day it is promised for."""
    clocks.start(FIRST_ANSWER, record, at=step.at)
    promise_closing(record, step)


def promise_closing(record: ServiceRequest, step: Move) -> None:
    """Promise a closing day, for a new request or one that was opened again."""
    clock = clocks.start(CLOSING, record, at=step.at, length=closing_length(record))
    _set(record, expected_on=agency().local_time(clock.due_at).date())


def note_closing(record: ServiceRequest, step: Move) -> None:
    """Keep when it was closed; later corrections of the row do not move it."""
    _set(record, closed_at=step.at)


def take_back(record: ServiceRequest, step: Move) -> None:
    """It is open again: nothing that was said about the closing holds any more."""
    _set(record, closed_at=None, public_reason_en="", public_reason_es="", duplicate_of=None)


def show(record: ServiceRequest, step: Move) -> None:
    """Bring the public row in line."""
    from .publication import project  # models are not ready when processes are declared

    project(record)


def tell(record: ServiceRequest, step: Move) -> None:
    """Say to the resident and to followers that there is news; not to the resident who made the step."""
    tell_residents(record, itself=step.actor_kind != "resident")
    tell_followers(record, f"move {step.pk}")


def tell_residents(record: ServiceRequest, *, itself: bool = True) -> None:
    """Say to the resident, and to those whose request repeats this one, that there is news.

    Args:
        record: the request with the news.
        itself: whether its own resident is told too.
    """
    for one in [*([record] if itself else []), *record.duplicates.all()]:
        conversation = contact.conversation_of(one)
        if conversation is not None:
            contact.tell(conversation)


def tell_followers(record: ServiceRequest, what: str) -> None:
    """Write to everybody who follows a request that is public.

    Args:
        record: the request.
        what: names the news, so that nobody is told twice of the same.
    """
    from .models import PublicRequest  # models are not ready when processes are declared

    public = PublicRequest.objects.filter(request=record).first()
    if public is None:
        return
    for follower in record.followers.filter(confirmed_at__isnull=False):
        with translation.override(follower.language):
            body = _(
                "There is news about request %(number)s, which you follow.\n\n%(link)s\n\n"
                "You do not want these messages? %(stop)s"
            ) % {
                "number": record.number,
                "link": public_page(public.public_id, follower.language),
                "stop": stop_following(follower),
            }
            subject = _("News about a request you follow")
        key = f"requests.follow {follower.pk} {what}"
        send(follower.email, subject, body, dedupe_key=key, forget=True)


def show_case(case: CodeCase, step: Move) -> None:
    """The resident's page shows the stage's name; tell them that it changed."""
    conversation = contact.conversation_of(case.request)
    if conversation is not None and step.transition:
        contact.tell(conversation)


def _set(record: ServiceRequest, **values: Any) -> None:
    """Set fields of a row that was just saved by the workflow."""
    for name, value in values.items():
        setattr(record, name, value)
    record.save(update_fields=list(values))
