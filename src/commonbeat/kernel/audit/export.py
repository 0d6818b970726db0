"""The export others check the log with: JSON lines of seals with their leaves, and opened rows when asked for.

A leaf tells nothing about its row: it is salted. A row is opened by publishing its fields and its salt.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from django.db import connection, transaction

from commonbeat.kernel.audit.canonical import ROW_AS_TEXTS, SEAL_FIELDS, moment, seal_texts
from commonbeat.kernel.audit.models import AuditDailyRoot, AuditEntry, AuditSeal
from commonbeat.kernel.audit.queries import about_protected

FORMAT = 1


def export_log(path: Path, *, opened: bool = False, protected: bool = False) -> int:
    """Write the export; an older one at the place is replaced once the new one is whole.

    Args:
        path: where to.
        opened: also every row with its salt (for an auditor, not for the public).
        protected: rows about protected records too; otherwise only their numbers are there, as withheld.

    Returns:
        How many lines were written.
    """
    part = path.with_name(f"{path.name}.part")
    lines = 0
    with transaction.atomic(), part.open("w", encoding="utf-8") as file:
        for line in export_lines(opened=opened, protected=protected):
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            lines += 1
    part.replace(path)
    return lines


def export_lines(*, opened: bool = False, protected: bool = False) -> Iterator[dict[str, object]]:
    """The lines of the export as values of JSON; call inside a transaction."""
    yield {"log": "commonbeat audit", "format": FORMAT, "opened": "all" if opened else "none"}
    for seal in AuditSeal.objects.order_by("no").iterator():
        leaves = seal.leaves.order_by("position").values_list("entry_seq", "leaf")
        yield {
            "seal": dict(zip(SEAL_FIELDS, seal_texts(seal), strict=True)),
            "previous": bytes(seal.previous).hex(),
            "root": bytes(seal.root).hex(),
            "leaves": [[seq, bytes(leaf).hex()] for seq, leaf in leaves],
        }
    if opened:
        kept_back = set() if protected else set(_protected_rows())
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT salt, {ROW_AS_TEXTS} FROM audit_entry ORDER BY seq")
            for salt, *texts in iter(cursor.fetchone, None):
                if texts[0] in kept_back:
                    yield {"withheld": texts[0]}
                else:
                    yield {"row": texts, "salt": bytes(salt).hex()}


def _protected_rows() -> Iterator[str]:
    """Numbers of rows about protected records, as they stand in the export."""
    rows = AuditEntry.objects.filter(about_protected()).order_by()
    return (str(seq) for seq in rows.values_list("seq", flat=True).iterator())


def write_roots(folder: Path) -> list[Path]:
    """Write one small file for each daily root that has none yet; returns the new files, oldest first.

    Args:
        folder: made when it is not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    new = []
    for daily in AuditDailyRoot.objects.select_related("seal").order_by("day"):
        path = folder / f"{daily.day:%Y-%m-%d}.json"
        if path.exists():
            continue
        part = path.with_suffix(".part")
        part.write_text(json.dumps(root_statement(daily), indent=1) + "\n", encoding="utf-8")
        part.replace(path)
        new.append(path)
    return new


def root_statement(daily: AuditDailyRoot) -> dict[str, str]:
    """What is published of a day: its last seal and root."""
    return {
        "log": "commonbeat audit",
        "day": f"{daily.day:%Y-%m-%d}",
        "seal": str(daily.seal_id),
        "sealed_at": moment(daily.seal.sealed_at),
        "root": bytes(daily.root).hex(),
    }
