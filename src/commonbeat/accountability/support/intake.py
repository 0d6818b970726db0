"""What early support takes in from files until force and pursuits have rooms of their own.

What happened and who was there are two tables: several officers report on one event. A file that holds both in one row
per officer is imported twice, once for each target.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import polars as pl

from commonbeat.kernel import audit, walls
from commonbeat.kernel.intake.flagging import flags
from commonbeat.kernel.intake.targets import Context, Field, Kind, Target

from .enums import WALL, Happened

MOST_HOURS = 24 * 31
_NUMBER = Field("number", required=True, max_length=40, synonyms=(
    "badge number", "badge", "employee number", "employee id", "officer id", "member number"))  # fmt: skip
_KEY_SYNONYMS = ("event id", "report number", "report id", "incident number", "trr id", "id")


def _looking() -> AbstractContextManager[Any]:
    """Everything here is behind a wall; imports are the platform's own work."""
    return walls.looking(audit.SYSTEM, "support_compute", writing=True, lasts=timedelta(hours=2))


def _occurrences(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Flag what cannot be; see `Target.prepare`."""
    return flags(
        frame.with_columns(pl.col("level").fill_null(""), pl.col("kind").fill_null(Happened.FORCE.value)),
        in_the_future=pl.col("happened_at") > pl.lit(_now()),
    )


def _now() -> Any:
    from django.utils import timezone

    return timezone.now().replace(tzinfo=None)


def _involvements(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """The key, and room for the file; see `Target.prepare`."""
    return _roomy(frame, pl.concat_str(["occurrence_key", "number"], separator=" "))


def _duty(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """The key, room for the file, and rows refused that hold more hours than a month has."""
    frame = _roomy(frame, pl.concat_str(["number", "assignment", "day_local"], separator=" "))
    return frame.with_columns(
        pl.when(pl.col("hours") < 0)
        .then(pl.lit("hours are negative"))
        .when(pl.col("hours") > MOST_HOURS)
        .then(pl.lit("more hours than a month has"))
        .alias("_refused")
    )


def _roomy(frame: pl.DataFrame, key: pl.Expr) -> pl.DataFrame:
    empty = pl.lit(None, dtype=pl.String)
    return frame.with_columns(key.alias("external_id"), empty.alias("file_id"), empty.alias("account_id"))


def files(cursor: Any, context: Context) -> None:
    """A file for each member number in the staged rows, and the rows put into it.

    A number that is on no roster gets a file without a name: an earlier member, or another system's number.
    """
    cursor.execute(
        "INSERT INTO support_file (id, number, member_id, account_id)"
        " SELECT gen_random_uuid(), s.number, m.id, m.account_id"
        " FROM (SELECT DISTINCT number FROM intake_stage) s LEFT JOIN roster_member m ON m.number = s.number"
        " ON CONFLICT (number) DO NOTHING RETURNING id, account_id"
    )
    made = [row for row in cursor.fetchall() if row[1] is not None]
    cursor.execute(
        "UPDATE intake_stage s SET file_id = f.id, account_id = f.account_id FROM support_file f WHERE f.number = s.number"
    )
    _keep_out(made)


def _keep_out(made: list[tuple[Any, Any]]) -> None:
    """Nobody looks at the own file as anybody's supervisor."""
    from commonbeat.kernel.accounts.models import User
    from commonbeat.kernel.walls import grants

    people = User.objects.in_bulk([account for _file, account in made])
    for file, account in made:
        grants.recuse(audit.SYSTEM, WALL, file, people[account], reason="it is about them")


OCCURRENCES = Target(
    name="force",
    title="Force and pursuits: what happened and when",
    table="support_occurrence",
    fields=(
        Field("external_id", required=True, max_length=64, synonyms=_KEY_SYNONYMS),
        Field("kind", choices=tuple(Happened.values), synonyms=("kind", "type", "event type")),
        Field("happened_at", Kind.INSTANT, required=True, synonyms=("date", "date time", "occurred", "trr date")),
        Field("level", max_length=60, synonyms=("level", "force level", "highest force")),
    ),
    clock="happened_at",
    columns=("kind", "happened_at", "level"),
    prepare=_occurrences,
    around=_looking,
    capability="support.manage",
)  # fmt: skip
INVOLVEMENTS = Target(
    name="force_officers",
    title="Force and pursuits: which officers",
    table="support_involvement",
    fields=(
        Field("occurrence_key", required=True, max_length=64, synonyms=_KEY_SYNONYMS),
        _NUMBER,
    ),
    clock="",
    columns=("file_id", "account_id", "occurrence_key"),
    prepare=_involvements,
    after=files,
    key_fields=("occurrence_key", "number"),
    staged={"number": "varchar"},
    around=_looking,
    capability="support.manage",
)  # fmt: skip
DUTY_TIME = Target(
    name="duty_time",
    title="Hours on duty by assignment",
    table="support_dutytime",
    fields=(
        _NUMBER,
        Field("day", Kind.INSTANT, required=True, synonyms=("date", "month", "day")),
        Field("assignment", required=True, max_length=80, synonyms=("assignment", "unit", "division")),
        Field("hours", Kind.REAL, required=True, synonyms=("hours", "hours worked", "duty hours")),
    ),
    clock="day",
    columns=("file_id", "account_id", "day", "assignment", "hours"),
    prepare=_duty,
    after=files,
    key_fields=("number", "assignment", "day"),
    staged={"number": "varchar"},
    around=_looking,
    capability="support.manage",
)  # fmt: skip
