"""The one context manager in which protected records can be reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, NoReturn
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from commonbeat.kernel import audit
from commonbeat.kernel.access import allowed
from commonbeat.kernel.audit.context import bound, origin

from .claims import LASTS, Claims, put, put_back
from .declare import Purpose, RefusedPurpose, kind, kinds
from .declare import purpose as registered
from .errors import CaseNeeded, NotThere, PurposeRefused

Labels = dict[str, tuple[frozenset[str], frozenset[str]]]


@dataclass
class Look:
    """A look in progress.

    Attributes:
        viewer: an account, ``audit.SYSTEM``, or an actor at a door.
        purpose: as declared.
        case: id of the case it keeps to; empty: all the viewer may see.
        writing: whether records may be changed.
        account: id of the viewer's account; empty when it has none.
        labels: kind → labels opened for reading and for writing.
        text: what the database was told.
    """

    viewer: Any
    purpose: Purpose
    case: str
    writing: bool
    account: str
    labels: Labels
    text: str = ""
    _cases: dict[str, tuple[list[UUID], list[UUID]]] = field(default_factory=dict)

    def covers(self, viewer: Any, purpose: str, case: str, kind_name: str) -> bool:
        """Whether rows of a kind can be read for this viewer and purpose within this look."""
        same = viewer is self.viewer or (self.account and str(getattr(viewer, "pk", "")) == self.account)
        kept = not case or case == self.case
        return bool(same and kept and purpose == self.purpose.name and kind_name in self.purpose.kinds)

    def cases(self, kind_name: str) -> tuple[list[UUID], list[UUID]]:
        """Cases of a kind opened one by one, and cases the viewer is recused from; asked once, and only where it counts."""
        if self.case and not self.purpose.own:  # open, or the look would not have begun
            return [UUID(self.case)], []
        if not self.account:
            return [], []
        if kind_name not in self._cases:
            with connection.cursor() as cursor:
                cursor.execute("SELECT walls_cases(%s, false), walls_barred(%s)", [kind_name, kind_name])
                self._cases[kind_name] = cursor.fetchone()
        return self._cases[kind_name]


HOUSE = "house"
_current: ContextVar[Look | None] = ContextVar("walls_look", default=None)


def look_in_progress() -> Look | None:
    """The look this code runs in, if any."""
    return _current.get()


@contextmanager
def looking(
    viewer: Any,
    purpose: str,
    *,
    case: Any = "",
    writing: bool = False,
    reason: str = "",
    lasts: timedelta = LASTS,
) -> Iterator[Look]:
    """Open the protected records a viewer may see for a purpose, in one transaction, and write the look down.

    Args:
        viewer: an account; ``audit.SYSTEM`` for jobs and commands; ``audit.Actor("resident")`` where a code has proved
            the case, or the case is just being made (purposes of parties).
        purpose: name of a registered purpose.
        case: id of the case the look keeps to; needed where the purpose says so.
        writing: records will be changed; only where the purpose allows it.
        reason: in the viewer's words, where the page asks for them.
        lasts: how long statements may begin; longer for a job or an export only.

    Yields:
        The look.

    Raises:
        PurposeRefused: the platform refuses the purpose, or it is not this viewer's.
        CaseNeeded: the purpose needs a case.
        NotThere: there is no such case, or not for this viewer.
        UnknownPurpose: nobody registered the purpose.
        WallsClosed: the database does not know this process's key.
    """
    case = str(case or "")
    why = _checked(viewer, purpose, case, writing)
    case = str(UUID(case)) if case else ""
    note = partial(_note, viewer, why, case, reason, writing)
    outer = _current.get()
    try:
        with bound(case=case or why.kinds[0]), transaction.atomic():
            look = _begun(viewer, why, case, writing, lasts, note().tx)
            token = _current.set(look)
            try:
                yield look
            finally:
                _current.reset(token)
    except BaseException as error:
        # The row of the look is rolled back with the rest; what may have been read stays on record.
        if not connection.needs_rollback:
            with suppress(DatabaseError):
                note(outcome="refused" if isinstance(error, NotThere) else "failed")
        raise
    if connection.in_atomic_block:
        put_back(outer.text if outer else "")


def _checked(viewer: Any, name: str, case: str, writing: bool) -> Purpose:
    """The purpose, if this viewer may look for it."""
    why = registered(name)
    if isinstance(why, RefusedPurpose):
        _refuse(viewer, name, case, str(why.why))
    stranger = isinstance(viewer, audit.Actor) and viewer.kind != "system"
    if why.party != stranger:
        _refuse(viewer, name, case, _("This purpose is not for you."))
    if not stranger and not _may(viewer, why):
        _refuse(viewer, name, case, _("Your roles do not include this purpose."))
    if writing and not why.writes:
        raise ValueError(f"Nothing is changed for the purpose {name}.")
    if why.needs_case and not case:
        raise CaseNeeded(_("Name the case you look for."))
    if case:
        try:
            UUID(case)
        except ValueError:
            raise NotThere from None
    return why


def _may(viewer: Any, why: Purpose) -> bool:
    if isinstance(viewer, audit.Actor):
        return True
    active = getattr(viewer, "is_authenticated", False) and getattr(viewer, "is_active", False)
    return bool(active) and (not why.capability or allowed(viewer, why.capability))


def _refuse(viewer: Any, name: str, case: str, why: str) -> NoReturn:
    known = isinstance(viewer, audit.Actor) or getattr(viewer, "pk", None)
    audit.record(
        "walls.refused",
        actor=viewer if known else audit.Actor("visitor"),
        object_kind="case" if case else "purpose",
        object_id=case or name,
        purpose=name,
        case=case,
        outcome="refused",
    )
    raise PurposeRefused(why)


def _note(viewer: Any, why: Purpose, case: str, reason: str, writing: bool, outcome: str = "done") -> Any:
    return audit.record(
        "walls.looked",
        actor=viewer,
        object_kind=why.kinds[0],
        object_id=case,
        reason=reason,
        purpose=why.name,
        case=case,
        outcome=outcome,
        details={"writing": True} if writing else None,
    )


def _begun(viewer: Any, why: Purpose, case: str, writing: bool, lasts: timedelta, tx: int) -> Look:
    """Tell the database, and make sure that the case is there for this viewer."""
    account = "" if isinstance(viewer, audit.Actor) else str(viewer.pk)
    labels = {name: labels_of(viewer, name, why, writing) for name in why.kinds}
    look = Look(viewer, why, case, writing, account, labels)
    kept = case and not why.party and not why.own
    look.text = put(
        Claims(
            tx=tx,
            account=account,
            labels=labels,
            case="" if why.own else case,
            opened=case if why.party else "",
            own=why.own,
            writing=writing,
            purpose=why.name,
            request=origin().request_id,
            lasts=lasts,
        ),
        case=case if kept else "",
    )
    return look


@contextmanager
def at_the_door() -> Iterator[None]:
    """Find the conversation that belongs to a code, a link or a cookie; nothing else opens, and nothing is written down.

    Whoever finds one about a protected record goes on with `looking` for a purpose of parties.
    """
    if not kinds():
        yield
        return
    with _told(lambda tx: Claims(tx=tx, purpose="door", request=origin().request_id, door=True)):
        yield


@contextmanager
def keeping_house(what: str, *, quiet: bool = False) -> Iterator[None]:
    """Let the platform tend rows about protected records (their clocks, messages, retention) among all others.

    For work of the kernel's own, of which nobody is shown more than they may see anyway.

    Args:
        what: the work, for the audit log.
        quiet: no row in the log; for what runs every minute, and for what has a row of its own for each record.
    """
    if not kinds():
        yield
        return
    every = {one.name: (frozenset(one.labels), frozenset(one.labels)) for one in kinds()}

    def claims(tx: int) -> Claims:
        if not quiet:
            audit.record("walls.kept_house", actor=audit.SYSTEM, reason=what)
        return Claims(tx=tx, labels=every, writing=True, purpose=HOUSE, request=origin().request_id)

    why = Purpose(HOUSE, what, tuple(every), needs_case=False, writes=True)
    with _told(claims, Look(audit.SYSTEM, why, "", True, "", every)):
        yield


@contextmanager
def _told(claims: Callable[[int], Claims], look: Look | None = None) -> Iterator[None]:
    """Claims of the platform's own for the block, in one transaction."""
    outer = _current.get()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text")
            (tx,) = cursor.fetchone()
        text = put(claims(int(tx)))
        if look is not None:
            look.text = text
        # What is told on commit runs after this, with nobody looking.
        token = _current.set(look)
        try:
            yield
        finally:
            _current.reset(token)
    if connection.in_atomic_block:
        put_back(outer.text if outer else "")


def labels_of(
    viewer: Any, kind_name: str, why: Purpose | None = None, writing: bool = False
) -> tuple[frozenset[str], frozenset[str]]:
    """Restriction labels a viewer's roles open, for reading and for writing."""
    declared = kind(kind_name)
    if why is not None and (why.party or why.own):
        return frozenset(), frozenset()
    system = isinstance(viewer, audit.Actor) and viewer.kind == "system"
    opened = declared.labels if writing and system else declared.writes if writing else {}
    return (
        frozenset(label for label, name in declared.labels.items() if allowed(viewer, name)),
        frozenset(label for label, name in opened.items() if allowed(viewer, name)),
    )


def sees(subject: Any, *, writing: bool = False) -> bool:
    """Whether the look in progress opens one record's case; the database's own word.

    Args:
        subject: id of the record or the case.
        writing: for writing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT walls_sees(%s, %s)", [str(subject), writing])
        return bool(cursor.fetchone()[0])
