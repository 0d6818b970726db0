"""The criminal track: opened from a complaint, worked on by others, never both by one person.

Internal affairs may read it; who works on it reaches no complaint, so nothing an officer was ordered to say gets there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.accountability.complaints import people
from commonbeat.accountability.complaints.enums import OUTSIDE, WALL
from commonbeat.accountability.complaints.looks import as_platform, changing, working
from commonbeat.accountability.complaints.models import Complaint
from commonbeat.accountability.complaints.promises import LIMIT
from commonbeat.city.agency.days import day_of, today
from commonbeat.city.agency.queries import agency
from commonbeat.kernel import audit, clocks, walls
from commonbeat.kernel.access import Act, acting, allowed
from commonbeat.kernel.clocks.declare import kind
from commonbeat.kernel.contact.actions import tidy
from commonbeat.kernel.walls import GrantRefused, grants
from commonbeat.kernel.workflow import begin, is_open, move

from . import enums, events
from .models_criminal import CriminalNote, CriminalTrack, new_number

OPEN, WORK, RECORD, SEE = (
    "interviews.criminal_open",
    "interviews.criminal_work",
    "interviews.criminal_record",
    "interviews.criminal_see",
)
LIST, MATTER = "criminal_list", "criminal_matter"
GROUND = "criminal"
OVER_COMPLAINTS = ("complaints.read_internal", "complaints.read_outside", "complaints.oversight")


@contextmanager
def working_on(actor: Any, track: UUID | str) -> Iterator[None]:
    """The look in which one criminal track is worked on: the one in progress if it serves, else one of its own.

    Raises:
        NotThere: no such track, or not for this actor.
    """
    look = walls.look_in_progress()
    if look is not None and look.writing and look.covers(actor, MATTER, str(track), enums.CRIMINAL):
        yield
        return
    with walls.looking(actor, MATTER, case=track, writing=True):
        yield


@contextmanager
def _recording(actor: Any, track: UUID, capability: str, action: str, reason: str = "") -> Iterator[Act]:
    with (
        working_on(actor, track),
        acting(
            actor, capability, action, object_kind="criminal_track", object_id=track, reason=reason.strip(),
            purpose=MATTER, case=str(track),
        ) as act,
    ):  # fmt: skip
        yield act


def track_of(track: UUID) -> CriminalTrack:
    """One track, inside a look that opens it."""
    return CriminalTrack.objects.within_look().get(pk=track)


def tracks_of(viewer: Any, case: UUID) -> list[CriminalTrack]:
    """Tracks of a complaint that this viewer may see, newest first. Opens a look of its own."""
    with walls.looking(viewer, LIST):
        return list(CriminalTrack.objects.within_look().filter(complaint_id=case))


def open_track(
    case: UUID, *, actor: Any, agency_name: str, opened_on: date, agency_number: str = "", subject: str = "",
    offences: str = "",
) -> CriminalTrack:  # fmt: skip
    """Open the criminal track of a complaint. What it holds comes from here, never from an ordered statement.

    Args:
        case: the complaint.
        actor: needs ``interviews.criminal_open`` and the complaint.
        agency_name: who investigates; another agency than ours where that is possible.
        opened_on: not in the future.

    Raises:
        ValidationError: no agency, or a day to come.
    """
    if not tidy(agency_name):
        raise ValidationError({"agency_name": _("Say which agency investigates.")})
    if opened_on > today():
        raise ValidationError({"opened_on": _("This lies in the future.")})
    with changing(actor, case, OPEN, "interviews.criminal_opened") as act:
        complaint = Complaint.objects.within_look().get(pk=case)
        made = CriminalTrack(
            label=enums.OUTSIDE if complaint.label == OUTSIDE else enums.INSIDE, complaint_id=case,
            number=new_number(),
            complaint_number=complaint.number, agency=tidy(agency_name, lines=False), opened_on=opened_on,
            agency_number=tidy(agency_number, lines=False), subject=tidy(subject, lines=False),
            offences=tidy(offences, lines=False), opened_by_id=getattr(actor, "pk", None),
        )  # fmt: skip
        with walls.looking(actor, LIST, writing=True):
            begin(made, actor=actor, capability=OPEN)
        Complaint.objects.within_look().filter(pk=case).update(criminal=True)
        act.details["track"] = str(made.pk)
    return made


def step(
    track: UUID, name: str, *, actor: Any, reason: str = "", seen: str = "", **values: Any
) -> CriminalTrack:
    """Take a criminal track one step further: sent to the prosecutor, charges filed, how it ended.

    Raises:
        MoveRefused: not possible, or a day does not fit.
    """
    with working_on(actor, track):
        found = track_of(track)
        move(found, name, actor=actor, reason=reason, values=values, seen=seen)
    return found


def add_note(track: UUID, *, actor: Any, text: str) -> CriminalNote:
    """Write into the criminal investigators' log.

    Args:
        actor: needs ``interviews.criminal_work``: internal affairs reads this log and never writes in it.

    Raises:
        ValidationError: no words.
    """
    if not tidy(text):
        raise ValidationError({"text": _("Please write the note.")})
    with _recording(actor, track, WORK, "interviews.criminal_noted"):
        return CriminalNote.objects.create(track_id=track, by_id=getattr(actor, "pk", None), text=tidy(text))


def let_in(track: UUID, *, actor: Any, account: Any, reason: str) -> None:
    """Let somebody into a criminal track: a criminal investigator to work on it, anybody else to read it.

    Nobody who is or was in the complaint, or whose roles open complaints, works on its criminal track; the database
    refuses it as well. Who comes to work on it is kept out of the complaint for good.

    Args:
        actor: needs ``interviews.criminal_open``, the track and the complaint.
        account: who.
        reason: why.

    Raises:
        ValidationError: this person cannot be let in; the text says why.
    """
    with working_on(actor, track):
        found = track_of(track)
    works = allowed(account, WORK)
    if works and any(allowed(account, name) for name in OVER_COMPLAINTS):
        raise ValidationError(
            {"account": _("Their roles open complaints: they cannot work on the criminal side.")}
        )
    with working(actor, found.complaint_id):
        inside = {one.account_id for one in grants.grants_of_case(WALL, found.complaint_id)}
        about = people.why_about(Complaint.objects.within_look().get(pk=found.complaint_id), account)
        if about:
            raise ValidationError({"account": about})
    if works and account.pk in inside:
        raise ValidationError(
            {"account": _("They are or were in the complaint, and may have read an ordered statement.")}
        )
    if not works and account.pk not in inside:
        raise ValidationError({"account": _("Only who works on the complaint reads its criminal side.")})
    try:
        with transaction.atomic():
            if works:
                _kept_out(found.complaint_id, actor, account)
            grants.let_in(
                actor,
                enums.CRIMINAL,
                track,
                account,
                role="investigator" if works else "oversight",
                reason=reason,
            )
    except GrantRefused as refused:
        raise ValidationError({"account": str(refused)}) from refused


def _kept_out(case: UUID, actor: Any, account: Any) -> None:
    """Keep a criminal investigator out of the complaint for good: whatever roles they come to hold, nothing opens it."""
    with working(actor, case):
        out = {one.account_id for one in grants.recusals_of_case(WALL, case) if one.lifted_at is None}
    if account.pk not in out:
        grants.recuse(actor, WALL, case, account, reason=_("Works on the criminal side."))


def put_out(track: UUID, *, actor: Any, account: Any, reason: str) -> None:
    """Take back whatever lets an account into a criminal track."""
    try:
        grants.put_out(actor, enums.CRIMINAL, track, account, reason=reason)
    except GrantRefused as refused:
        raise ValidationError({"reason": str(refused)}) from refused


def toll(track: UUID, *, actor: Any, reason: str) -> None:
    """Let the complaint's one-year limit stand still while the criminal track is open (Gov. Code 3304(d)(2)(A)).

    It runs on by itself when the track ends.

    Args:
        actor: needs ``complaints.command``, the track and the complaint.
        reason: in the actor's words.

    Raises:
        ValidationError: the track is over, or the clock cannot stand still (it is late, stopped, or held by this already).
    """
    with working_on(actor, track):
        found = track_of(track)
        if not is_open(found):
            raise ValidationError({"": _("This criminal track is over.")})
    with changing(
        actor, found.complaint_id, "complaints.command", "interviews.criminal_tolled", reason=reason
    ):
        complaint = Complaint.objects.within_look().get(pk=found.complaint_id)
        since = datetime.combine(found.opened_on, time.min, agency().tz)
        clock = clocks.clock_of(LIMIT, complaint)
        if clock is not None:
            since = max(since, clock.started_at)
        try:
            clocks.toll(LIMIT, complaint, actor=actor, reason=reason, ground=_ground(), since=since)
        except clocks.ClockRefused as refused:
            raise ValidationError({"": str(refused)}) from refused
    with working_on(actor, track):
        CriminalTrack.objects.within_look().filter(pk=track).update(tolls=True)


def over(event: events.CriminalTrackOver) -> None:
    """A criminal track ended: its ground no longer holds the complaint's clock, unless another track does."""
    with walls.looking(audit.SYSTEM, LIST, writing=True):
        found = track_of(event.track_id)
        others = CriminalTrack.objects.within_look().filter(complaint_id=found.complaint_id, tolls=True)
        others = others.exclude(pk=found.pk)
        held = found.tolls and not any(is_open(one) for one in others)
        ended = max(one.ended_on for one in (*others, found) if one.ended_on is not None)
    if not held:
        return
    with as_platform(found.complaint_id):
        complaint = Complaint.objects.within_look().filter(pk=found.complaint_id).first()
        clock = clocks.clock_of(LIMIT, complaint) if complaint else None
        if clock is not None and clock.is_running:
            known = day_of(clock.started_at)
            clocks.resume(
                LIMIT, complaint, actor=audit.SYSTEM, ground=_ground(), at=_until(max(ended, known))
            )


def _ground() -> str:
    """The ground as the clock declares it; none where it stands still for whatever reason is given."""
    return GROUND if kind(LIMIT).ground(GROUND) else ""


def _until(day: date) -> date | None:
    """The whole of the day it ended; this moment, if that is today."""
    return day if day < today() else None
