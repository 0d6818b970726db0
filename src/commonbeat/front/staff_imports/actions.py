"""Uploading a file, trying a mapping, starting the import."""

import threading
import time
from datetime import timedelta
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from commonbeat.city.agency.queries import agency
from commonbeat.kernel import audit
from commonbeat.kernel.access import acting, allowed, require
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.attachments.sweeping import forget
from commonbeat.kernel.files import store
from commonbeat.kernel.intake import engine, mapping, proposing
from commonbeat.kernel.intake.errors import IntakeError
from commonbeat.kernel.intake.models import IntakeRun, RunState
from commonbeat.kernel.intake.targets import capability, target

from .queries import AT_ONCE_BYTES, OPEN, file_of, preview, shipped

#: Of a larger file, a trial run takes this many rows.
TRIAL_ROWS = 20_000
#: Seconds that a page waits for another import of the same source.
PATIENCE = 5.0
#: When the worker looks whether an import begun elsewhere has come to its end.
LOOK_AGAIN = timedelta(minutes=1)
#: Seconds to wait for a database that went away during an import.
DATABASE_PATIENCE = 20

_at_work: set[int] = set()  # runs this process is importing now
_guard = threading.Lock()


def upload(actor: User, file: UploadedFile, what: str, mapping_name: str) -> IntakeRun:
    """Keep a file and prepare its import; raises `IntakeError` when it is no table."""
    with acting(actor, capability(what, writing=True), "imports.uploaded", object_kind="import") as act:
        stored = store(file.file, name=file.name or "upload", purpose=f"intake.{what}", actor=actor)
        preview(stored.path)
        if mapping_name:
            text = shipped()[mapping_name].read_text(encoding="utf-8")
        else:
            text = proposing.propose(
                stored.path, target(what), name=_source(stored.name), zone=agency().tz.key
            )
        run = IntakeRun.objects.create(
            target=what, source="", file_name=stored.name[:200], file_sha256=stored.sha256, file_size=stored.size,
            mapping_text=text, state=RunState.WAITING, actor_kind="user", actor_id=str(actor.pk), stored_file=stored.pk,
        )  # fmt: skip
        act.object_id = str(run.pk)
    return run


def _source(name: str) -> str:
    return proposing.source_name(Path(name))


def trial(actor: User, run: IntakeRun, text: str) -> engine.Outcome:
    """Import and take everything back; the mapping's text is kept for the next try."""
    require(actor, capability(run.target, writing=True), object_kind="import", object_id=str(run.pk))
    IntakeRun.objects.filter(pk=run.pk, state=RunState.WAITING).update(mapping_text=text)
    goal = target(run.target)
    some = TRIAL_ROWS if run.file_size > AT_ONCE_BYTES else None
    how = mapping.parse(text, goal)
    return engine.run(file_of(run).path, goal, how, actor=actor, dry_run=True, rows_at_most=some)


def start(actor: User, run: IntakeRun, text: str) -> bool:
    """Begin the import: here and now when small, by the worker otherwise.

    Returns:
        False when somebody has started it already.

    Raises:
        IntakeError: the mapping is wrong, or a small import failed.
    """
    from .jobs import run_import  # the job calls this module

    mapping.parse(text, target(run.target))
    needed = capability(run.target, writing=True)
    with acting(actor, needed, "imports.started", object_kind="import", object_id=run.pk):
        mine = IntakeRun.objects.filter(pk=run.pk, state__in=OPEN)
        fresh = {"state": RunState.QUEUED, "message": "", "bytes_done": 0, "cancel_asked": False}
        if not mine.update(mapping_text=text, actor_id=str(actor.pk), **fresh):
            return False
        at_once = run.file_size <= AT_ONCE_BYTES
        # Also the small one: should this process be killed before its end, the worker brings it to one.
        run_import.defer(run=run.pk, at=timezone.now() + LOOK_AGAIN if at_once else None)
    if at_once:
        perform(run.pk, patience=PATIENCE)
    return True


def cancel(actor: User, run: IntakeRun) -> bool:
    """Stop an import: at once while it waits for its turn, at the next batch when it runs.

    Returns:
        False when it has ended already.
    """
    needed = capability(run.target, writing=True)
    with acting(actor, needed, "imports.cancel_asked", object_kind="import", object_id=run.pk):
        mine = IntakeRun.objects.filter(pk=run.pk)
        waiting = mine.filter(state=RunState.QUEUED)
        if waiting.update(state=RunState.CANCELLED, finished_at=timezone.now()):
            return True
        return bool(mine.filter(state=RunState.RUNNING).update(cancel_asked=True))


def perform(pk: int, *, patience: float | None = None) -> None:
    """Do a queued import; a failure is written on the run. Safe to repeat, and to call twice at once.

    Args:
        pk: the run.
        patience: seconds to wait for another import of the same source; as long as it takes by default.

    Raises:
        OperationalError: the database went away; the run waits for its turn again.
    """
    engine.abandon_dead_runs()
    with _guard:
        if pk in _at_work:
            return
        _at_work.add(pk)
    try:
        run = _taken(pk)
        if run is not None:
            _import(run, patience)
    except (OperationalError, InterfaceError):
        _give_back(pk)
        raise
    finally:
        _at_work.discard(pk)


def _taken(pk: int) -> IntakeRun | None:
    """Take a run that waits, or that this process lost the database under; leave one somebody else works on."""
    from .jobs import run_import  # the job calls this module

    mine = engine.process_name()
    with transaction.atomic():
        run = IntakeRun.objects.select_for_update().get(pk=pk)
        if run.state == RunState.RUNNING and run.process != mine:
            run_import.defer(run=pk, at=timezone.now() + LOOK_AGAIN)
            return None
        if run.state not in (RunState.QUEUED, RunState.ABANDONED, RunState.RUNNING):
            return None
        run.state, run.process = RunState.RUNNING, mine
        run.save(update_fields=["state", "process"])
    return run


def _import(run: IntakeRun, patience: float | None) -> None:
    goal = target(run.target)
    actor = User.objects.filter(pk=run.actor_id).first() or audit.SYSTEM
    if goal.capability and not allowed(actor, goal.capability):
        # between the start and now somebody took it away
        IntakeRun.objects.filter(pk=run.pk).update(
            state=RunState.FAILED, message="Whoever started it may not any more.", finished_at=timezone.now()
        )
        return
    try:
        how = mapping.parse(run.mapping_text, goal)
        engine.run(
            file_of(run).path, goal, how, actor=actor, existing=run, name=run.file_name, patience=patience
        )
    except IntakeError:
        return  # the run says why
    if goal.capability:
        _put_away(run)


def _put_away(run: IntakeRun) -> None:
    """Protected rows are behind their wall now; the file they came in is not kept beside it."""
    stored = file_of(run)
    with transaction.atomic():
        IntakeRun.objects.filter(pk=run.pk).update(stored_file=None)
        stored.delete()
    forget([stored.sha256])


def _give_back(pk: int) -> None:
    """Let a run wait for its turn again, as soon as the database is back."""
    mine = IntakeRun.objects.filter(pk=pk, state=RunState.RUNNING, process=engine.process_name())
    for _ in range(DATABASE_PATIENCE):
        connection.close()
        try:
            mine.update(state=RunState.QUEUED)
            return
        except (OperationalError, InterfaceError):
            time.sleep(1)
