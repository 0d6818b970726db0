"""Reading for the import pages."""

from pathlib import Path
from typing import Any

from django.conf import settings

from commonbeat.kernel.files.models import StoredFile
from commonbeat.kernel.intake.models import IntakeRun
from commonbeat.kernel.intake.reading import open_table
from commonbeat.kernel.intake.sniffing import sniff

SHOWN_ROWS = 8


def shipped() -> dict[str, Path]:
    """Mappings that come with the program or were put beside it, by name."""
    folders = (Path(settings.BASE_DIR) / "mappings", Path(settings.COMMONBEAT_HOME) / "mappings")
    return {path.stem: path for folder in folders for path in sorted(folder.glob("*.toml"))}


def file_of(run: IntakeRun) -> StoredFile:
    """The uploaded file of a run."""
    return StoredFile.objects.get(pk=run.stored_file)


def preview(path: Path) -> dict[str, Any]:
    """Header and first rows of a file; raises `IntakeError` when it is no table."""
    table = open_table(sniff(path))
    batch = next(table.batches(), None)
    rows = batch.frame.select(table.header).head(SHOWN_ROWS).rows() if batch is not None else []
    return {"header": table.header, "rows": rows, "notes": table.notes}
