"""Write docs/reference from the code: commands, capabilities and roles, audit actions, environment."""

import os
import re
import subprocess
import sys
from pathlib import Path

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
    }
    for name, text in pages.items():
        (REFERENCE / name).write_text(text)
        print(f"docs/reference/{name}")


if __name__ == "__main__":
    main()
