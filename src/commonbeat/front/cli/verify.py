"""``commonbeat verify``: was anything in the audit log changed?"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from commonbeat.kernel.audit.verifying import Verdict

MINUTE_SECONDS = 60
Root = Annotated[
    str | None, typer.Option(help="A root you kept outside (64 hex digits); it must be in the chain.")
]
Export = Annotated[
    Path | None, typer.Option(help="Also write seals and leaves here, for the stand-alone verifier.")
]
Opened = Annotated[
    bool, typer.Option("--open", help="Open every row in the export: for auditors, not for the public.")
]

Protected = Annotated[
    bool,
    typer.Option(
        "--protected", help="With --open: also rows about protected records, for who may see all of them."
    ),
]


def register(app: typer.Typer) -> None:
    """Add ``verify``."""

    @app.command()
    def verify(
        root: Root = None, export: Export = None, opened: Opened = False, protected: Protected = False
    ) -> None:
        """Recompute the audit log; exit code 1 when a row or a seal was changed, deleted, inserted or moved."""
        from commonbeat.kernel.audit.verifying import verify_log  # slow

        verdict = verify_log(root)
        for line in report(verdict):
            typer.echo(line)
        for fault in verdict.faults:
            typer.echo(str(fault), err=True)
        _log("audit.verified", outcome="done" if verdict.is_sound else "failed", seals=verdict.seals)
        if export:
            _export(export, opened, protected)
        if not verdict.is_sound:
            raise typer.Exit(1)


def report(verdict: Verdict) -> list[str]:
    """What was found, in lines for people."""
    lines = [f"{verdict.rows:,} sealed rows in {verdict.seals:,} seals recomputed."]
    if verdict.root:
        lines.append(f"Newest root: {verdict.root}")
    if verdict.covered is not None:
        lines.append(f"The root you gave is in the chain and covers {verdict.covered:,} rows.")
    minutes, seconds = divmod(int(verdict.oldest_unsealed.total_seconds()), MINUTE_SECONDS)
    age = f", the oldest for {minutes} min {seconds} s" if verdict.unsealed else ""
    lines.append(f"Not sealed yet: {verdict.unsealed:,} rows{age}.")
    if verdict.is_sealed_late:
        lines.append(
            "Warning: rows wait longer than five minutes. Is the worker running? Is a transaction left open?"
        )
    lines.append(
        "Everything fits." if verdict.is_sound else f"{len(verdict.faults)} things do not fit; the first:"
    )
    return lines


def _export(path: Path, opened: bool, protected: bool) -> None:
    """Write the export and say how to check it."""
    from commonbeat.kernel.audit.export import export_log  # slow

    _log("audit.exported", opened=opened, protected=protected)
    lines = export_log(path, opened=opened, protected=protected)
    typer.echo(f"{lines:,} lines written to {path}; check with: python standalone_verify.py {path} ROOT")


def _log(action: str, outcome: str = "done", **details: object) -> None:
    """Reading the log is logged; the person is known by their number on this machine only."""
    from commonbeat.kernel import audit  # slow

    audit.record(action, actor=audit.Actor("command", f"uid {os.getuid()}"), outcome=outcome, details=details)
