"""What an officer accused in an earlier complaint takes in from a file: one row is one officer and one allegation.

A row becomes a finding; officers and allegations are made around it. The complaints come first (``intake``).
"""

from __future__ import annotations

import json
from typing import Any

import polars as pl

from commonbeat.kernel.intake.flagging import flags
from commonbeat.kernel.intake.targets import Context, Field, Kind, Target

from . import enums
from .codes import codes
from .intake import CAPABILITY, look
from .intake_accused_sql import derive, people_and_allegations
from .intake_history import on_file

DISCIPLINE = ("none", "reprimand", "suspension", "resigned", "separated", "other")
"""Classes of discipline an earlier system's codes are put into."""

FIELDS = (
    Field("external_id", required=True, max_length=64, synonyms=("row id", "accused id", "allegation id")),
    Field("complaint_ref", required=True, max_length=64, synonyms=("cr id", "complaint id", "complaint number", "log no")),
    Field("officer_ref", max_length=64, synonyms=("officer id", "employee id", "officer uid")),
    Field("badge", max_length=20, synonyms=("badge", "badge number", "star")),
    Field("rank", max_length=40, synonyms=("rank",)),
    Field("unit", max_length=40, synonyms=("unit", "assignment")),
    Field("category", max_length=400, synonyms=("complaint category", "allegation", "category", "offense")),
    Field("recommended", max_length=14, choices=tuple(enums.Result.values), synonyms=("recommended finding",)),
    Field("final", max_length=14, choices=tuple(enums.Result.values), synonyms=("final finding", "finding", "disposition")),
    Field("ended_how", max_length=24, choices=(*enums.Ended.values, "unknown")),
    Field("final_recorded", max_length=40),
    Field("recommended_recorded", max_length=40),
    Field("discipline_code", Kind.INTEGER, synonyms=("final discipline", "discipline", "penalty code")),
    Field("discipline_recommended", Kind.INTEGER, synonyms=("recommended discipline",)),
)  # fmt: skip
COLUMNS = (
    "complaint_id", "allegation_id", "officer_id", "recommended", "recommended_on", "adopted", "adopted_on", "final",
    "final_on", "appeal_over_on", "disclosed", "discipline", "recorded",
)  # fmt: skip
STAGED = {
    "officer_ref": "varchar", "badge": "varchar", "rank": "varchar", "unit": "varchar", "category": "varchar",
    "code": "varchar", "ended": "varchar",
}  # fmt: skip
NEW = {"reasons": "''", "adopted_reasons": "''", "frivolous": "false"}


def state(light: pl.DataFrame, context: Context) -> pl.Series:
    """A row rests on its complaint: whether it is on file, and the day it was closed."""
    found = light.join(on_file(context), on="complaint_ref", how="left", maintain_order="left")
    return found.select(
        pl.concat_str(
            pl.col("complaint_id").fill_null("none"), pl.col("_closed").cast(pl.String).fill_null("open")
        )
    ).to_series()


def prepare(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Complaint, kind of allegation, findings and discipline; see `Target.prepare`.

    Days of findings are those of the closing (or, of an open case, of the receiving): earlier systems keep no others.
    """
    frame = frame.join(on_file(context), on="complaint_ref", how="left", maintain_order="left")
    missing = pl.col("complaint_id").is_null()
    frame = frame.with_columns(
        pl.when(missing)
        .then(pl.format("no complaint {} of this source is on file; bring the complaints in first", "complaint_ref"))
        .alias("_refused"),
        pl.lit(None, dtype=pl.String).alias("allegation_id"),
        pl.lit(None, dtype=pl.String).alias("officer_id"),
        pl.coalesce("officer_ref", pl.format("row {}", "external_id")).alias("officer_ref"),
        _code(context).alias("code"),
        _recorded(),
    )  # fmt: skip
    frame = _discipline(frame, context)
    frame = _findings(frame)
    return flags(
        frame,
        no_category=pl.col("category").is_null(),
        no_finding=pl.col("_closed").is_not_null() & pl.col("final_recorded").is_null(),
        finding_undated=(pl.col("adopted") != "") & pl.col("_closed").is_null(),
        unknown_ending=pl.col("ended_how") == "unknown",
    ).with_columns(
        pl.col("category").fill_null(""), *[pl.col(name).fill_null("") for name in ("rank", "unit")]
    )


def _code(context: Context) -> pl.Expr:
    """The kind of allegation: the longest word of the mapping's groups that the category begins with."""
    text = pl.col("category").fill_null("").str.to_uppercase()
    guess: Any = pl.when(pl.lit(False)).then(pl.lit(None, dtype=pl.String))
    for word, code in sorted(context.mapping.groups, key=lambda pair: -len(pair[0])):
        guess = guess.when(text.str.starts_with(word.upper())).then(
            pl.lit(code if code in codes() else "other")
        )
    return guess.otherwise(pl.lit("other"))


def _recorded() -> pl.Expr:
    """The source's own words, which nobody interprets."""
    names = ("recommended_recorded", "final_recorded", "discipline_recommended", "discipline_code")

    def words(row: dict[str, Any]) -> str:
        return json.dumps(
            {name: row[name] for name in names if row[name] is not None},
            separators=(",", ":"),
            sort_keys=True,
        )

    return pl.struct(names).map_elements(words, return_dtype=pl.String).alias("recorded")


def _discipline(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Its class: the mapping's ``[local.discipline]``, then days up to ``days_at_most``, then "other"."""
    table = {str(code): str(name) for code, name in context.mapping.local.get("discipline", {}).items()}
    most = int(context.mapping.local.get("days_at_most", 0))
    code = pl.col("discipline_code")
    named = code.cast(pl.String).replace_strict(table or {"": ""}, default=None, return_dtype=pl.String)
    found = (
        pl.when(code.is_null())
        .then(pl.lit(""))
        .when(named.is_in(list(DISCIPLINE)))
        .then(named)
        .when(code.is_between(1, most))
        .then(pl.lit("suspension"))
        .otherwise(pl.lit("other"))
    )
    frame = frame.with_columns(found.alias("discipline"))
    return flags(frame, unknown_discipline=pl.col("discipline") == "other")


def _findings(frame: pl.DataFrame) -> pl.DataFrame:
    """Recommended, adopted and final with their days. Only a closed case has final findings."""
    closed, day = pl.col("_closed"), pl.coalesce("_closed", "_received")
    sustained = enums.Result.SUSTAINED.value
    disclosed = {one.code: one.disclosed for one in codes().values()}
    frame = frame.with_columns(
        pl.col("recommended").fill_null(""), pl.col("final").fill_null("").alias("adopted")
    ).with_columns(pl.when(closed.is_not_null()).then("adopted").otherwise(pl.lit("")).alias("final"))

    def on(name: str, when: pl.Expr) -> pl.Expr:
        return pl.when(when).then(day).otherwise(None).alias(name)

    return frame.with_columns(
        on("recommended_on", pl.col("recommended") != ""),
        on("adopted_on", pl.col("adopted") != ""),
        on("final_on", pl.col("final") != ""),
        on("appeal_over_on", pl.col("final") == sustained),
        pl.when(pl.col("final") == sustained)
        .then(pl.col("code").replace_strict(disclosed, default=""))
        .otherwise(pl.lit(""))
        .alias("disclosed"),
        pl.when(pl.col("final") != "")
        .then(pl.lit(enums.Ended.INVESTIGATED.value))
        .when(closed.is_not_null() & (pl.col("ended_how") != "unknown"))
        .then("ended_how")
        .otherwise(None)
        .alias("ended"),
    )


TARGET = Target(
    name="complaint-accused",
    title="Officers accused in complaints of an earlier system",
    table="complaints_finding",
    fields=FIELDS,
    clock="",
    columns=COLUMNS,
    prepare=prepare,
    state_fields=("complaint_ref",),
    state=state,
    staged=STAGED,
    after=people_and_allegations,
    written=derive,
    fixed=NEW,
    conflict_where="NOT (source = '')",
    around=look,
    capability=CAPABILITY,
)
