"""What a complaint of an earlier system takes in from a file. Its allegations and officers follow with ``intake_accused``."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import polars as pl

from commonbeat.kernel import audit, walls
from commonbeat.kernel.intake.flagging import flags
from commonbeat.kernel.intake.targets import SOURCE_KEY, Context, Field, Kind, Target

from . import enums
from .intake_history import NUMBER, disposed

CAPABILITY = "complaints.import"
LASTS = timedelta(hours=2)
FIRST_YEAR = 1950
"""An incident before this year is a slip of the pen."""

FIELDS = (
    Field("external_id", required=True, max_length=64, synonyms=(
        "cr id", "complaint id", "complaint number", "log no", "case id", "id")),
    Field("received_at", Kind.INSTANT, required=True, synonyms=(
        "complaint date", "received date", "date received", "received", "complaint received", "date filed")),
    Field("occurred_from", Kind.INSTANT, synonyms=("incident date", "occurred date", "occurred", "date of incident")),
    Field("occurred_to", Kind.INSTANT, synonyms=("incident end", "occurred to")),
    Field("closed_at", Kind.INSTANT, synonyms=("closed date", "date closed", "closed", "completed date")),
    Field("kind", max_length=10, choices=tuple(enums.Kind.values), synonyms=("complaint type", "origin")),
    Field("incident_number", max_length=40, synonyms=("case number", "call number", "incident number")),
    Field("place", max_length=300, synonyms=("address", "location", "place")),
    Field("beat_code", max_length=20, synonyms=("beat", "district", "precinct")),
    Field("text", max_length=20_000, synonyms=("summary", "narrative", "description", "complaint summary")),
)  # fmt: skip
COLUMNS = (
    "number", "kind", "received_at", "discovered_on", "occurred_from", "occurred_to", "place", "lon", "lat", "beat_code",
    "incident_number", "text", "closed_on",
)  # fmt: skip
NEW = {
    "state": "CASE WHEN closed_on IS NULL THEN 'received' ELSE 'closed' END",
    "label": f"'{enums.INTERNAL}'", "channel": "'imported'", "openness": "'confidential'", "filer": "'self'", "language": "'en'",
    "officers_told": "''", "witnesses_told": "''", "wished": "''", "retaliation": "false", "wants_call_back": "false",
    "wants_mediation": "false", "mediation": "''", "severity": "''", "criminal": "false", "harm": "''", "ended_how": "''",
    "advisory": "''",
}  # fmt: skip


def look() -> AbstractContextManager[Any]:
    """The look a whole import runs in: as the platform, written down as one row."""
    return walls.looking(
        audit.SYSTEM, "complaint_list", writing=True, reason="import of earlier complaints", lasts=LASTS
    )


def prepare(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Numbers, days and what is odd about the dates; see `Target.prepare`."""
    if "lon" not in frame.columns:
        frame = frame.with_columns(lon=pl.lit(None, dtype=pl.Float64), lat=pl.lit(None, dtype=pl.Float64))
    zone = context.mapping.zone
    frame = frame.with_columns(
        _number().alias("number"),
        pl.col("kind").fill_null(enums.Kind.CITIZEN.value),
        *[pl.col(name).fill_null("") for name in ("incident_number", "place", "text", "beat_code")],
        _day("received_at", zone).alias("discovered_on"),
        _day("closed_at", zone).alias("closed_on"),
        _day("occurred_from", zone).alias("_occurred_on"),
    )
    frame = _flagged(frame)
    frame = frame.with_columns(
        pl.when(pl.col("beat_code").str.starts_with("-"))
        .then(pl.lit(""))
        .otherwise("beat_code")
        .alias("beat_code")
    )
    gone = disposed(context)
    return frame.with_columns(
        pl.when(pl.col("number").is_in(gone))
        .then(pl.lit("this complaint was disposed of; it does not come back"))
        .alias("_refused")
    )


def _flagged(frame: pl.DataFrame) -> pl.DataFrame:
    """Dates that make no sense are kept and flagged; `intake_history.ODD_DATES` says which leave durations."""
    tomorrow = date.today() + timedelta(days=1)
    received, closed, occurred = pl.col("discovered_on"), pl.col("closed_on"), pl.col("_occurred_on")
    days = (received, closed, occurred)
    return flags(
        frame,
        received_before_incident=received < occurred,
        closed_before_received=closed < received,
        occurred_backwards=pl.col("occurred_to") < pl.col("occurred_from"),
        in_the_future=pl.any_horizontal([(one > tomorrow).fill_null(False) for one in days]),
        in_the_far_past=pl.any_horizontal([(one.dt.year() < FIRST_YEAR).fill_null(False) for one in days]),
        odd_beat=pl.col("beat_code").str.starts_with("-"),
    )


def _number() -> pl.Expr:
    """The number it keeps here; a long one is told by its digest."""
    key = pl.col("external_id")
    long = "~" + key.hash(seed=7).cast(pl.String).str.slice(0, 16)
    return NUMBER + pl.when(key.str.len_chars() <= 18).then(key).otherwise(long)


def _day(name: str, zone: str) -> pl.Expr:
    """The day on the agency's wall of a moment in UTC."""
    return pl.col(name).dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.date()


def settle(cursor: Any, context: Context) -> None:
    """Before the rows are written: numbers others have, and cases the file opens again."""
    cursor.execute(
        "UPDATE intake_stage s SET number = left(s.number, 13) || '-' || left(md5(%s || s.external_id), 6)"
        " FROM complaints_complaint c WHERE c.number = s.number AND (c.source, c.external_id) <> (%s, s.external_id)",
        [context.source, context.source],
    )
    cursor.execute(
        "UPDATE intake_stage s SET closed_on = c.closed_on,"
        " quality_flags = array_append(s.quality_flags, 'open_again_in_source')"
        " FROM complaints_complaint c WHERE c.source = %s AND c.external_id = s.external_id"
        " AND c.closed_on IS NOT NULL AND s.closed_on IS NULL",
        [context.source],
    )
    if cursor.rowcount:
        context.notes.append(f"{cursor.rowcount} cases closed here are open in the file; they stay closed.")


MOVE = (
    "INSERT INTO workflow_move (id, process, subject_kind, subject_id, from_state, to_state, transition, at, actor_kind,"
    " actor_id, reason, details) SELECT gen_random_uuid(), 'complaints.complaint', 'complaints.Complaint', c.id, {},"
    " 'system', '', '', jsonb_build_object('run', %s::bigint) FROM complaints_complaint c {}"
)
# the end of the day, and after the beginning whatever the file says: moves follow each other
CLOSED_AT = (
    "greatest(c.received_at + interval '1 second',"
    " (c.closed_on + 1)::timestamp AT TIME ZONE %s - interval '1 second')"
)


def moves(cursor: Any, context: Context) -> None:
    """After the rows are written: each has its moves, and what an earlier file left open and this one closes is closed.

    A case that somebody has worked on here since keeps its state.
    """
    zone = context.mapping.zone
    fresh = "JOIN intake_stage s USING (id)"
    cursor.execute(MOVE.format("'', 'received', '', c.received_at", fresh), [context.run_id])
    ends = f"'received', 'closed', 'record_history', {CLOSED_AT}"
    cursor.execute(MOVE.format(ends, fresh + " WHERE c.closed_on IS NOT NULL"), [zone, context.run_id])
    since = (
        " WHERE c.source = %s AND c.state = 'received' AND c.closed_on IS NOT NULL"
        " AND c.external_id IN (SELECT external_id FROM intake_stage)"
    )
    cursor.execute(MOVE.format(ends, since), [zone, context.run_id, context.source])
    cursor.execute(f"UPDATE complaints_complaint c SET state = 'closed'{since}", [context.source])


TARGET = Target(
    name="complaints",
    title="Complaints of an earlier system",
    table="complaints_complaint",
    fields=FIELDS,
    clock="received_at",
    columns=COLUMNS,
    prepare=prepare,
    after=settle,
    written=moves,
    fixed=NEW,
    conflict=SOURCE_KEY,
    conflict_where="NOT (source = '')",
    around=look,
    capability=CAPABILITY,
)
