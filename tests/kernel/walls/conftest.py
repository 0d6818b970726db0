"""Dossiers behind a wall, in tables the owner makes in the test's own database, and the people around them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
import pytest
import uuid6
from django.contrib.auth import get_user_model
from django.db import connection, models
from django.utils import timezone

from commonbeat.kernel import access, audit
from commonbeat.kernel.access.roles import Role, register_roles, roles
from commonbeat.kernel.walls import Kind, Purpose, RefusedPurpose, Wall, declare, looking
from commonbeat.kernel.walls.bases import Protected
from commonbeat.kernel.walls.migrations_sql import protect

KIND = "dossiers"


class Dossier(Protected):
    """A protected record."""

    WALL = Wall(kind=KIND, own="about", own_if="notified")

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7)
    number = models.CharField(max_length=20, unique=True)
    label = models.CharField(max_length=20)
    about = models.UUIDField(null=True)
    notified = models.BooleanField(default=False)
    text = models.TextField(default="")
    received = models.DateTimeField(default=timezone.now)

    class Meta(Protected.Meta):
        app_label = "walls_tests"
        db_table = "tests_dossier"


class Page(Protected):
    """A page of one."""

    WALL = Wall(kind=KIND, case="dossier_id", parent="tests_dossier")

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="pages")
    text = models.TextField()

    class Meta(Protected.Meta):
        app_label = "walls_tests"
        db_table = "tests_page"


TABLES = """
CREATE TABLE tests_dossier (id uuid PRIMARY KEY, number varchar(20) NOT NULL UNIQUE, label varchar(20) NOT NULL,
                            about uuid, notified boolean NOT NULL, text text NOT NULL,
                            received timestamptz NOT NULL DEFAULT now());
CREATE TABLE tests_page (id uuid PRIMARY KEY, dossier_id uuid NOT NULL REFERENCES tests_dossier, text text NOT NULL);
CREATE INDEX ON tests_dossier (label);
GRANT SELECT, INSERT, UPDATE, DELETE ON tests_dossier, tests_page TO cb_app;
GRANT SELECT ON tests_dossier, tests_page TO cb_read;
"""
KIND_DECLARED = Kind(
    name=KIND,
    title="dossier",
    labels={"plain": "tests.plain", "chief": "tests.chief"},
    writes={"plain": "tests.plain_write"},
    grants="tests.assign",
    emergency="tests.emergency",
    consents="tests.consent",
)
PURPOSES: tuple[Purpose | RefusedPurpose, ...] = (
    Purpose("dossier_work", "Work on a dossier", (KIND,), needs_case=True, writes=True),
    Purpose("dossier_list", "See the list", (KIND,), needs_case=False, writes=True),
    Purpose("dossier_own", "Read what is about oneself", (KIND,), needs_case=False, own=True),
    Purpose("dossier_party", "Read one's own statement", (KIND,), party=True, writes=True),
    Purpose("dossier_audit", "Audit", (KIND,), needs_case=False, capability="tests.audit"),
    Purpose("other_work", "Something else", ("others",), needs_case=False),
    RefusedPurpose("immigration", "Immigration enforcement", "State law refuses this."),
)
CAPABILITIES = ("plain", "plain_write", "chief", "assign", "emergency", "consent", "audit")
ROLES = {
    "commander": ("plain", "plain_write", "assign", "consent"),
    "inspector": ("plain", "chief", "assign"),
    "investigator": ("emergency",),
    "deputy": ("consent", "emergency"),
    "officer": (),
}


@pytest.fixture
def wall(owner_connection: psycopg.Connection) -> Iterator[None]:
    """Tables, walls, capabilities, roles, purposes."""
    owner_connection.execute(TABLES)
    owner_connection.execute(protect("tests_dossier", "walls_tests.Dossier", Dossier.WALL)[0])
    owner_connection.execute(protect("tests_page", "walls_tests.Page", Page.WALL)[0])
    for name in CAPABILITIES:
        access.register_capability(f"tests.{name}", name)
    before, known = roles(), (dict(declare._kinds), dict(declare._purposes))
    made = {name: Role(name, name, frozenset(f"tests.{one}" for one in held)) for name, held in ROLES.items()}
    register_roles({**before, **made})
    declare.register_kind(KIND_DECLARED)
    declare.register_kind(Kind("others", "other", {"plain": "tests.plain"}, *["tests.assign"] * 3))
    for one in PURPOSES:
        declare.register_purpose(one)
    yield
    register_roles(before)
    declare._kinds, declare._purposes = known


@pytest.fixture
def person(wall: None) -> Callable[..., Any]:
    """Makes somebody with roles."""
    from commonbeat.kernel.access.models import RoleGrant

    def make(name: str, *held: str) -> Any:
        made = get_user_model().objects.create(email=f"{name}@example.org", name=name)
        for role in held:
            RoleGrant.objects.create(user=made, role=role)
        return made

    return make


@dataclass
class House:
    """Three dossiers and the people around them."""

    commander: Any
    inspector: Any
    ana: Any
    officer: Any
    one: UUID
    two: UUID
    secret: UUID


@pytest.fixture
def house(person: Callable[..., Any]) -> House:
    """D-1 and D-2 are plain, D-3 is the chief's; D-1 is about the officer, who was not told yet."""
    made = House(
        person("commander", "commander"),
        person("inspector", "inspector"),
        person("ana", "investigator"),
        person("officer", "officer"),
        *(uuid6.uuid7() for _ in range(3)),
    )
    with looking(audit.SYSTEM, "dossier_list", writing=True):
        Dossier(id=made.one, number="D-1", label="plain", about=made.officer.pk, text="alpha").save()
        Dossier(id=made.two, number="D-2", label="plain", text="beta").save()
        Dossier(id=made.secret, number="D-3", label="chief", text="gamma").save()
        Page.objects.create(dossier_id=made.one, text="page of alpha")
        Page.objects.create(dossier_id=made.secret, text="page of gamma")
    return made


@pytest.fixture
def dossiers() -> type[Dossier]:
    """The model."""
    return Dossier


@pytest.fixture
def pages() -> type[Page]:
    """The model of pages."""
    return Page


@pytest.fixture
def as_app(wall: None) -> Iterator[psycopg.Connection]:
    """A connection of the app role that knows nothing of Django, nor the key."""
    from commonbeat.kernel.database.urls import database_url

    with psycopg.connect(
        database_url("app"), dbname=connection.settings_dict["NAME"], autocommit=True
    ) as made:
        yield made


@pytest.fixture
def as_read(wall: None) -> Iterator[psycopg.Connection]:
    """A connection of the read role."""
    from commonbeat.kernel.database.urls import database_url

    with psycopg.connect(
        database_url("read"), dbname=connection.settings_dict["NAME"], autocommit=True
    ) as made:
        yield made
