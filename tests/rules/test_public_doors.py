"""What the public sees is decided in one place: its pages and interface read ``kernel.publish``, never working records."""

import ast
from pathlib import Path

import commonbeat

FRONT = Path(commonbeat.__path__[0]) / "front"
# The public edition of a report is prepared and released as a document of its own, by a named person.
EXCEPTIONS = {
    ("portal/views/reports.py", "commonbeat.operations.insight.queries"),
    ("portal/views/reports.py", "commonbeat.operations.insight.render_page"),
}
CLOSED = (
    "commonbeat.operations",
    "commonbeat.community",
    "commonbeat.department",
    "commonbeat.accountability",
)


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def doors() -> list[Path]:
    """Every folder that answers visitors who did not sign in."""
    return [*FRONT.glob("portal*"), *(FRONT / name for name in ("api", "open311", "webhooks"))]


def is_public_face(name: str) -> bool:
    """Whether a name is ``commonbeat.<room>.<topic>.public`` or something in it, of the rooms residents write to."""
    return name.startswith(("commonbeat.community.", "commonbeat.accountability.")) and name.split(".")[
        3:4
    ] == ["public"]


def public_imports() -> set[tuple[str, str]]:
    return {
        (str(path.relative_to(FRONT)), name)
        for door in doors()
        for path in door.rglob("*.py")
        for name in imported(path)
    }


def test_public_doors_import_no_working_records():
    reached = {
        (path, name)
        for path, name in public_imports()
        if name.startswith(CLOSED) and not is_public_face(name)
    }
    excused = {pair for pair in reached if any(pair[0] == p and pair[1].startswith(n) for p, n in EXCEPTIONS)}
    assert reached - excused == set()


def test_public_doors_import_no_models_of_the_city():
    reached = {
        pair for pair in public_imports() if pair[1].startswith("commonbeat.city") and ".models" in pair[1]
    }
    assert reached == set()


def test_every_exception_is_still_used():
    assert EXCEPTIONS - public_imports() == set()
