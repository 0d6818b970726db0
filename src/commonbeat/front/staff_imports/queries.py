"""Reading for the import pages."""

import csv
import itertools
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from commonbeat.kernel.access import allowed
from commonbeat.kernel.files.models import StoredFile
from commonbeat.kernel.intake.models import IntakeRun, RunState
from commonbeat.kernel.intake.reading import open_table
from commonbeat.kernel.intake.sniffing import sniff
from commonbeat.kernel.intake.targets import capability, target_names

SHOWN_ROWS = 8
SHOWN_REJECTS = 20
#: Larger files are imported by the worker, in the background.
AT_ONCE_BYTES = 2_000_000
#: Runs that may be started, for the first time or again.
OPEN = (RunState.WAITING, RunState.FAILED, RunState.ABANDONED, RunState.CANCELLED)
BUSY = (RunState.QUEUED, RunState.RUNNING)


def shipped() -> dict[str, Path]:
    """Mappings that come with the program or were put beside it, by name."""
    folders = (Path(settings.BASE_DIR) / "mappings", Path(settings.COMMONBEAT_HOME) / "mappings")
    return {path.stem: path for folder in folders for path in sorted(folder.glob("*.toml"))}


def shown_to(viewer: Any) -> QuerySet[IntakeRun]:
    """Imports a viewer may see: of protected records only those who may bring these in."""
    hidden = [name for name in target_names() if not allowed(viewer, capability(name, writing=False))]
    rows = IntakeRun.objects.exclude(target__in=hidden)
    return rows if allowed(viewer, "imports.read") else rows.filter(target__in=target_names())


def file_of(run: IntakeRun) -> StoredFile:
    """The uploaded file of a run."""
    return StoredFile.objects.get(pk=run.stored_file)


def rejects_file(run: IntakeRun) -> Path | None:
    """The file of a run's rejected rows, if there is one where such files belong."""
    path = Path(run.rejects_path)
    folder = Path(settings.COMMONBEAT_HOME) / "rejects"
    inside = bool(run.rejects_path) and folder.resolve() in path.resolve().parents
    return path if inside and path.is_file() else None


def first_rejects(run: IntakeRun) -> list[dict[str, str]]:
    """Row, column, value and reason of the first rejected rows."""
    path = rejects_file(run)
    if path is None:
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = itertools.islice(csv.DictReader(file), SHOWN_REJECTS)
        return [
            {name: row[f"_{name}"] or "" for name in ("row", "column", "value", "reason")} for row in rows
        ]


def percent_done(run: IntakeRun) -> int:
    """How much of the file has been read, 0 to 100."""
    return min(100, 100 * run.bytes_done // max(1, run.file_size))


def preview(path: Path) -> dict[str, Any]:
    """Header and first rows of a file; raises `IntakeError` when it is no table."""
    table = open_table(sniff(path))
    batch = next(table.batches(), None)
    rows = batch.frame.select(table.header).head(SHOWN_ROWS).rows() if batch is not None else []
    return {"header": table.header, "rows": rows, "notes": table.notes}
