"""Progress that another city system posts with its key: kept once, scrubbed, shown to everybody, written to the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.kernel import audit, workflow
from commonbeat.kernel.access import api_keys
from commonbeat.kernel.access.models import ApiKey
from commonbeat.kernel.contact.actions import tidy

from . import effects
from .models import PostedUpdate, PublicUpdate, ServiceRequest
from .process import REQUEST
from .publication import project
from .scrubbing import scrubbed
from .shown import UnknownRequest, UpdateRefused

LONGEST, LONGEST_REASON, LONGEST_ID = 2000, 1000, 100
CLOSING = {"fixed": "fix", "closed": "end", "no_further_action": "end"}
"""Words that close an open request, and the step they take. "Closed" alone does not say that it was fixed."""
STATUSES = frozenset(CLOSING) | {
    "", "open", "in_progress", "investigating", "planned", "action_scheduled", "for_triage", "internal_referral",
    "duplicate", "not_councils_responsibility", "reopen",
}  # fmt: skip
"""Every word FixMyStreet's extension sends; those that close nothing leave the state to the department."""


def post_update(
    *,
    key: ApiKey,
    update_id: str,
    number: str,
    status: str,
    text: str,
    at: datetime | None = None,
    links: Sequence[str] = (),
) -> UUID:
    """Keep what another system says about a request, once, and show it.

    Words alone do not stop the clock of the first answer: they are not the department's.

    Args:
        key: whose it is; good for posting progress.
        update_id: what it is called there; the same one again changes nothing.
        number: of a request that is public.
        status: one of ``STATUSES``, in any case; a closing one closes an open request with ``text`` as its reason.
        text: for everybody to read, at most 2,000 characters, 1,000 where it closes.
        at: when it happened, as they say.
        links: addresses of pictures; for staff, never fetched.

    Returns:
        Id of the update, as ``public.updates`` has it.

    Raises:
        UnknownRequest: no public request has this number.
        UpdateRefused: by field; nothing was kept.
    """
    word = status.lower()
    words = _checked(update_id, word, text)
    try:
        with transaction.atomic():
            record = _locked(number)
            if earlier := _earlier(key, update_id):
                return _same(earlier, record)
            return _keep(record, key, update_id, word, words, at, links)
    except IntegrityError:
        # The same update for two requests at once; the other one won.
        if earlier := _earlier(key, update_id):
            return _same(earlier, _locked(number, lock=False))
        raise
    except workflow.MoveRefused as refused:
        raise UpdateRefused({"status": " ".join(map(str, refused.errors.values()))}) from refused


def _checked(update_id: str, word: str, text: str) -> str:
    """The words as everybody may read them.

    Raises:
        UpdateRefused: with everything that is wrong.
    """
    errors: dict[str, str] = {}
    words = scrubbed(tidy(text))
    most = LONGEST_REASON if word in CLOSING else LONGEST
    if not update_id or len(update_id) > LONGEST_ID:
        errors["update_id"] = _("Send an id of 1 to %(most)d characters.") % {"most": LONGEST_ID}
    if word not in STATUSES:
        errors["status"] = _("This status is not known.")
    if not words:
        errors["text"] = _("Write something first.")
    elif len(words) > most:
        errors["text"] = _("This is too long. Use at most %(most)d characters.") % {"most": most}
    if errors:
        raise UpdateRefused(errors)
    return words


def _locked(number: str, *, lock: bool = True) -> ServiceRequest:
    """A public request, locked until the transaction ends.

    Raises:
        UnknownRequest: there is none that is public.
    """
    rows = ServiceRequest.objects.select_related("category__group")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    record = rows.filter(number=number, public__isnull=False, private=False).first()
    if record is None:
        raise UnknownRequest(number)
    return record


def _earlier(key: ApiKey, update_id: str) -> PostedUpdate | None:
    return PostedUpdate.objects.filter(key_id=key.pk, update_id=update_id).first()


def _same(earlier: PostedUpdate, record: ServiceRequest) -> UUID:
    """The id that was answered the first time.

    Raises:
        UpdateRefused: the first time it was about another request.
    """
    if earlier.request_id != record.pk:
        raise UpdateRefused({"update_id": _("This id was used for another request.")})
    return earlier.shown_id


def _keep(
    record: ServiceRequest,
    key: ApiKey,
    update_id: str,
    word: str,
    words: str,
    at: datetime | None,
    links: Sequence[str],
) -> UUID:
    """Show it as a step where it closes the request, else as a public update; in the caller's transaction."""
    step = CLOSING.get(word, "")
    closes = bool(step) and record.state in workflow.process(REQUEST).transition(step).sources
    shown_id = _close(record, step, words, key) if closes else _say(record, words)
    posted = PostedUpdate.objects.create(
        request=record, key_id=key.pk, update_id=update_id, status=word, shown_id=shown_id, said_at=at,
        links=list(links), at=timezone.now(),
    )  # fmt: skip
    audit.record(
        "requests.posted",
        actor=api_keys.actor_of(key),
        object_kind="request",
        object_id=record.pk,
        details={"posted": str(posted.pk), "update": str(shown_id), "status": word, "closed": closes},
    )
    return shown_id


def _close(record: ServiceRequest, step: str, words: str, key: ApiKey) -> UUID:
    """Take the closing step. The platform takes it, for a key holds no role; the key stands beside it."""
    reason = {"public_reason_en": words, "public_reason_es": words}
    made = workflow.move(record, step, actor=audit.SYSTEM, values=reason, details={"api_key": str(key.pk)})
    return made.pk


def _say(record: ServiceRequest, words: str) -> UUID:
    made = PublicUpdate.objects.create(request=record, at=timezone.now(), text_en=words)
    project(record)
    effects.tell_residents(record)
    effects.tell_followers(record, f"update {made.pk}")
    return made.pk


def holders(record: ServiceRequest) -> dict[UUID, str]:
    """Who posted which public update or step of a request, for staff, by its id."""
    rows = list(PostedUpdate.objects.filter(request=record).values_list("shown_id", "key_id"))
    names = api_keys.holders_of({str(key) for _shown, key in rows}) if rows else {}
    return {shown: names.get(str(key), "") for shown, key in rows}


def links_of(record: ServiceRequest) -> list[str]:
    """Addresses of pictures that came with a request or with posted progress: text for staff, never fetched."""
    rows = PostedUpdate.objects.filter(request=record).order_by("at").values_list("links", flat=True)
    return [*record.links, *(link for links in rows for link in links)]
