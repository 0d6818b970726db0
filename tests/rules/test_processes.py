"""States change through ``kernel/workflow`` only: looked for in the code, and in the database itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models

import commonbeat
from commonbeat.kernel.workflow import checks, processes
from commonbeat.kernel.workflow.fields import StateField
from commonbeat.kernel.workflow.models import Moving, MovingQuerySet

SRC = Path(commonbeat.__path__[0])
OWN = SRC / "kernel" / "workflow"
# (file, line of code): writes to something else that happens to be called state, each with its reason.
EXCUSED = {
    # the row of a published dataset, whose state is a copy
    ("community/requests/publication.py", "row.state = record.state"),
    # earlier complaints by the hundred thousand, in one statement with their moves; the guard's trigger holds them to it
    (
        "accountability/complaints/intake.py",
        "cursor.execute(f\"UPDATE complaints_complaint c SET state = 'closed'{since}\", [context.source])",
    ),
}
WRITERS = {"update", "create", "get_or_create", "update_or_create", "aupdate", "acreate"}


def moving_models() -> list[type[Moving]]:
    """Every model that follows a process."""
    return [model for model in apps.get_models() if issubclass(model, Moving)]


def holds(node: ast.AST, word: str) -> bool:
    """Whether a text anywhere inside is exactly this word."""
    return any(isinstance(one, ast.Constant) and one.value == word for one in ast.walk(node))


def assigned(node: ast.AST) -> Iterator[ast.expr]:
    """What a statement assigns to."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
    elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.For):
        yield node.target


def called(node: ast.Call) -> str:
    """The last name of what is called."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def is_write(node: ast.AST, classes: set[str]) -> bool:
    """Whether a piece of code writes a state."""
    if any(isinstance(one, ast.Attribute) and one.attr == "state" for one in assigned(node)):
        return True
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").startswith("commonbeat.kernel.workflow") and any(
            alias.name in {"writing", "_writing"} for alias in node.names
        )
    if not isinstance(node, ast.Call):
        return False
    name, words = called(node), {one.arg for one in node.keywords}
    if name == "update" and isinstance(node.func, ast.Attribute) and not node.keywords:
        return False  # a dict or a set
    if name in WRITERS:
        spread = any(
            one.arg in {None, "defaults", "create_defaults"} and holds(one, "state") for one in node.keywords
        )
        return "state" in words or spread
    if name in {"bulk_update", "setattr", "__setattr__"}:
        return any(holds(one, "state") for one in [*node.args, *node.keywords])
    return name in classes and "state" in words


def is_written_in_sql(node: ast.AST, tables: set[str]) -> bool:
    """Whether a text is SQL that puts rows into a guarded table or sets their state, or opens a disposal."""
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return False
    said = re.sub(r"\s+", " ", node.value).lower().replace('"', "")
    if "set_config('commonbeat.disposal'" in said or "session_replication_role" in said:
        return True
    for table in tables:
        if re.search(rf"(insert into|copy|merge into) {table}\b", said):
            return True
        if re.search(rf"update {table}\b.*\bset\b.*\bstate ?=", said) or f"disable trigger {table}" in said:
            return True
    return False


def writes(source: str, classes: set[str], tables: set[str]) -> list[str]:
    """The lines of a file that write a state.

    Args:
        source: the file.
        classes: names of models that follow a process; empty where none is in reach.
        tables: their tables.
    """
    lines = source.splitlines()
    return [
        lines[node.lineno - 1].strip()
        for node in ast.walk(ast.parse(source))
        if (classes and is_write(node, classes)) or is_written_in_sql(node, tables)
    ]


def in_reach(source: str, path: Path, topics: set[str]) -> bool:
    """Whether a file belongs to a topic with a process, or imports one."""
    own = ".".join(("commonbeat", *path.relative_to(SRC).parts[:2]))
    return own in topics or any(f"{topic}." in source or f"{topic} " in source for topic in topics)


def test_no_code_but_the_workflow_writes_a_state() -> None:
    models_ = moving_models()
    classes = {model.__name__ for model in models_}
    tables = {model._meta.db_table for model in models_}
    topics = {model._meta.app_config.name for model in models_}
    found = set()
    for path in SRC.rglob("*.py"):
        if OWN in path.parents or "migrations" in path.parts:
            continue
        source = path.read_text()
        near = classes if in_reach(source, path, topics) else set()
        found |= {(str(path.relative_to(SRC)), line) for line in writes(source, near, tables)}
    assert found - EXCUSED == set()


@pytest.mark.parametrize(
    "line",
    [
        "request.state = 'closed'",
        "request.state, request.note = 'closed', ''",
        "request.state: str = 'closed'",
        "request.state += 'x'",
        "setattr(request, 'state', 'closed')",
        "Request.objects.filter(pk=1).update(state='closed')",
        "Request.objects.update(**{'state': 'closed'})",
        "Request.objects.bulk_update(rows, ['note', 'state'])",
        "Request.objects.bulk_update(rows, fields=('state',))",
        "Request.objects.create(note='', state='closed')",
        "Request.objects.update_or_create(pk=1, defaults={'state': 'closed'})",
        "Request(note='', state='closed')",
        "models.Request(state='closed')",
        "from commonbeat.kernel.workflow.models import Moving, writing",
        "cursor.execute('UPDATE requests_request SET note = %s, state = %s')",
        "cursor.execute('update \"requests_request\" r\\n set state=%s')",
        "cursor.execute(f'INSERT INTO requests_request VALUES ({x})')",
        "cursor.copy('COPY requests_request (id, state) FROM STDIN')",
        "cursor.execute(\"SELECT set_config('commonbeat.disposal', 'x', true)\")",
    ],
)
def test_the_check_finds_each_way_to_write(line: str) -> None:
    assert len(writes(line, {"Request"}, {"requests_request"})) == 1


@pytest.mark.parametrize(
    "line",
    [
        "rows = Request.objects.filter(state='new')",
        "shown = Row(state=request.state)",
        "seen.update({'state': 1})",
        "request.note = request.state",
        "Request.objects.filter(state='new').update(note='')",
        "Request.objects.bulk_update(rows, ['note'])",
        "cursor.execute('SELECT state FROM requests_request')",
        "cursor.execute('UPDATE requests_request SET note = %s')",
        "cursor.execute('UPDATE other SET state = 1')",
    ],
)
def test_the_check_leaves_reading_alone(line: str) -> None:
    assert writes(line, {"Request"}, {"requests_request"}) == []


def test_every_excuse_is_still_needed() -> None:
    stale = {(file, line) for file, line in EXCUSED if line not in (SRC / file).read_text()}
    assert stale == set()


def test_every_model_that_moves_has_its_process_and_the_other_way_round() -> None:
    declared = {
        process.model: process.name for process in processes() if not process.name.startswith("tests.")
    }
    assert {model._meta.label: model.PROCESS for model in moving_models()} == declared
    faults = [fault for one in processes() if one.name in declared.values() for fault in checks.faults(one)]
    assert faults == []


def test_every_model_that_moves_refuses_writes_in_bulk() -> None:
    open_ones = [
        f"{model._meta.label}.{manager.name}"
        for model in moving_models()
        for manager in model._meta.managers
        if not isinstance(manager.get_queryset(), MovingQuerySet)
    ]
    assert open_ones == []


def test_a_state_stands_in_no_other_model() -> None:
    stray = [
        field
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, StateField) and not issubclass(model, Moving)
    ]
    assert stray == []
    assert all(isinstance(model._meta.get_field("state"), StateField) for model in moving_models())


GUARDS = """
SELECT c.relname, p.proname, t.tgargs, t.tgdeferrable AND t.tginitdeferred, t.tgenabled = 'O'
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE p.proname IN ('workflow_state_has_move', 'workflow_record_is_kept')
"""


@pytest.mark.django_db
def test_every_process_has_its_guard_in_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute(GUARDS)
        there = {
            (table, name): (bytes(args).rstrip(b"\0").decode(), *rest)
            for table, name, args, *rest in cursor.fetchall()
        }
    wanted = {}
    for model in moving_models():
        table = model._meta.db_table
        wanted[table, "workflow_state_has_move"] = (model.PROCESS, True, True)
        wanted[table, "workflow_record_is_kept"] = (model.PROCESS, False, True)
    assert {key: value for key, value in there.items() if key in wanted} == wanted
    assert all(isinstance(model._meta.pk, models.UUIDField) for model in moving_models())
