"""Free disk space, before it becomes a database that stops."""

import shutil
from pathlib import Path

from commonbeat.kernel.database.home import home
from commonbeat.kernel.database.urls import is_embedded

LITTLE = (
    2 * 1024**3
)  # bytes; a report and its vintage need far less, an import of a decade of calls about this


def nearly_full(little: int = LITTLE) -> str:
    """A warning for each disk of ours with less than ``little`` bytes free; empty when all is well."""
    warnings = []
    for folder in _folders():
        free = shutil.disk_usage(folder).free
        if free < little:
            warnings.append(
                f"Only {free / 1024**3:.1f} GB are free on the disk of {folder}: "
                "make room, for PostgreSQL stops writing when the disk is full."
            )
    return "\n".join(warnings)


def _folders() -> list[Path]:
    """Existing folders of ours, one for each disk."""
    folders = [home()]
    if is_embedded():
        from commonbeat.kernel.database.embedded import data_folder  # slow

        folders.append(data_folder())
    by_disk = {}
    for folder in folders:
        while not folder.exists():
            folder = folder.parent
        by_disk.setdefault(folder.stat().st_dev, folder)
    return list(by_disk.values())
