"""A process to try things on: fence reports, in a table the owner makes in the test's own database."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.contrib.auth import get_user_model
from django.db import models

from commonbeat.kernel import access, audit
from commonbeat.kernel.access.roles import Role, register_roles, roles
from commonbeat.kernel.workflow import (
    Effect,
    MoveRefused,
    Process,
    State,
    Transition,
    declare,
    register_process,
)
from commonbeat.kernel.workflow.migrations_sql import guard
from commonbeat.kernel.workflow.models import Moving

HEARD: list[tuple[str, str]] = []


class Fence(Moving):
    """A reported fence."""

    PROCESS = "tests.fence"

    id = models.UUIDField(primary_key=True)
    owner = models.CharField("owner", max_length=20, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        app_label = "workflow_fences"
        db_table = "workflow_fences"

    def __str__(self) -> str:
        return str(self.id)


def hear(record: Any, made: Any) -> None:
    """An effect that remembers."""
    HEARD.append((record.state, made.transition))


def fail(record: Any, made: Any) -> None:
    """An effect that cannot."""
    raise RuntimeError("the printer is on fire")


def refuse(record: Any, made: Any) -> None:
    """An effect that writes something down and then finds that the step is not possible."""
    record.note = "sold"
    raise MoveRefused({"": "Nobody buys it."})


PROCESS = Process(
    name="tests.fence",
    title="Fence",
    model="workflow_fences.Fence",
    states=(
        State("new", "open", "New", "We have it"),
        State("taken", "open", "Taken"),
        State("mended", "closed", "Mended"),
    ),
    transitions=(
        Transition(
            "take", "Take", ("new",), "taken", "tests.mend", ("owner",), effects=(Effect("tell", hear),)
        ),
        Transition("mend", "Mend", ("taken",), "mended", "tests.mend", reason=True),
        Transition("reopen", "Not fixed", ("mended",), "new", ""),
        Transition("burn", "Burn", ("new",), "mended", "tests.mend", effects=(Effect("print", fail),)),
        Transition("sell", "Sell", ("new",), "mended", "tests.mend", effects=(Effect("ask", refuse),)),
    ),
    begins=(Effect("greet", hear),),
)
TABLE = """
CREATE TABLE workflow_fences (id uuid PRIMARY KEY, state varchar(40) NOT NULL, owner varchar(20) NOT NULL,
                              note text NOT NULL);
GRANT SELECT, INSERT, UPDATE, DELETE ON workflow_fences TO cb_app;
"""


@pytest.fixture
def fences(owner_connection: psycopg.Connection) -> Iterator[Process]:
    """The process, its table, and the role that mends."""
    owner_connection.execute(TABLE)
    owner_connection.execute(guard("workflow_fences", PROCESS.name)[0])
    access.register_capability("tests.mend", "Mend fences")
    before = roles()
    register_roles({**before, "mender": Role("Mender", "Mends.", frozenset({"tests.mend"}))})
    register_process(PROCESS)
    HEARD.clear()
    yield PROCESS
    register_roles(before)
    declare._processes.pop(PROCESS.name)


@pytest.fixture
def mender(fences: Process) -> Any:
    """Somebody who may mend."""
    from commonbeat.kernel.access.models import RoleGrant

    person = get_user_model().objects.create(email="mender@example.org", name="Mara Ender")
    RoleGrant.objects.create(user=person, role="mender")
    return person


@pytest.fixture
def resident() -> audit.Actor:
    """Somebody at a public door."""
    return audit.Actor("resident")


@pytest.fixture
def fence_model() -> type[Fence]:
    """The model."""
    return Fence


@pytest.fixture
def heard() -> list[tuple[str, str]]:
    """What the effect was called with."""
    return HEARD
