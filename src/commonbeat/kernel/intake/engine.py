"""Run an import: read, convert, stage, write once, account for every row."""

from __future__ import annotations

import difflib
import hashlib
import os
import socket
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import ngettext

from commonbeat.kernel import audit

from .blocks import Broken
from .converting import Reject, convert
from .errors import Cancelled, FileRefused, IntakeError, MappingError
from .loading import Counts, Loader
from .mapping import Mapping
from .models import IntakeRun, RunState
from .reading import Batch, Table, open_table
from .rejects import RejectsFile
from .sniffing import sniff
from .targets import Context, Target
from .watching import Watch

Progress = Callable[[int, int], None]
SHOWN = 20


@dataclass
class Outcome:
    """What one file came to. ``read == accepted + updated + unchanged + rejected``, always.

    Attributes:
        examples: the first rejected rows.
        notes: what the reader should know: schema drift, losses, repaired lines, quality flags.
        rejects_path: CSV with every rejected row, ``""`` if there is none.
    """

    file: str
    target: str
    source: str
    read: int = 0
    accepted: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    dry_run: bool = False
    run_id: int | None = None
    notes: list[str] = field(default_factory=list)
    flags: dict[str, int] = field(default_factory=dict)
    examples: list[dict[str, Any]] = field(default_factory=list)
    rejects_path: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        return asdict(self)


def run(
    path: Path,
    target: Target,
    mapping: Mapping,
    *,
    actor: Any,
    source: str = "",
    dry_run: bool = False,
    rejects: Path | None = None,
    progress: Progress | None = None,
    existing: IntakeRun | None = None,
    name: str = "",
    rows_at_most: int | None = None,
    patience: float | None = None,
) -> Outcome:
    """Import one file.

    Args:
        path: the file.
        target: what its rows become.
        mapping: how.
        actor: who imports, for the audit log.
        source: name of the source system; the mapping's own otherwise.
        dry_run: do everything, then take it back.
        rejects: where to write the rejected rows; a file under the home folder otherwise.
        progress: told bytes behind us and bytes in all.
        existing: a run that waits for this import, from the browser.
        name: what the file is called, where the path does not say.
        rows_at_most: stop after about so many rows, for a trial run of a large file.
        patience: seconds to wait for another import of the same source to end; as long as it takes by default.

    Raises:
        IntakeError: the import could not go on; nothing was imported.
    """
    mapping = replace(mapping, source=source) if source else mapping
    if dry_run:
        with transaction.atomic(), target.around():
            how = Way(rejects, progress, name, rows_at_most, patience=None)
            outcome = _work(path, target, mapping, None, how)
            transaction.set_rollback(True)
        outcome.dry_run = True
        return outcome
    abandon_dead_runs()
    record = _open(path, target, mapping, actor, existing)
    how = Way(rejects, progress, name, None, patience)
    try:
        # COPY speaks to the driver itself: its errors become Django's here, which are what jobs try again after.
        with connection.wrap_database_errors:
            if transaction.get_connection().in_atomic_block:
                with transaction.atomic(), target.around():
                    return _work(path, target, mapping, (record, actor), how)
            with target.around():
                return _work(path, target, mapping, (record, actor), how)
    except BaseException as error:
        _fail(record, actor, error)
        raise


@dataclass(frozen=True)
class Way:
    """How to go about one file; see `run`."""

    rejects: Path | None
    progress: Progress | None
    name: str
    rows_at_most: int | None
    patience: float | None


def _work(
    path: Path,
    target: Target,
    mapping: Mapping,
    owner: tuple[IntakeRun, Any] | None,
    how: Way,
) -> Outcome:
    table = open_table(sniff(path, mapping.read.get("delimiter", ""), mapping.read.get("encoding", "")))
    mapping, drift = fit(mapping, target, table)
    record = owner[0] if owner else None
    outcome = Outcome(
        how.name or path.name, target.name, mapping.source, run_id=record.pk if record else None
    )
    context = Context(mapping, mapping.source, outcome.run_id)
    loader = Loader(target, context)
    watch = Watch(record, loader.settle, quietly=bool(target.capability))
    file = RejectsFile(how.rejects or _rejects_path(path, record), table.header)
    flags: Counter[str] = Counter()
    size = path.stat().st_size
    try:
        loader.start(how.patience, wait=owner is not None)
        for batch in table.batches():
            _take(batch, target, mapping, context, loader, file, outcome, flags)
            watch.look(min(batch.position, size))
            if how.progress:
                how.progress(min(batch.position, size), size)
            if how.rows_at_most and outcome.read >= how.rows_at_most:
                drift.append(f"Only the first {outcome.read} rows were tried.")
                break
        watch.look(size, now=True)
        if not outcome.read:
            raise FileRefused(f"{path.name} holds a header but no rows.")
        outcome.flags = dict(flags.most_common())
        outcome.notes = [*drift, *table.notes, *_flag_notes(flags)]
        outcome.rejects_path = str(file.path) if file.count else ""
        with transaction.atomic():
            _count(outcome, loader.finish(), context)
            outcome.notes += context.notes
            if owner:
                _close(owner[0], owner[1], outcome)
    finally:
        file.close()
        loader.drop()
    return outcome


def _take(
    batch: Batch,
    target: Target,
    mapping: Mapping,
    context: Context,
    loader: Loader,
    file: RejectsFile,
    outcome: Outcome,
    flags: Counter[str],
) -> None:
    rejects: list[Reject] = []
    outcome.read += batch.frame.height + len(batch.broken)
    if batch.frame.height:
        lacking = mapping.columns() - set(batch.frame.columns)
        frame = batch.frame.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in lacking)
        rows, rejects = _converted(frame, target, mapping, loader)
        if rows.height:
            prepared, refused = _refused(target.prepare(rows, context))
            rejects = [*rejects, *refused]
            flags.update(_flag_counts(prepared["_flags"]))
            loader.add(prepared)
    outcome.rejected += len(rejects) + len(batch.broken)
    _remember(outcome, rejects, batch.broken)
    file.add(rejects, batch.broken, batch.frame)


def _converted(
    frame: pl.DataFrame, target: Target, mapping: Mapping, loader: Loader
) -> tuple[pl.DataFrame, list[Reject]]:
    """The rows that are not known already, converted; and the rejected ones."""
    new = loader.sift(frame)
    if not new.height:
        return new, []
    converted = convert(new, target, mapping)
    if new.height == frame.height or not converted.frame["_repeated"].any():
        return converted.frame, converted.rejects
    # Which of two equal hours a record belongs to shows beside its neighbours, known ones too.
    whole = convert(frame, target, mapping)
    wanted = set(new["_row"])
    kept = whole.frame.filter(pl.col("_row").is_in(new["_row"].implode()))
    return kept, [one for one in whole.rejects if one.row in wanted]


def _refused(prepared: pl.DataFrame) -> tuple[pl.DataFrame, list[Reject]]:
    """What the target itself does not take."""
    if "_refused" not in prepared.columns:
        return prepared, []
    bad = prepared.filter(pl.col("_refused").is_not_null()).select("_row", "_refused")
    return prepared.filter(pl.col("_refused").is_null()), [
        Reject(row, "", "", reason) for row, reason in bad.iter_rows()
    ]


def _flag_counts(texts: pl.Series) -> dict[str, int]:
    names = texts.filter(texts != "").str.strip_suffix(",").str.split(",").explode(empty_as_null=False)
    return {str(name): int(count) for name, count in names.value_counts().iter_rows()}


def _remember(outcome: Outcome, rejects: list[Reject], broken: list[Broken]) -> None:
    found = [*rejects, *[Reject(one.row, "", one.text[:200], one.reason) for one in broken]]
    for one in sorted(found, key=lambda reject: reject.row)[: SHOWN - len(outcome.examples)]:
        outcome.examples.append(asdict(one))


def _count(outcome: Outcome, counts: Counts, context: Context) -> None:
    outcome.accepted, outcome.updated, outcome.unchanged = counts.accepted, counts.updated, counts.unchanged
    repeated = context.cache.get("repeated", 0)
    if repeated:
        kept = "merged" if context.mapping.several_rows else "the last row of each was kept"
        outcome.notes.append(f"{repeated} records had more than one row; {kept}.")
    total = outcome.accepted + outcome.updated + outcome.unchanged + outcome.rejected
    if total != outcome.read or outcome.unchanged < 0:
        raise IntakeError(f"{outcome.read} rows were read but {total} accounted for; nothing was imported.")


def fit(mapping: Mapping, target: Target, table: Table) -> tuple[Mapping, list[str]]:
    """Match the mapping's columns to this file's header.

    Returns:
        The mapping, and notes on columns that are missing or new.

    Raises:
        MappingError: a required field's columns are not in the file.
    """
    header = set(table.header)
    notes: list[str] = []
    required = {one.name for one in target.fields if one.required}
    for name, cell in mapping.cells.items():
        sources = cell.sources()
        lost = [column for column in sources if column not in header]
        if lost and name in required and (len(lost) == len(sources) or cell.join):
            if not lost[0]:
                raise MappingError(f"{name} is not mapped yet: name its column in the mapping.")
            near = difflib.get_close_matches(lost[0], table.header, 1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; it has {', '.join(table.header[:12])}"
            raise MappingError(f"The file has no column {lost[0]!r}, needed for {name}{hint}.")
        if lost:
            notes.append(
                f"The file has no column {', '.join(map(repr, lost))}; {name} stays empty where it came from it."
            )
    mapped = mapping.columns() | set(mapping.read.get("ignore", []))
    if mapping.read.get("ignore"):
        new = [name for name in table.header if name not in mapped and not name.startswith("_")]
        if new:
            notes.append(f"{len(new)} columns are new since the mapping was written: {', '.join(new[:10])}.")
    return mapping, notes


def _flag_notes(flags: Counter[str]) -> list[str]:
    return [
        ngettext("%(n)s row is flagged %(name)s.", "%(n)s rows are flagged %(name)s.", count)
        % {"n": count, "name": name}
        for name, count in flags.most_common()
    ]


def _open(path: Path, target: Target, mapping: Mapping, actor: Any, existing: IntakeRun | None) -> IntakeRun:
    who = _actor(actor)
    record = existing or IntakeRun(
        target=target.name, file_name=path.name[:200], actor_kind=who[0], actor_id=who[1]
    )
    record.source, record.mapping_text, record.process = mapping.source, mapping.text, process_name()
    if path.is_file():
        record.file_size, record.file_sha256 = path.stat().st_size, _sha256(path)
    record.state = RunState.RUNNING
    record.save()
    return record


def _close(record: IntakeRun, actor: Any, outcome: Outcome) -> None:
    for name in ("read", "accepted", "updated", "unchanged", "rejected", "notes"):
        setattr(record, name, getattr(outcome, name))
    record.state, record.finished_at, record.rejects_path = (
        RunState.DONE,
        timezone.now(),
        outcome.rejects_path,
    )
    record.save()
    details = {
        name: getattr(outcome, name)
        for name in ("target", "source", "read", "accepted", "updated", "unchanged", "rejected")
    }
    audit.record("intake.finished", actor=actor, object_kind="import", object_id=record.pk, details=details)


def _fail(record: IntakeRun, actor: Any, error: BaseException) -> None:
    """Write down why; a killed process cannot, and is found by `abandon_dead_runs`."""
    if connection.needs_rollback or connection.connection is None or connection.connection.closed:
        return
    with transaction.atomic():
        cancelled = isinstance(error, Cancelled)
        record.state = RunState.CANCELLED if cancelled else RunState.FAILED
        record.finished_at, record.rejects_path = timezone.now(), ""
        record.message = str(error) if isinstance(error, IntakeError) else f"Stopped: {type(error).__name__}"
        record.save()
        audit.record(
            "intake.cancelled" if cancelled else "intake.failed",
            actor=actor,
            object_kind="import",
            object_id=record.pk,
            outcome="failed",
        )


def abandon_dead_runs() -> int:
    """Mark runs whose process on this machine is gone; nothing of them was kept. Returns how many."""
    host = socket.gethostname()
    count = 0
    for record in IntakeRun.objects.filter(state=RunState.RUNNING, process__startswith=f"{host}/"):
        _, pid, born = record.process.split("/")
        if _born(int(pid)) != born:
            record.state, record.finished_at = RunState.ABANDONED, timezone.now()
            record.save(update_fields=["state", "finished_at"])
            count += 1
    return count


def process_name() -> str:
    """This process, so that it can be told from another one that later gets the same number."""
    return f"{socket.gethostname()[:40]}/{os.getpid()}/{_born(os.getpid())}"


def _born(pid: int) -> str:
    """When a process started, in the kernel's ticks; ``""`` if there is none. Pids are used again, this is not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _actor(actor: Any) -> tuple[str, str]:
    if isinstance(actor, audit.Actor):
        return actor.kind, actor.id
    return "user", str(getattr(actor, "pk", ""))


def _rejects_path(path: Path, record: IntakeRun | None) -> Path:
    stem = path.name.split(".")[0][:60]
    number = record.pk if record else f"dry-{os.getpid()}"
    return Path(settings.COMMONBEAT_HOME) / "rejects" / f"{number}-{stem}.csv"
