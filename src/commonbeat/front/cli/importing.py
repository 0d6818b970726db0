"""``commonbeat import``: bring files in from the command line."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

#: Exit codes: 0 everything in, 1 could not run, 3 done with rejected rows.
FAILED, WITH_REJECTS = 1, 3
VECTOR = ("beats", "boundary", "streets", "addresses", "landmarks")

errors = Console(stderr=True)


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("import")(import_files)


def import_files(
    what: str = typer.Argument(
        help="calls, incidents, roster, complaints, complaint-accused, beats, boundary, streets, addresses or landmarks"
    ),
    files: list[Path] = typer.Argument(help="one or more files"),  # noqa: B008
    mapping: Path | None = typer.Option(None, "--mapping", "-m", help="mapping file (TOML)"),  # noqa: B008
    source: str = typer.Option("", help="name of the source; the mapping's own otherwise"),
    dry_run: bool = typer.Option(False, "--dry-run", help="do everything, then take it back"),
    as_json: bool = typer.Option(False, "--json", help="print the result as JSON"),
    rejects: Path | None = typer.Option(None, "--rejects", help="where to write rejected rows (CSV)"),  # noqa: B008
    propose: bool = typer.Option(False, "--propose", help="print a mapping proposed from the first file"),
    account: str = typer.Option(
        "",
        "--as",
        help="for protected records: e-mail of whoever brings them in; they must hold the capability",
    ),
    code: str = typer.Option(
        "", "--code", help="for map files: the attribute that holds the code, the name or the whole address"
    ),
) -> None:
    """Bring files in; every row is accounted for."""
    from commonbeat.kernel.intake.errors import IntakeError

    try:
        if what in VECTOR:
            results = _shapes(what, files, source, code, dry_run)
        elif propose:
            _propose(what, files[0])
            return
        else:
            results = _tables(what, files, mapping, source, dry_run, rejects, account, quiet=as_json)
    except IntakeError as error:
        if as_json:
            typer.echo(json.dumps({"error": str(error)}))
        else:
            errors.print(str(error), style="red", markup=False, highlight=False)
        raise typer.Exit(FAILED) from None
    if as_json:
        typer.echo(json.dumps(results, ensure_ascii=False, indent=2))
    else:
        for one in results:
            _tell(one)
    if any(one["rejected"] for one in results):
        raise typer.Exit(WITH_REJECTS)


def _actor() -> Any:
    from commonbeat.kernel.audit import Actor

    return Actor("command", f"uid {os.getuid()}", "the command line")


def _tables(
    what: str,
    files: list[Path],
    mapping: Path | None,
    source: str,
    dry_run: bool,
    rejects: Path | None,
    account: str,
    quiet: bool,
) -> list[dict[str, Any]]:
    from commonbeat.kernel.intake.engine import run
    from commonbeat.kernel.intake.errors import MappingError
    from commonbeat.kernel.intake.mapping import load
    from commonbeat.kernel.intake.targets import target

    goal = target(what)
    if mapping is None:
        raise MappingError(
            f"Say how to read the columns with --mapping, or see a proposal: import {what} {files[0]} --propose"
        )
    how = load(mapping, goal)
    actor = _who(goal, account)
    results = []
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=errors, disable=quiet or not sys.stderr.isatty()) as bar:
        for number, path in enumerate(files):
            task = bar.add_task(path.name, total=None)
            outcome = run(
                path, goal, how, actor=actor, source=source, dry_run=dry_run, rejects=_numbered(rejects, number),
                progress=lambda done, total, task=task: bar.update(task, completed=done, total=total),
            )  # fmt: skip
            results.append(outcome.as_dict())
    return results


def _who(goal: Any, email: str) -> Any:
    """Protected records are brought in by a person who may; all others by whoever can run the command.

    Raises:
        IntakeError: nobody is named, or the person may not.
    """
    if not goal.capability:
        return _actor()
    from commonbeat.kernel.access import Refused, require
    from commonbeat.kernel.accounts.models import User
    from commonbeat.kernel.intake.errors import IntakeError

    person = User.objects.filter(email__iexact=email, is_active=True).first() if email else None
    if person is None:
        raise IntakeError(f"{goal.title}: name the account that brings them in with --as E-MAIL.")
    try:
        require(person, goal.capability, object_kind="import", object_id=goal.name)
    except Refused:
        raise IntakeError(f"{person.email} may not bring these in; it takes {goal.capability}.") from None
    return person


def _numbered(path: Path | None, number: int) -> Path | None:
    """One rejects file a source file: ``rejects.csv``, ``rejects-2.csv`` …"""
    return path if path is None or number == 0 else path.with_name(f"{path.stem}-{number + 1}{path.suffix}")


def _shapes(what: str, files: list[Path], source: str, code: str, dry_run: bool) -> list[dict[str, Any]]:
    from commonbeat.city.places.gazetteer import import_addresses, import_landmarks, import_streets
    from commonbeat.city.places.shapes import import_beats, import_boundary

    named = {"streets": import_streets, "addresses": import_addresses, "landmarks": import_landmarks}
    if what == "boundary":
        return [import_boundary(path, actor=_actor(), dry_run=dry_run) for path in files]
    if what in named:
        return [named[what](path, actor=_actor(), name=code, dry_run=dry_run) for path in files]
    return [import_beats(path, actor=_actor(), source=source, code=code, dry_run=dry_run) for path in files]


def _propose(what: str, path: Path) -> None:
    from commonbeat.city.agency.queries import agency
    from commonbeat.kernel.intake.proposing import propose
    from commonbeat.kernel.intake.targets import target

    typer.echo(propose(path, target(what), zone=agency().tz.key), nl=False)


def _tell(one: dict[str, Any]) -> None:
    out = Console(highlight=False, markup=False, soft_wrap=True)
    trial = " (trial run, nothing kept)" if one.get("dry_run") else ""
    out.print(
        f"{one['file']}: {one['read']:,} read = {one['accepted']:,} accepted + {one['updated']:,} updated"
        f" + {one['unchanged']:,} unchanged + {one['rejected']:,} rejected{trial}"
    )
    for note in one["notes"]:
        out.print(f"  {note}")
    for reject in one.get("examples", []):
        out.print(
            f"  row {reject['row']}, {reject['column'] or 'whole row'}: {reject['reason']} ({reject['value'][:60]!r})"
        )
    if one.get("rejects_path"):
        out.print(f"  All rejected rows: {one['rejects_path']}")
