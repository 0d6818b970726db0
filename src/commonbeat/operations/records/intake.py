"""What a reported crime takes in from a file."""

from typing import Any

import polars as pl

from commonbeat.city.places.intake import beats_state, with_beats
from commonbeat.kernel.intake.flagging import flags
from commonbeat.kernel.intake.targets import Context, Field, Kind, Target

from .models import Serious

OPTIONAL_TIMES = ("occurred_from", "occurred_to", "entered_at", "approved_at")


def _time(name: str, *synonyms: str, required: bool = False) -> Field:
    return Field(name, Kind.INSTANT, required=required, synonyms=synonyms)


FIELDS = (
    Field("external_id", required=True, max_length=64, synonyms=("offense id", "incident id", "id", "report id")),
    Field("case_number", required=True, max_length=40, synonyms=("case number", "case no", "report number", "opd rd")),
    Field("call_number", max_length=40, synonyms=("call number", "event number", "cad number")),
    Field("offence_code", required=True, max_length=40, synonyms=(
        "offense code", "offence code", "iucr", "ucr code", "nibrs code", "statute")),
    Field("offence_text", max_length=160, synonyms=(
        "offense type id", "offense", "offence", "primary type", "description", "ctype", "crime type")),
    Field("offence_group", max_length=40, synonyms=("offense category id", "crime category", "category")),
    Field("attempted", Kind.YESNO, synonyms=("attempted", "attempt completed")),
    _time("occurred_from", "first occurrence date", "occurred from", "occurred", "from date", "date of occurrence"),
    _time("occurred_to", "last occurrence date", "occurred to", "to date"),
    _time("reported_at", "reported date", "date reported", "reported", "report date", "date", "cdate time", required=True),
    _time("entered_at", "entered", "entered date"),
    _time("approved_at", "approved", "approved date"),
    _time("known_at"),
    Field("location_text", synonyms=("incident address", "address", "location", "addr")),
    Field("block_text", synonyms=("block", "block address")),
    Field("beat_raw", max_length=40, synonyms=("beat", "precinct id", "precinct", "district")),
    Field("status", max_length=40, synonyms=("status", "case status")),
    Field("clearance", max_length=40, synonyms=("clearance", "arrest", "cleared")),
    Field("serious", choices=tuple(Serious.values)),
    Field("victim_identifiable", Kind.YESNO),
)  # fmt: skip

COLUMNS = (
    "case_number", "call_number", "offence_code", "offence_text", "offence_group", "attempted", "occurred_from",
    "occurred_to", "reported_at", "reported_local", "utc_offset_min", "entered_at", "approved_at", "known_at",
    "location_text", "block_text", "lon", "lat", "h3", "beat_code", "beat_raw", "place_quality", "status", "clearance",
    "serious", "victim_identifiable",
)  # fmt: skip


def prepare(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Fill what the source does not say; see `Target.prepare`."""
    texts = ("call_number", "offence_text", "location_text", "block_text", "status", "clearance", "serious")
    frame = frame.with_columns(
        *[pl.col(name).fill_null("") for name in texts],
        _group(context),
        pl.col("victim_identifiable").fill_null(False),
        pl.coalesce("known_at", "entered_at", "reported_at").alias("known_at"),
        pl.col("reported_at_local").alias("reported_local"),
        pl.col("reported_at_offset").alias("utc_offset_min"),
    )
    frame = flags(
        frame,
        occurred_backwards=pl.col("occurred_to") < pl.col("occurred_from"),
        reported_before_occurred=pl.col("reported_at") < pl.col("occurred_from"),
    )
    return with_beats(frame, context)


def _group(context: Context) -> pl.Expr:
    """The mapping's words, read on the offence's text, then the source's own group, then ``other``."""
    words = pl.col("offence_text").fill_null("").str.to_uppercase()
    guess: Any = pl.when(pl.lit(False)).then(pl.lit(None, dtype=pl.String))
    for word, group in context.mapping.groups:
        guess = guess.when(words.str.contains(word)).then(pl.lit(group))
    return pl.coalesce(guess.otherwise(None), "offence_group", pl.lit("other")).alias("offence_group")


TARGET = Target(
    name="incidents",
    title="Reported crimes",
    table="records_incident",
    fields=FIELDS,
    clock="reported_at",
    columns=COLUMNS,
    prepare=prepare,
    depends=beats_state,
)
