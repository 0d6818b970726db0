"""Planning, announcing and holding interviews. Everything runs in the look of its complaint."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.accountability.complaints.looks import changing, working
from commonbeat.accountability.complaints.models import Complaint, Officer
from commonbeat.kernel import attachments, audit
from commonbeat.kernel.contact.actions import tidy
from commonbeat.kernel.workflow import begin, is_open, move

from . import enums, events, notice
from .checklist import BY_NAME
from .models import Break, Departure, Interview, Notice, Person

WORK = "complaints.work"
PLANNED = (
    "planned_at", "ends_at", "place", "language", "nature", "hour", "hour_reason", "compensation",
    "representative_waived", "representative_clear", "may_record_told",
)  # fmt: skip
"""What the plan says; a served notice stands until the hour moves."""
HAPPENED = (
    "recorded", "recorded_by_officer", "recording_system", "recording_reference", "prior_given_on", "prior_given",
    "prior_withheld", "compelled", "admonition_at", "may_be_crime", "rights_at", "no_pressure", "no_press", "needs_met",
    "began_at", "ended_at",
)  # fmt: skip
"""What is noted while it is held."""
SAID = ("summary", "statement")
LONGEST_HOURS = 24


def interview_of(case: UUID, pk: UUID) -> Interview:
    """One interview of a complaint, inside a look that opens it.

    Raises:
        Interview.DoesNotExist: there is none.
    """
    rows = Interview.objects.within_look().select_related("officer__member", "complaint")
    return rows.get(pk=pk, complaint_id=case)


def plan(
    case: UUID, *, actor: Any, part: str, officer: UUID | None = None, name: str = "", **values: Any
) -> Interview:
    """Plan an interview.

    Args:
        case: the complaint.
        actor: needs ``complaints.work`` and the case.
        part: whom it is of, one of ``enums.Part``.
        officer: id of the officer as the complaint names them; needed for who is accused.
        name: of a witness from outside; a complainant is never named here.
        **values: fields of ``PLANNED``.

    Raises:
        ValidationError: by field.
    """
    given = _only(values, PLANNED)
    with changing(actor, case, WORK, "interviews.planned") as act:
        who = _officer(case, officer) if officer else None
        _check_part(part, who, name)
        _check_times(given.get("planned_at"), given.get("ends_at"))
        made = Interview(
            complaint=open_case(case),
            part=part,
            officer=who,
            name="" if who or part == enums.Part.COMPLAINANT else tidy(name, lines=False),
            planned_by_id=getattr(actor, "pk", None),
            **given,
        )
        begin(made, actor=actor, capability=WORK)
        act.details["interview"] = str(made.pk)
    return made


def open_case(case: UUID) -> Complaint:
    """A complaint that is still worked on; inside a look that opens it.

    Raises:
        ValidationError: it is closed; new evidence opens it again first (Gov. Code 3304(g)).
    """
    complaint = Complaint.objects.within_look().get(pk=case)
    if not is_open(complaint):
        raise ValidationError({"": _("This case is closed. It is opened again first.")})
    return complaint


def _officer(case: UUID, officer: UUID) -> Officer:
    found = Officer.objects.within_look().filter(pk=officer, complaint_id=case).first()
    if found is None:
        raise ValidationError({"officer": _("This complaint names no such officer.")})
    return found


def _check_part(part: str, officer: Officer | None, name: str) -> None:
    if part not in enums.Part.values:
        raise ValidationError({"part": _("Choose whom the interview is of.")})
    if part == enums.Part.ACCUSED and (officer is None or officer.part != "accused"):
        raise ValidationError({"officer": _("Choose the officer or employee it is about.")})
    if part == enums.Part.COMPLAINANT and (officer is not None or name.strip()):
        raise ValidationError(
            {"part": _("A complainant is not named here: the conversation knows who it is.")}
        )
    if part == enums.Part.WITNESS and officer is None and not name.strip():
        raise ValidationError({"name": _("Name the witness, or choose an officer.")})
    if part == enums.Part.WITNESS and officer is not None and officer.part == "accused":
        raise ValidationError(
            {"officer": _("This officer is accused: plan it as such, with everything that is due.")}
        )


def _check_times(begins: datetime | None, ends: datetime | None) -> None:
    if begins is None or ends is None or ends <= begins:
        raise ValidationError({"ends_at": _("The end is not after the beginning.")})
    if (ends - begins).total_seconds() > LONGEST_HOURS * 3600:
        raise ValidationError({"ends_at": _("No interview takes longer than a day.")})


def _only(values: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    if unknown := set(values) - set(names):
        raise ValueError(f"These are not set so: {sorted(unknown)}.")
    return {
        name: tidy(value, lines=True) if isinstance(value, str) else value for name, value in values.items()
    }


def _before(interview: Interview) -> None:
    if interview.state not in ("planned", "noticed"):
        raise ValidationError({"": _("This interview is over; what was noted stands.")})


def change(case: UUID, pk: UUID, *, actor: Any, **values: Any) -> Interview:
    """Change the plan, or note what happens, before the interview is marked held.

    Args:
        **values: fields of ``PLANNED`` and ``HAPPENED``. Once a notice is served, the hour moves by ``step("postpone")``.

    Raises:
        ValidationError: it is over, or something does not fit.
    """
    given = _only(values, PLANNED + HAPPENED)
    with changing(actor, case, WORK, "interviews.changed") as act:
        interview = interview_of(case, pk)
        _before(interview)
        changed = {name: value for name, value in given.items() if getattr(interview, name) != value}
        if interview.state == "noticed" and {"planned_at", "ends_at", "place", "nature"} & set(changed):
            raise ValidationError({"": _("The notice is served. Move the interview, and serve a new one.")})
        for name, value in changed.items():
            setattr(interview, name, value)
        _check_times(interview.planned_at, interview.ends_at)
        if interview.rights_at and not interview.may_be_crime:
            raise ValidationError({"rights_at": _("Say as well that they may be charged with a crime.")})
        if (interview.began_at is None) != (interview.ended_at is None):
            raise ValidationError({"ended_at": _("Give both, beginning and end.")})
        if interview.began_at and interview.ended_at <= interview.began_at:
            raise ValidationError({"ended_at": _("It ended before it began.")})
        act.details.update(interview=str(pk), what=", ".join(sorted(changed)) or "nothing")
        if changed:
            interview.save(update_fields=list(changed))
    return interview


def write_down(case: UUID, pk: UUID, *, actor: Any, **values: Any) -> Interview:
    """Write summary and statement of an interview that was held; they stand once the transcript was given.

    Args:
        **values: fields of ``SAID``.

    Raises:
        ValidationError: it was not held, or the transcript was given.
    """
    given = _only(values, SAID)
    with changing(actor, case, WORK, "interviews.written") as act:
        interview = interview_of(case, pk)
        if interview.state != "held":
            raise ValidationError(
                {"": _("A statement is written after the interview, before it is given out.")}
            )
        for name, value in given.items():
            setattr(interview, name, value)
        act.details["interview"] = str(pk)
        interview.save(update_fields=list(given))
    return interview


def add_person(
    case: UUID, pk: UUID, *, actor: Any, role: str, name: str, rank: str = "", command: str = "",
    account: Any = None, asks_as: int | None = None,
) -> Person:  # fmt: skip
    """Name somebody who is to be present.

    Args:
        asks_as: 1 or 2 for those who ask; there is no third place.
        account: of somebody who works here.

    Raises:
        ValidationError: by field; a third person who asks, a second one in charge, or a representative who is named in
            the complaint.
    """
    if role not in enums.Role.values or not name.strip():
        raise ValidationError({"name": _("Give a name, and what the person does there.")})
    if role == enums.Role.ASKS and asks_as not in (1, 2):
        raise ValidationError({"asks_as": _("Say whether they are the first or the second who asks.")})
    if asks_as and role not in (enums.Role.ASKS, enums.Role.IN_CHARGE):
        raise ValidationError({"asks_as": _("Only those who ask, or who are in charge, ask.")})
    with changing(actor, case, WORK, "interviews.person_added") as act:
        interview = interview_of(case, pk)
        _before(interview)
        _check_account(interview, role, account)
        act.details.update(interview=str(pk), role=role)
        try:
            with transaction.atomic():
                made = Person.objects.create(
                    complaint_id=case, interview=interview, role=role, asks_as=asks_as, account=account,
                    name=tidy(name, lines=False), rank=tidy(rank, lines=False), command=tidy(command, lines=False),
                )  # fmt: skip
        except IntegrityError:
            raise ValidationError(
                {"asks_as": _("No more than two ask at one time, and one is in charge (Gov. Code 3303(b)).")}
            ) from None
    return made


def _check_account(interview: Interview, role: str, account: Any) -> None:
    if account is None:
        return
    if not interview.complaint.officers.within_look().filter(account=account).exists():
        return
    if role == enums.Role.REPRESENTATIVE:
        raise ValidationError({"account": _("A representative is not part of the same investigation.")})
    raise ValidationError({"account": _("This person is named in the complaint.")})


def drop_person(case: UUID, pk: UUID, person: UUID, *, actor: Any) -> None:
    """Take somebody off the list before the notice is served; after that, they stop asking and stay on it."""
    with changing(actor, case, WORK, "interviews.person_dropped") as act:
        interview = interview_of(case, pk)
        _before(interview)
        act.details["interview"] = str(pk)
        rows = Person.objects.within_look().filter(pk=person, interview=interview)
        if interview.state == "planned":
            rows.delete()
        else:
            rows.filter(asks_as__isnull=False, stopped_at=None).update(stopped_at=timezone.now())


def add_break(
    case: UUID, pk: UUID, *, actor: Any, began_at: datetime, ended_at: datetime, why: str = ""
) -> Break:
    """Note a break; inside the interview, and of some length.

    Raises:
        ValidationError: the times do not fit.
    """
    with changing(actor, case, WORK, "interviews.changed") as act:
        interview = interview_of(case, pk)
        _before(interview)
        first, last = interview.began_at or began_at, interview.ended_at or ended_at
        if not first <= began_at < ended_at <= last:
            raise ValidationError(
                {"ended_at": _("A break lies within the interview, and ends after it began.")}
            )
        act.details.update(interview=str(pk), what="break")
        return Break.objects.create(
            complaint_id=case,
            interview=interview,
            began_at=began_at,
            ended_at=ended_at,
            why=tidy(why, lines=False),
        )


def serve(case: UUID, pk: UUID, *, actor: Any, way: str, served_at: datetime | None = None) -> Notice:
    """Serve the notice: its words are kept as they are now. A further one for the same hour replaces the earlier.

    Args:
        way: one of ``enums.Way``.
        served_at: when it was given; now, unless given.

    Raises:
        ValidationError: not before the interview, nobody named, or nothing said of what it is about.
    """
    at = served_at or timezone.now()
    if way not in enums.Way.values:
        raise ValidationError({"way": _("Choose how it was given.")})
    with changing(actor, case, WORK, "interviews.notice_served") as act:
        interview = interview_of(case, pk)
        _before(interview)
        if at > timezone.now() or at >= interview.planned_at:
            raise ValidationError(
                {"served_at": _("A notice is served before the interview, and not in the future.")}
            )
        if interview.part == enums.Part.ACCUSED and not interview.nature.strip():
            raise ValidationError({"": _("First write down what the investigation is about.")})
        language = notice.language_of(interview.language)
        made = Notice.objects.create(
            complaint_id=case, interview=interview, planned_at=interview.planned_at, served_at=at, way=way,
            served_by_id=getattr(actor, "pk", None), language=language, version=notice.version(language),
            text=notice.notice_text(interview),
        )  # fmt: skip
        if interview.state == "planned":
            move(interview, "serve", actor=actor)
        act.details.update(interview=str(pk), version=made.version)
        act.announce(events.NoticeServed(case, pk))
    return made


def depart(case: UUID, pk: UUID, *, actor: Any, rule: str, reason: str) -> Departure:
    """Write down why a duty is not met; it stands as written.

    Args:
        rule: name of a rule of `checklist.RULES`.

    Raises:
        ValidationError: no such rule, no reason, or there is one already.
    """
    if rule not in BY_NAME or not tidy(reason):
        raise ValidationError({"reason": _("Please give the reason.")})
    with changing(actor, case, WORK, "interviews.departed") as act:
        interview = interview_of(case, pk)
        _before(interview)
        if interview.departures.within_look().filter(rule=rule).exists():
            raise ValidationError({"reason": _("A reason stands for this already.")})
        act.details.update(interview=str(pk), rule=rule)
        return Departure.objects.create(
            complaint_id=case,
            interview=interview,
            rule=rule,
            reason=tidy(reason),
            noted_by_id=getattr(actor, "pk", None),
        )


def step(
    case: UUID, pk: UUID, name: str, *, actor: Any, reason: str = "", seen: str = "", **values: Any
) -> Interview:
    """Take an interview one step further.

    Args:
        name: ``postpone``, ``hold``, ``give``, ``refuse``, ``miss`` or ``call_off``; ``serve`` has a function of its own.
        reason: where it is asked for.
        seen: id of the last move the person saw.
        **values: ``planned_at``, ``ends_at`` and ``place`` to postpone; ``transcript_given_on`` to give.

    Raises:
        MoveRefused: not possible, something is missing, or duties are neither met nor explained.
        ValidationError: the times do not fit.
    """
    if name == "serve":
        raise ValueError("A notice is served by serve().")
    with working(actor, case):
        interview = interview_of(case, pk)
        if name == "postpone":
            _check_times(values.get("planned_at"), values.get("ends_at"))
            if values["planned_at"] <= timezone.now():
                raise ValidationError({"planned_at": _("Choose an hour that is still to come.")})
        move(interview, name, actor=actor, reason=reason, values=values, seen=seen)
    return interview


def note_opened(case: UUID, pk: UUID, *, actor: Any, what: str) -> None:
    """Write down that a file of an interview or of evidence was handed out."""
    audit.record(
        "interviews.file_opened", actor=actor, object_kind="complaint", object_id=case, case=str(case),
        purpose="complaint_work", details={"what": what, "id": str(pk)},
    )  # fmt: skip


def add_files(case: UUID, pk: UUID, *, actor: Any, uploads: attachments.Uploads) -> None:
    """Let files belong to an interview: a transcript its officer gets, or papers of the case.

    Raises:
        ValidationError: no file, or the interview's transcript was given out already.
    """
    if not uploads.kept:
        raise ValidationError({"": _("Choose a file.")})
    with changing(actor, case, WORK, "interviews.files_added") as act:
        interview = interview_of(case, pk)
        if interview.state not in ("planned", "noticed", "held"):
            raise ValidationError({"": _("This interview is over; what was noted stands.")})
        act.details.update(interview=str(pk), files=len(uploads.attach_to(interview)))
