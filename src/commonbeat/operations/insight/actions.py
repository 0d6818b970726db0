"""Preparing and releasing editions, and deciding about findings."""

import hashlib
import json
from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from commonbeat.city.agency.queries import agency
from commonbeat.kernel.access import acting

from .chapters import chapters
from .events import EditionPrepared, EditionReleased
from .measures import VERSION, build_weekly_report
from .measures.commitments import commitment_results
from .measures.week import ReportWeek
from .models import Decision, Edition, FindingDecision, WeeklyEdition
from .notices import tell_readers
from .queries import open_commitments


class NotDecided(ValueError):
    """A decision lacks what its kind asks for; the sentence says what."""


def prepare_edition(
    *, actor: Any, week: str, edition: str = Edition.STAFF, beat: str = "", note: str = ""
) -> WeeklyEdition:
    """Compute one week's report and keep it as it is known now; the same content is kept once.

    Args:
        actor: who asks; needs ``report.prepare`` (the worker acts as the system).
        week: ISO week, for instance ``2025-W44``.
        edition: ``staff`` or ``public``.
        beat: a beat's code for that beat's page, ``""`` for the city.
        note: what changed and why, when figures that were published before are revised.

    Returns:
        The stored edition: the newest version when nothing changed since.
    """
    here = agency()
    when = ReportWeek.parse(week, here.week_start)
    promised = commitment_results(connection, open_commitments(), when.as_of(here.tz))
    report = build_weekly_report(
        connection, here, week=when, edition=str(edition), beat=beat or None, commitments=promised
    )
    content = report.to_dict()
    if edition == Edition.STAFF and not beat:
        content["chapters"] = chapters()
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    same_week = WeeklyEdition.objects.filter(week=when.name, edition=edition, beat_code=beat)
    with acting(
        actor, "report.prepare", "insight.edition_prepared", object_kind="edition", reason=note
    ) as act:
        newest = same_week.select_for_update().order_by("-version").first()
        if newest and newest.content_sha256 == digest:
            act.object_id = newest.id
            act.details["unchanged"] = True
            return newest
        row = WeeklyEdition.objects.create(
            week=when.name,
            first_day=when.first_day,
            last_day=when.last_day,
            edition=edition,
            beat_code=beat,
            version=newest.version + 1 if newest else 1,
            as_of=report.as_of,
            content=content,
            content_sha256=digest,
            method=VERSION,
            revision_note=note if newest else "",
        )
        act.object_id = row.id
        act.details.update(week=when.name, edition=str(edition), version=row.version, sha256=digest)
        act.details["told"] = tell_readers(row)
        act.announce(EditionPrepared(str(row.id), row.week, str(edition)))
    return row


def release_edition(*, actor: Any, edition_id: Any, reason: str) -> WeeklyEdition:
    """Let everyone read a public edition; signed by a named person after looking at it.

    Args:
        actor: who releases; needs ``report.release_public``.
        edition_id: a prepared public edition.
        reason: what was checked.

    Raises:
        NotDecided: no reason was given.
        WeeklyEdition.DoesNotExist: no such public edition.
    """
    if not reason.strip():
        raise NotDecided("Say what you checked before releasing.")
    with acting(
        actor,
        "report.release_public",
        "insight.edition_released",
        object_kind="edition",
        object_id=edition_id,
        reason=reason,
    ) as act:
        row = WeeklyEdition.objects.select_for_update().get(id=edition_id, edition=Edition.PUBLIC)
        if row.released_at is None:
            row.released_at, row.released_by = timezone.now(), actor
            row.save(update_fields=["released_at", "released_by"])
            act.announce(EditionReleased(str(row.id), row.week))
        act.details.update(week=row.week, version=row.version)
    return row


def decide_finding(
    *,
    actor: Any,
    finding: dict[str, Any],
    week: str,
    kind: str,
    reason: str,
    place: str = "",
    hours: str = "",
    tactic: str = "",
    other_option: str = "",
    owner: str = "",
    review_on: date | None = None,
) -> FindingDecision:
    """Accept, decline or explain a finding, or sign a note on it. None of these removes it.

    Args:
        actor: who decides; needs ``report.manage``.
        finding: the finding as the stored edition holds it.
        week: the week whose report it stands in.
        kind: one of :class:`Decision`.
        reason: why, in the actor's words.
        place, hours, tactic, other_option, owner, review_on: the commitment, needed to accept.

    Raises:
        NotDecided: something that this kind needs is missing.
    """
    if not reason.strip():
        raise NotDecided("Give a reason.")
    if kind == Decision.ACCEPTED and not (tactic and owner and other_option and review_on):
        raise NotDecided(
            "To accept, say what will be done, who owns it, which option without enforcement was considered, "
            "and when it is reviewed."
        )
    with acting(
        actor,
        "report.manage",
        f"insight.finding_{kind}",
        object_kind="finding",
        object_id=finding["id"],
        reason=reason,
    ) as act:
        row = FindingDecision.objects.create(
            finding_key=finding["id"],
            week=week,
            title=finding["title"],
            group=finding["group"],
            source=finding["source"],
            beat_code=finding.get("beat", ""),
            kind=kind,
            reason=reason,
            place=place,
            hours=hours,
            tactic=tactic,
            other_option=other_option,
            owner=owner,
            review_on=review_on,
            decided_by=actor,
        )
        act.details.update(week=week, decision=str(row.id))
    return row
