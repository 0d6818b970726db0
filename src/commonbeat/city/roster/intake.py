"""What a roster takes in from a file: a row is one officer's turn of duty in a unit."""

from typing import Any

import polars as pl

from commonbeat.kernel.intake.flagging import flags
from commonbeat.kernel.intake.targets import Context, Field, Kind, Target

FIELDS = (
    Field("number", required=True, max_length=20, synonyms=(
        "badge number", "badge", "employee number", "employee id", "officer id", "serial number", "id number")),
    Field("name", max_length=120, synonyms=("officer name", "employee name", "officer", "employee", "full name", "name")),
    Field("rank", max_length=40, synonyms=("rank", "title", "position")),
    Field("is_sworn", Kind.YESNO, synonyms=("sworn", "is sworn")),
    Field("unit_code", max_length=20, synonyms=("unit", "unit code", "call sign", "car", "assignment")),
    Field("unit_kind", max_length=20, synonyms=("unit type", "unit kind", "division", "bureau")),
    Field("beat_code", max_length=20, synonyms=("beat", "patrol beat", "area")),
    Field("starts_at", Kind.INSTANT, required=True, synonyms=("shift start", "start", "starts", "start time", "on duty", "from")),
    Field("ends_at", Kind.INSTANT, required=True, synonyms=("shift end", "end", "ends", "end time", "off duty", "to")),
)  # fmt: skip
#: Longer than two days is a mistake in the file, not a turn of duty.
LONGEST_HOURS = 48


def prepare(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Key, length and defaults; see `Target.prepare`.

    With ``ends_next_day = true`` under ``[local]`` a turn that ends before it starts ends on the next day, at the same
    wall clock: for rosters that give one date and two times of day.
    """
    frame = frame.with_columns(
        pl.concat_str(["number", "starts_at_local"], separator=" ").alias("external_id"),
        pl.lit(None, dtype=pl.Int64).alias("member_id"),
        pl.lit(None, dtype=pl.Int64).alias("unit_id"),
    )
    if context.mapping.local.get("ends_next_day"):
        backwards = pl.col("ends_at") <= pl.col("starts_at")
        frame = flags(frame, ends_next_day=backwards)
        frame = frame.with_columns(
            pl.when(backwards)
            .then(_next_day("ends_at", context.mapping.zone))
            .otherwise("ends_at")
            .alias("ends_at")
        )
    hours = (pl.col("ends_at") - pl.col("starts_at")).dt.total_minutes() / 60
    return frame.with_columns(
        pl.when(hours <= 0)
        .then(pl.lit("the turn of duty ends before it starts"))
        .when(hours > LONGEST_HOURS)
        .then(pl.lit(f"the turn of duty is longer than {LONGEST_HOURS} hours"))
        .alias("_refused")
    )


def _next_day(name: str, zone: str) -> pl.Expr:
    local = pl.col(name).dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
    return local.dt.offset_by("1d").dt.convert_time_zone("UTC").dt.replace_time_zone(None)


def people_and_units(cursor: Any, context: Context) -> None:
    """Add or correct members and units by what the staged rows say of them, the last row first; link the turns to them.

    What a row leaves empty stays as it is on file.
    """
    cursor.execute(
        "INSERT INTO roster_member AS m (number, name, rank, is_sworn, source)"
        " SELECT DISTINCT ON (number) number, coalesce(name, number), coalesce(rank, ''), coalesce(is_sworn, true), %s"
        " FROM intake_stage ORDER BY number, row_no DESC"
        " ON CONFLICT (number) DO NOTHING",
        [context.source],
    )
    cursor.execute(
        "UPDATE roster_member m SET name = coalesce(s.name, m.name), rank = coalesce(s.rank, m.rank),"
        " is_sworn = coalesce(s.is_sworn, m.is_sworn), source = %s FROM"
        " (SELECT DISTINCT ON (number) * FROM intake_stage ORDER BY number, row_no DESC) s WHERE s.number = m.number AND"
        " (coalesce(s.name, m.name), coalesce(s.rank, m.rank), coalesce(s.is_sworn, m.is_sworn))"
        " IS DISTINCT FROM (m.name, m.rank, m.is_sworn)",
        [context.source],
    )
    cursor.execute(
        "INSERT INTO roster_unit AS u (code, kind, beat_code)"
        " SELECT DISTINCT ON (unit_code) unit_code, coalesce(unit_kind, 'patrol'), coalesce(beat_code, '')"
        " FROM intake_stage WHERE unit_code IS NOT NULL ORDER BY unit_code, row_no DESC"
        " ON CONFLICT (code) DO NOTHING"
    )
    cursor.execute(
        "UPDATE roster_unit u SET kind = coalesce(s.unit_kind, u.kind), beat_code = coalesce(s.beat_code, u.beat_code) FROM"
        " (SELECT DISTINCT ON (unit_code) * FROM intake_stage WHERE unit_code IS NOT NULL"
        " ORDER BY unit_code, row_no DESC) s WHERE s.unit_code = u.code AND"
        " (coalesce(s.unit_kind, u.kind), coalesce(s.beat_code, u.beat_code)) IS DISTINCT FROM (u.kind, u.beat_code)"
    )
    cursor.execute(
        "UPDATE intake_stage s SET member_id = m.id FROM roster_member m WHERE m.number = s.number"
    )
    cursor.execute("UPDATE intake_stage s SET unit_id = u.id FROM roster_unit u WHERE u.code = s.unit_code")


TARGET = Target(
    name="roster",
    title="Roster: officers, units and turns of duty",
    table="roster_shift",
    fields=FIELDS,
    clock="starts_at",
    columns=("member_id", "unit_id", "starts_at", "ends_at"),
    prepare=prepare,
    after=people_and_units,
    key_fields=("number", "starts_at"),
    conflict="member_id, starts_at",
    uuid_keys=False,
    staged={
        "number": "varchar", "name": "varchar", "rank": "varchar", "is_sworn": "boolean", "unit_code": "varchar",
        "unit_kind": "varchar", "beat_code": "varchar",
    },
)  # fmt: skip
