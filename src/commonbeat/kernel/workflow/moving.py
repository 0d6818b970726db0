"""The only functions that write a state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.kernel import audit
from commonbeat.kernel.access import require
from commonbeat.kernel.audit.log import as_actor

from .declare import Effect, Process, State, Transition, english, process
from .errors import MoveRefused

if TYPE_CHECKING:
    from .models import Move, Moving

DOORS = frozenset({"resident", "system"})
"""Kinds of actor that may do what needs no capability: a person at a public door, and the platform itself."""


def begin(
    record: Moving,
    *,
    actor: Any,
    capability: str | None,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> Move:
    """Save a new record in its process's first state, with its first move and an audit row, in one transaction.

    Args:
        record: not saved yet.
        actor: an account, ``audit.SYSTEM`` or another ``audit.Actor``.
        capability: what the actor must hold; ``None`` for a door open to everybody.
        reason: why, where there is something to say.
        details: opaque ids, codes and counts, for the move and the audit log.

    Returns:
        The move.

    Raises:
        Refused: the actor may not.
        ValueError: the record is saved already.
    """
    from .models import writing

    course = process(record.PROCESS)
    if not record._state.adding:
        raise ValueError(f"{record} has begun already.")
    if capability is not None:
        require(actor, capability, object_kind=course.name)
    with transaction.atomic(), writing():
        record.state = course.initial.name
        record.save(force_insert=True)
        step = _write(course, record, None, course.initial, actor, reason, details)
        _run(course.begins, record, step)
    return step


def move(
    record: Moving,
    transition_name: str,
    *,
    actor: Any,
    reason: str = "",
    values: Mapping[str, Any] | None = None,
    details: Mapping[str, Any] | None = None,
    seen: str = "",
) -> Move:
    """Take a record one step further, or nothing at all.

    The row is locked and read again, so unsaved changes of ``record`` are dropped: pass them as ``values``.

    Args:
        record: as the actor saw it; somebody else's move in between is noticed and refuses this one.
        transition_name: which step.
        actor: an account, ``audit.SYSTEM`` or another ``audit.Actor``.
        reason: why; needed where the transition says so and for every step backwards.
        values: fields of the record to set with the move.
        details: opaque ids, codes and counts, for the move and the audit log.
        seen: id of the last move the person saw (`queries.last_move`), where a form carries it: a step that is possible
            from several states would otherwise go over somebody else's unseen one.

    Returns:
        The move.

    Raises:
        MoveRefused: not possible from this state, or something is missing; ``errors`` says it by field.
        Refused: the actor may not.
        UnknownProcess: there is no such transition.
    """
    from .models import writing

    course = process(record.PROCESS)
    step = course.transition(transition_name)
    _require(actor, step, course, record)
    state_seen, given = record.state, dict(values or {})
    before: dict[str, Any] = {}
    try:
        with transaction.atomic(), writing():
            _lock(record)
            before = _stored(record)
            source = _source(course, step, record, state_seen, seen)
            _fill(course, step, record, source, given, reason)
            record.state = step.target
            record.save(update_fields=["state", *given])
            made = _write(course, record, step, source, actor, reason, details)
            _run(step.effects, record, made)
    except BaseException:
        _put_back(record, before)
        raise
    return made


def may(actor: Any, step: Transition) -> bool:
    """Whether this actor may take this step, whatever the record's state."""
    from commonbeat.kernel.access import allowed

    if step.capability:
        return allowed(actor, step.capability)
    return as_actor(actor).kind in DOORS if _is_somebody(actor) else False


@contextmanager
def disposal(process_name: str, *, actor: Any, reason: str) -> Iterator[None]:
    """Let records of one process, and their moves, be deleted inside the block: for a topic's retention rule.

    Args:
        process_name: whose records.
        actor: who disposes.
        reason: under which rule; kept in the audit log.

    Raises:
        ValueError: no reason.
    """
    if not reason.strip():
        raise ValueError("A disposal names the rule it follows.")
    course = process(process_name)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('commonbeat.disposal', true), '')")
        (before,) = cursor.fetchone()
        cursor.execute("SELECT set_config('commonbeat.disposal', %s, true)", [course.name])
        audit.record(
            "workflow.disposed", actor=actor, object_kind="process", object_id=course.name, reason=reason
        )
        yield
        # a record below another one may follow a process of its own
        cursor.execute("SELECT set_config('commonbeat.disposal', %s, true)", [before])


def _is_somebody(actor: Any) -> bool:
    return isinstance(actor, audit.Actor) or getattr(actor, "pk", None) is not None


def _require(actor: Any, step: Transition, course: Process, record: Moving) -> None:
    """Capability of the step, or the public door."""
    if step.capability:
        require(actor, step.capability, object_kind=course.name, object_id=str(record.pk))
    elif as_actor(actor).kind not in DOORS:
        raise MoveRefused({"": _("This step is taken by the resident or by the system itself.")})


def _lock(record: Moving) -> None:
    """Lock the row and read it as it is now."""
    rows = type(record)._base_manager.select_for_update(of=("self",))
    record.refresh_from_db(from_queryset=rows)


def _source(course: Process, step: Transition, record: Moving, state: str, seen: str) -> State:
    """The state the step starts from."""
    from .models import Move

    now = course.state(record.state)
    moves = Move.objects.filter(subject_id=record.pk, subject_kind=record._meta.label).order_by("-at", "-id")
    if record.state != state or (seen and seen != str(moves.values_list("pk", flat=True).first())):
        raise MoveRefused(
            {"": _("Somebody else moved this a moment ago. It is now: %(state)s.") % {"state": now.title}}
        )
    if record.state not in step.sources:
        raise MoveRefused(
            {
                "": _("“%(step)s” is not possible here. It is now: %(state)s.")
                % {"step": step.title, "state": now.title}
            }
        )
    return now


def _fill(
    course: Process, step: Transition, record: Moving, source: State, values: dict[str, Any], reason: str
) -> None:
    """Set the values; collect everything that is missing or wrong, so that a person reads it once."""
    if "state" in values:
        raise ValueError("The state follows from the transition; it is no value.")
    fields = {field.name for field in record._meta.concrete_fields}
    if unknown := set(values) - fields:
        raise ValueError(f"{record._meta.label} has no fields {sorted(unknown)}.")
    for name, value in values.items():
        setattr(record, name, value)
    errors: dict[str, str] = {}
    try:
        record.clean_fields(exclude=fields - set(values))
    except ValidationError as error:
        errors = {name: " ".join(texts) for name, texts in error.message_dict.items()}
    for name in step.requires:
        if getattr(record, name) in (None, "", [], {}):
            title = getattr(record._meta.get_field(name), "verbose_name", name)
            errors.setdefault(name, _("“%(field)s” is needed for this step.") % {"field": title})
    if (step.reason or course.is_backward(source.name, step.target)) and not reason.strip():
        errors["reason"] = _("Please give a reason.")
    if errors:
        raise MoveRefused(errors)


def _write(
    course: Process,
    record: Moving,
    step: Transition | None,
    source: State,
    actor: Any,
    reason: str,
    details: Mapping[str, Any] | None,
) -> Move:
    """The move's row and its audit row."""
    from .models import Move

    who = as_actor(actor)
    made = Move.objects.create(
        process=course.name,
        subject_kind=record._meta.label,
        subject_id=record.pk,
        from_state=source.name if step else "",
        to_state=record.state,
        transition=step.name if step else "",
        at=timezone.now(),
        actor_kind=who.kind,
        actor_id=who.id,
        reason=reason.strip(),
        details=dict(details or {}),
    )
    told = {"step": english(step.title), "from": english(source.title)} if step else {}
    audit.record(
        f"{course.name}.{'moved' if step else 'begun'}",
        actor=actor,
        object_kind=course.name,
        object_id=record.pk,
        # a resident's words must be removable one day; rows of the audit log are not
        reason="" if who.kind == "resident" else reason.strip(),
        details={
            **(details or {}),
            **told,
            "to": english(course.state(record.state).title),
            "move": str(made.pk),
        },
    )
    return made


def _run(effects: tuple[Effect, ...], record: Moving, made: Move) -> None:
    for effect in effects:
        effect.run(record, made)


def _stored(record: Moving) -> dict[str, Any]:
    """Every field of a record as it was just read."""
    names = [field.attname for field in record._meta.concrete_fields]
    return {name: record.__dict__[name] for name in names if name in record.__dict__}


def _put_back(record: Moving, values: dict[str, Any]) -> None:
    """Make the record in memory what it is in the database after a failed move: effects may have set fields too."""
    for name, value in values.items():
        setattr(record, name, value)
    if values:
        record._stored_state = record.state
