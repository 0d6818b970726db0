"""What a call for service takes in from a file."""

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from commonbeat.city.codes.models import CallType
from commonbeat.city.places.intake import beats_state, with_beats
from commonbeat.kernel.intake.flagging import flags
from commonbeat.kernel.intake.targets import Context, Field, Kind, Parts, Target

from .enums import Reception, Service
from .origin import origin_of

TIMES = (
    "queued_at", "dispatched_at", "acknowledged_at", "enroute_at", "arrived_at", "cleared_at", "closed_at",
    "phone_ended_at", "reopened_at",
)  # fmt: skip
UNIT_TIMES = ("dispatched_at", "acknowledged_at", "enroute_at", "arrived_at", "cleared_at")
MARKS = ("reopened", "cancelled", "held", "scheduled", "phone_handled", "is_test")
TYPES = {
    "type_code": pl.String, "priority": pl.Int64, "n": pl.UInt32, "label": pl.String, "group": pl.String, "held": pl.Boolean,
}  # fmt: skip
SENSITIVE_GROUPS = ("domestic", "sexual", "child", "mental_health", "stalking", "juvenile")


def _time(name: str, *synonyms: str, required: bool = False) -> Field:
    return Field(name, Kind.INSTANT, required=required, synonyms=synonyms)


FIELDS = (
    Field("external_id", required=True, max_length=64, synonyms=(
        "incident number", "master incident number", "event number", "event no", "record id", "call number", "cad number",
        "call id", "incident id", "event id", "objectid", "number", "id")),
    Field("number", max_length=40, synonyms=("event number", "case number", "incident no", "call no")),
    Field("service", choices=tuple(Service.values), synonyms=("agency", "service", "agency type", "discipline")),
    Field("reception_raw", max_length=80, synonyms=(
        "call reception", "reception", "call source", "source", "how received", "method received")),
    Field("type_code", required=True, max_length=80, synonyms=(
        "call type", "type code", "problem", "nature code", "final call type", "type", "nature", "event type")),
    Field("type_raw", max_length=160, synonyms=("description", "type description", "call description", "nature")),
    Field("priority", Kind.INTEGER, synonyms=("priority", "priority number", "call priority", "final priority")),
    _time("received_at", "received", "received date", "call received", "incident start time", "create time", "created",
          "start time", "time received", "received time", "call time", "call datetime", "call date", "date time", "response date",
          "occurence date", required=True),
    _time("queued_at", "queue time", "incident queue time", "entry time", "queued"),
    _time("dispatched_at", "dispatch time", "incident dispatch time", "dispatch date", "dispatched", "first dispatch"),
    _time("acknowledged_at", "acknowledged", "dispatch acknowledged", "time first unit dispatch acknowledged"),
    _time("enroute_at", "enroute time", "en route", "enroute date", "incident enroute time", "enroute"),
    _time("arrived_at", "arrival time", "on scene", "at scene date", "incident arrival time", "arrived", "arrive"),
    _time("cleared_at", "clear date", "clear time", "cleared", "time first call cleared"),
    _time("closed_at", "closed", "final closed time", "close time", "closed date"),
    _time("phone_ended_at", "incident phone stop", "phone stop", "call taking complete"),
    _time("reopened_at", "first reopen time", "reopened"),
    _time("known_at"),
    Field("location_text", synonyms=("location", "address", "incident address", "full address")),
    Field("block_text", synonyms=("block", "block address", "hundred block")),
    Field("beat_raw", max_length=40, synonyms=("beat", "police beat", "patrol beat", "zone", "district", "reporting area")),
    Field("disposition_code", max_length=40, synonyms=("disposition code", "clearance code")),
    Field("disposition_raw", max_length=120, synonyms=("disposition", "call disposition", "final disposition", "outcome")),
    Field("report_written", Kind.YESNO, synonyms=("report created", "report written", "cr report", "report taken")),
    *[Field(name, Kind.YESNO, synonyms=(name.replace("_", " "), "call " + name)) for name in MARKS],
    Field("unit_code", max_length=20, synonyms=("unit id", "unit", "unit code", "apparatus", "primary unit")),
    Field("officers", Kind.INTEGER, synonyms=("officers", "officer count", "freq")),
    Field("is_primary", Kind.YESNO, synonyms=("primary", "is primary")),
)  # fmt: skip

COLUMNS = (
    "number", "service", "origin", "reception", "reception_raw", "type_code", "type_raw", "type_group", "priority",
    "received_at", "received_local", "utc_offset_min", *TIMES, "known_at", "location_text", "block_text", "lon", "lat",
    "h3", "beat_code", "beat_raw", "place_quality", "disposition_code", "disposition_raw", "report_written", *MARKS,
    "unit_count",
)  # fmt: skip


def prepare(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Fill what the source does not say from what it says; see `Target.prepare`."""
    mapping = context.mapping
    frame = frame.with_columns(
        pl.coalesce("number", pl.col("external_id").str.slice(0, 40)).alias("number"),
        pl.coalesce("service", pl.lit(str(mapping.local.get("service", Service.POLICE)))).alias("service"),
        pl.coalesce("type_raw", "type_code").alias("type_raw"),
        pl.coalesce("disposition_code", pl.col("disposition_raw").str.slice(0, 40))
        .fill_null("")
        .alias("disposition_code"),
        _reception(mapping.translate.get("reception", {})),
        *[pl.col(name).fill_null(False) for name in MARKS],
        *[
            pl.col(name).fill_null("")
            for name in ("reception_raw", "location_text", "block_text", "disposition_raw")
        ],
        pl.coalesce("known_at", "received_at").alias("known_at"),
        pl.col("received_at_local").alias("received_local"),
        pl.col("received_at_offset").alias("utc_offset_min"),
        pl.when(pl.col("priority").is_between(0, 32767)).then("priority").alias("priority"),
    )
    frame = frame.with_columns(origin_of(), groups(frame, context))
    _note_types(frame, context)
    frame = _impossible(frame)
    frame = with_beats(frame, context)
    has_unit = pl.col("unit_code").is_not_null()
    return frame.with_columns(
        has_unit.cast(pl.Int16).alias("unit_count"),
        pl.col("officers").clip(0, 99).fill_null(1),
        pl.col("is_primary").fill_null(not mapping.several_rows),
    )


def _reception(table: dict[str, str]) -> pl.Expr:
    allowed = {raw: value for raw, value in table.items() if value in Reception.values}
    raw = pl.col("reception_raw")
    if not allowed:
        return pl.lit(Reception.UNKNOWN.value).alias("reception")
    known = raw.replace_strict(allowed, default=Reception.OTHER.value, return_dtype=pl.String)
    return known.fill_null(Reception.UNKNOWN.value).alias("reception")


def groups(frame: pl.DataFrame, context: Context) -> pl.Series:
    """The group of each call's type: from the department's own table of types, else by the mapping's words, else ``other``.

    A type keeps, for the whole run, the group that its first row got: so it enters the table of types, and so the next
    run finds it there.

    Args:
        frame: ``type_code`` and, where the source has it, ``type_raw``.
        context: keeps the groups.
    """
    known: dict[str, str] = context.cache.get("groups") or dict(CallType.objects.values_list("code", "group"))
    words = pl.coalesce("type_raw", "type_code") if "type_raw" in frame.columns else pl.col("type_code")
    pairs = frame.select("type_code", words.alias("words")).drop_nulls("type_code")
    new = pairs.unique("type_code", keep="first", maintain_order=True).filter(
        ~pl.col("type_code").is_in(list(known))
    )
    for code, group in new.select("type_code", _guess(context)).iter_rows():
        known[code] = group
    context.cache["groups"] = known
    found = frame["type_code"].replace_strict(known or {"": ""}, default="other", return_dtype=pl.String)
    return found.alias("type_group")


def _guess(context: Context) -> pl.Expr:
    words = pl.col("words").str.to_uppercase()
    guess: Any = pl.when(pl.lit(False)).then(pl.lit(""))
    for word, group in context.mapping.groups:
        guess = guess.when(words.str.contains(word)).then(pl.lit(group))
    found: pl.Expr = guess.otherwise(pl.lit("other"))
    return found


def _impossible(frame: pl.DataFrame) -> pl.DataFrame:
    """Flag intervals that run backwards, their times kept as recorded; refuse a call of a day to come."""
    pairs = (("received_at", "dispatched_at"), ("dispatched_at", "arrived_at"), ("arrived_at", "closed_at"))
    backwards = {f"{later}_before_{earlier}": pl.col(later) < pl.col(earlier) for earlier, later in pairs}
    # A dispatch computer's clock may be wrong by hours; more than a day ahead is a slip in the date.
    ahead = pl.col("received_at") > (datetime.now(UTC) + timedelta(days=1)).replace(tzinfo=None)
    refused = pl.when(ahead).then(pl.lit("The time received lies in the future")).alias("_refused")
    return flags(frame, **backwards).with_columns(refused)


def _note_types(frame: pl.DataFrame, context: Context) -> None:
    """Keep what `remember_types` will write."""
    seen = frame.group_by("type_code", "priority").agg(
        n=pl.len(),
        label=pl.col("type_raw").max(),
        group=pl.col("type_group").first(),
        held=pl.col("held").all(),
    )
    context.cache.setdefault("types", []).append(seen)


def remember_types(cursor: Any, context: Context) -> None:
    """Add types seen for the first time to the code table, sensitive groups with the careful publication rule."""
    seen = pl.concat(context.cache.get("types") or [pl.DataFrame(schema=TYPES)])
    by_priority = seen.group_by("type_code", "priority").agg(
        pl.col("n").sum(), pl.col("label").max(), pl.col("group").first(), pl.col("held").all()
    )
    # The commonest priority of a type is its default one.
    types = by_priority.sort(pl.col("priority").is_null(), "n", "priority", descending=[False, True, False])
    types = types.group_by("type_code").agg(
        pl.col("label").max().str.slice(0, 120),
        pl.col("group").first(),
        pl.col("priority").first(),
        pl.col("held").all(),
    )
    cursor.execute(
        'INSERT INTO codes_calltype (code, label, "group", default_priority, origin, is_held, publication)'
        " SELECT code, label, kind, priority, '', held, CASE WHEN kind = ANY(%s) THEN 'city_month' ELSE 'block' END"
        " FROM unnest(%s::text[], %s::text[], %s::text[], %s::int[], %s::bool[])"
        " AS seen (code, label, kind, priority, held) ON CONFLICT (code) DO NOTHING",
        [
            list(SENSITIVE_GROUPS),
            *[types[name].to_list() for name in ("type_code", "label", "group", "priority", "held")],
        ],
    )
    if context.mapping.several_rows:
        cursor.execute(
            "UPDATE intake_stage s SET unit_count = p.n FROM (SELECT external_id, count(DISTINCT unit_code) AS n"
            " FROM intake_parts GROUP BY 1) p WHERE p.external_id = s.external_id"
        )


TARGET = Target(
    name="calls",
    title="Calls for service",
    table="calls_call",
    fields=FIELDS,
    clock="received_at",
    columns=COLUMNS,
    prepare=prepare,
    merge={
        "received_at": "min", "received_local": "min",
        **dict.fromkeys(("queued_at", "dispatched_at", "acknowledged_at", "enroute_at", "arrived_at"), "min"),
        **dict.fromkeys(("cleared_at", "closed_at"), "max"),
        "report_written": "bool_or", "cancelled": "bool_and", "is_test": "bool_or",
    },
    parts=Parts(
        table="calls_callunit",
        parent="call_id",
        columns=("unit_code", "officers", "is_primary", *UNIT_TIMES),
        merge={
            "officers": "max", "is_primary": "bool_or", "dispatched_at": "min", "acknowledged_at": "min",
            "enroute_at": "min", "arrived_at": "min", "cleared_at": "max",
        },
    ),
    after=remember_types,
    depends=beats_state,
    state_fields=("type_code", "type_raw"),
    state=groups,
)  # fmt: skip
