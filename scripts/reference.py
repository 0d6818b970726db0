"""Write docs/reference from the code: commands, capabilities, audit actions, environment, processes, clocks."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

REPO = Path(__file__).resolve().parents[1]
REFERENCE = REPO / "docs" / "reference"
HEAD = "<!-- Written by scripts/reference.py; change the code, then run `make docs`. -->\n\n"


def table(title: str, intro: str, columns: list[str], rows: list[list[str]]) -> str:
    """A page with one table."""
    lines = [f"# {title}\n", f"{intro}\n", f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return HEAD + "\n".join(lines) + "\n"


def access_page() -> str:
    """Capabilities by role."""
    from commonbeat.kernel.access import capabilities, roles

    rows = []
    for one in capabilities():
        held = [str(role.title) for role in roles().values() if one.name in role.capabilities]
        rows.append([f"`{one.name}`", str(one.label), ", ".join(sorted(held)) or "nobody"])
    columns = ["Name", "What it allows", "Roles"]
    return table("Capabilities", "What may be granted, and which role holds it.", columns, sorted(rows))


def audit_page() -> str:
    """Audit actions and their sentences."""
    from commonbeat.kernel.audit import registry

    rows = [[f"`{item.name}`", f"`{item.sentence}`"] for item in registry.actions()]
    return table("Audit actions", "Everything the audit log can say.", ["Action", "Sentence"], rows)


def settings_page() -> str:
    """Environment variables the code reads."""
    names: dict[str, set[str]] = {}
    for path in [*REPO.glob("config/**/*.py"), *REPO.glob("src/**/*.py")]:
        for name in re.findall(r"""["'](COMMONBEAT_[A-Z_]+|DATABASE_[A-Z_]*URL)["']""", path.read_text()):
            names.setdefault(name, set()).add(str(path.relative_to(REPO)))
    rows = [
        [f"`{name}`", ", ".join(f"`{file}`" for file in sorted(files))]
        for name, files in sorted(names.items())
    ]
    return table(
        "Environment", "Variables that change how an installation runs.", ["Variable", "Read in"], rows
    )


def commands_page() -> str:
    """The command line's own help."""
    env = {**os.environ, "COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "commonbeat.front.cli.main", "--help"]
    shown = subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout.rstrip()
    return f"{HEAD}# Commands\n\n```\n{shown}\n```\n"


def processes_page() -> str:
    """Every process as a diagram and as a table of its transitions."""
    from commonbeat.kernel.workflow import processes

    parts = [
        f"{HEAD}# Processes",
        "The states of every kind of record, and the only ways from one to another. A step backwards always needs a "
        "reason. How it works: [Processes](../explanation/processes.md).",
        *(_process(one) for one in processes()),
    ]
    return "\n\n".join(parts) + "\n"


def _process(process: Any) -> str:
    """One process."""
    from commonbeat.kernel.workflow import diagram, transition_table

    states = [[f"`{one.name}`", one.kind, str(one.title), str(one.public_title)] for one in process.states]
    steps = [
        [
            f"`{row.name}`" if row.name else "(beginning)",
            str(row.title) or "—",
            ", ".join(map(str, row.sources)) or "—",
            str(row.target),
            f"`{row.capability}`"
            if row.capability
            else "the resident, the system"
            if row.name
            else "its own door",
            ", ".join(f"`{name}`" for name in row.needs) or "—",
            ", ".join(row.effects) or "—",
        ]
        for row in transition_table(process)
    ]
    return "\n\n".join(
        [
            f"## {process.title} (`{process.name}`)",
            f"```mermaid\n{diagram(process)}```",
            _rows(["State", "Kind", "Staff read", "Residents read"], states),
            _rows(["Transition", "Button", "From", "To", "Who", "Needs", "Also happens"], steps),
        ]
    )


def clocks_page() -> str:
    """Every promised time."""
    from commonbeat.kernel.clocks import kinds

    rows = [
        [
            f"`{one.name}`",
            str(one.title),
            str(one.promise) or "—",
            _length(one.length),
            _length(one.remind) if one.remind else "—",
            f"`{one.escalate_to}`" if one.escalate_to else "—",
            "yes" if one.public else "no",
        ]
        for one in kinds()
    ]
    columns = ["Clock", "Title", "Promise", "Length", "Reminder before", "Who hears of lateness", "Public"]
    intro = "Every promised time, unless a record has a length of its own. How days are counted: [Clocks](../explanation/clocks.md)."
    return table("Clocks", intro, columns, rows) + _grounds()


def _grounds() -> str:
    """What lets the law's clocks stand still or gives them more time, and when somebody hears of them."""
    from commonbeat.kernel.clocks import kinds

    rows = []
    for one in kinds():
        for ground in one.grounds:
            does = "stands still" if ground.waits else "is extended by a length"
            rows.append([f"`{one.name}`", str(ground.title), ground.authority or "—", does])
        for step in one.renewals:
            most = (
                "" if step.most == 1 else f", up to {step.most} times" if step.most else ", again and again"
            )
            does = f"is prolonged by {_length(step.length)}{most}"
            rows.append([f"`{one.name}`", str(step.title), step.authority or "—", does])
        if one.cap:
            rows.append(
                [f"`{one.name}`", "In all", "—", f"at most {_length(one.cap)}, standing still left out"]
            )
        if one.alerts:
            after = ", ".join(_length(alert) for alert in one.alerts)
            rows.append([f"`{one.name}`", "Alerts", "—", f"tells its keepers after {after}"])
        for up in one.escalate:
            whom = f"`{up.to}`" if isinstance(up.to, str) else "those the topic works out"
            rows.append(
                [f"`{one.name}`", "Escalation", "—", f"tells {whom} {_length(up.after)} after the due moment"]
            )
    lines = _rows(["Clock", "Why", "Authority", "What the clock does"], rows)
    return f"\n## Grounds, steps and alerts\n\n{lines}\n" if rows else ""


def _length(length: Any) -> str:
    """A length in words."""
    unit = {"calendar": "calendar days", "business": "business days"}.get(length.unit, length.unit)
    words = f"{length.number} {unit if length.number > 1 else unit.removesuffix('s')}"
    return f"{words}, on to a business day" if length.roll else words


def _rows(columns: list[str], rows: list[list[str]]) -> str:
    """A table alone; a bar within a cell would end it."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


def main() -> None:
    """Write every page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    REFERENCE.mkdir(parents=True, exist_ok=True)
    pages = {
        "access.md": access_page(),
        "audit-actions.md": audit_page(),
        "environment.md": settings_page(),
        "commands.md": commands_page(),
        "processes.md": processes_page(),
        "clocks.md": clocks_page(),
    }
    for name, text in pages.items():
        (REFERENCE / name).write_text(text)
        print(f"docs/reference/{name}")


if __name__ == "__main__":
    main()
