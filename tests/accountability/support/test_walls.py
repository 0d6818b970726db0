"""What nobody else reaches: not by SQL, not for a complaint's purposes, not by an import, not into an export or a list's order."""

import ast
import re
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import people
from factories import support as make

import commonbeat
from commonbeat.accountability.support.models import Figure, OfFile
from commonbeat.kernel import publish, walls
from commonbeat.kernel.walls.bases import Protected

pytestmark = pytest.mark.django_db
SRC = Path(commonbeat.__path__[0])
TABLES = sorted(
    one._meta.db_table for one in apps.get_app_config("support").get_models() if issubclass(one, Protected)
)
MEASURES = (
    "count",
    "ratio",
    "sure",
    "expected",
    "low",
    "high",
    "chance_low",
    "chance_high",
    "set_aside",
    "shape",
    "rate",
    "hours",
)


def rows() -> dict[str, int]:
    """How many rows SQL shows, by table."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
    return found


def test_sql_without_a_look_shows_nothing():
    make.raised()
    assert set(rows().values()) == {0}
    with make.platform(writing=False):
        assert rows()["support_figure"] == 48
        assert rows()["support_alert"] == 1


def test_the_read_role_has_no_right_at_all():
    from commonbeat.kernel.database.urls import database_url

    name = connection.settings_dict["NAME"]
    with psycopg.connect(database_url("read"), dbname=name, autocommit=True) as reader:
        for table in TABLES:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute(f"SELECT 1 FROM {table}")


@pytest.mark.parametrize(
    ("role", "purpose"),
    [
        ("ia_commander", "complaint_list"),
        ("oversight", "complaint_oversight"),
        ("city_manager", "complaint_list"),
    ],
)
def test_a_complaints_purposes_open_nothing_here(role, purpose):
    make.raised()
    with walls.looking(make.person(role), purpose):
        assert set(rows().values()) == {0}
        with pytest.raises(walls.NotLooking):
            Figure.objects.within_look().count()


def test_the_moves_and_clocks_of_an_alert_are_behind_the_wall_too():
    _member, alert = make.raised()
    query = "SELECT (SELECT count(*) FROM workflow_move WHERE subject_id = %s), (SELECT count(*) FROM clocks_clock WHERE subject_id = %s)"
    for who, purpose, seen in (
        (make.person("ia_commander"), "complaint_list", (0, 0)),
        (make.person("support_coordinator"), "support_list", (1, 1)),
    ):
        with walls.looking(who, purpose), connection.cursor() as cursor:
            cursor.execute(query, [alert.pk, alert.pk])
            assert cursor.fetchone() == seen


def imports_of(path: Path) -> set[str]:
    """Modules a file imports, absolute."""
    here = path.relative_to(SRC.parent).with_suffix("").parts
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = list(here[: -node.level]) if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found |= {module, *(f"{module}.{one.name}" for one in node.names)}
    return found


def test_nothing_that_judges_imports_early_support():
    """Complaints, interviews, discipline and disclosure cannot read it: they do not even know that it is there."""
    guilty = []
    for path in SRC.rglob("*.py"):
        room = path.relative_to(SRC).parts[:2]
        if room == ("accountability", "support") or room[0] == "demo":
            continue
        if any(re.match(r"commonbeat\.accountability\.support(\.|$)", one) for one in imports_of(path)):
            guilty.append(str(path.relative_to(SRC)))
    assert guilty == []


def test_early_support_reads_neither_wellness_nor_interviews_nor_discipline():
    words = re.compile(
        r"commonbeat\.(department\.wellness|accountability\.(interviews|discipline|disclosure))"
    )
    for path in (SRC / "accountability" / "support").rglob("*.py"):
        assert not any(words.match(one) for one in imports_of(path)), path.name


def test_no_model_holds_a_total_and_no_list_is_in_the_order_of_a_figure():
    for model in apps.get_app_config("support").get_models():
        names = {one.name for one in model._meta.get_fields()}
        assert not names & {"score", "rank", "total", "points", "percentile", "rating", "level_of_risk"}
        assert not {word.lstrip("-") for word in model._meta.ordering} & set(MEASURES)
    for path in (SRC / "accountability" / "support").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "order_by":
                named = {
                    str(one.value).lstrip("-") for one in ast.walk(node) if isinstance(one, ast.Constant)
                }
                assert not named & set(MEASURES), f"{path.name} orders by a figure"


@pytest.fixture
def pages(client):
    """The pages of a supervisor with two people, and of an officer."""
    sergeant = make.person("sergeant")
    make.raised(sergeant, account=make.person("officer"))
    return people.signed_in(sergeant)


def test_no_page_asks_the_database_for_the_order_of_a_figure(pages):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert pages.get("/console/support/").status_code == 200
        assert pages.get("/console/support/?sort=ratio&order=-count").status_code == 200
    ordered = [
        re.findall(r"ORDER BY (.*)", one["sql"]) for one in asked.captured_queries if "support_" in one["sql"]
    ]
    words = "|".join(MEASURES)
    assert any(ordered)
    assert not [one for one in ordered if re.search(rf'"support_\w+"\."({words})"', " ".join(one))]


def test_nothing_of_it_is_published_or_exported():
    assert not [one.name for one in publish.datasets() if "support" in one.name]
    from commonbeat.accountability.support import urls

    assert not [one.name for one in urls.urlpatterns if "export" in one.name or "csv" in one.name]


def test_every_row_of_a_file_knows_whom_it_is_about():
    for one in apps.get_app_config("support").get_models():
        if issubclass(one, OfFile):
            assert (one.WALL.own, one.WALL.parent, one.WALL.case) == ("account_id", "support_file", "file_id")
