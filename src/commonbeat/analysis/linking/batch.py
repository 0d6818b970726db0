"""All pairs of a table at once with Splink, an optional extra."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from importlib import import_module, metadata
from typing import Any

import polars as pl

from commonbeat.analysis.linking.matcher import LIMITS
from commonbeat.analysis.linking.schema import Field, LinkingError, Schema, check_columns, clean, key_texts
from commonbeat.analysis.results import Result

PINNED = {"splink": "5.0.0", "duckdb": "2.0.0"}
"""Versions tried together; Splink has broken with other DuckDB versions before."""

_log = logging.getLogger(__name__)


class SplinkMissing(ImportError):
    """Splink is not installed; the text says what to do."""


@dataclass(frozen=True, kw_only=True)
class PairProposal:
    """Two records that may mean the same.

    Attributes:
        first: Identifier, the smaller of the two.
        second: Identifier.
        bits: Match weight: log to base 2 of the Bayes factor, prior included.
        probability: Probability of a match under the fitted model.
        reasons: (field, level found, bits) by field; level 0 is "different", -1 "not recorded".
    """

    first: str
    second: str
    bits: float
    probability: float
    reasons: tuple[tuple[str, int, float], ...]


@dataclass(frozen=True, kw_only=True)
class BatchProposals(Result):
    """Proposed pairs of a table, best first; nothing is merged.

    Attributes:
        proposals: Best first, ties by identifier.
        limits: Sentences to print beside the proposals.
        versions: Versions of Splink and DuckDB that were used.
    """

    proposals: tuple[PairProposal, ...]
    limits: tuple[str, ...] = LIMITS
    versions: tuple[tuple[str, str], ...] = ()


def propose_pairs(
    records: pl.DataFrame,
    schema: Schema,
    *,
    id_column: str = "id",
    at_least: float = 0.95,
    seed: int = 1,
    sampled_pairs: int = 500_000,
) -> BatchProposals:
    """Pairs of records of one table that may mean the same, by a Fellegi-Sunter model fitted with Splink.

    Chances of accidental agreement come from randomly drawn pairs, those of agreement in true pairs from
    expectation maximisation over the schema's training keys (Linacre and others, Int. J. Population Data
    Science 7, 2022). Cleaning and blocking keys are those of the small matcher.

    Args:
        records: One row per record, with an identifier and fields of the schema.
        schema: PERSON, VEHICLE, ADDRESS, or one of your own with `train_on`.
        id_column: Column with the identifier.
        at_least: Smallest probability proposed.
        seed: Seed for the drawn pairs.
        sampled_pairs: Pairs to draw.

    Raises:
        SplinkMissing: Splink is not installed.
        LinkingError: Identifiers are missing or repeated, no field fits, or there are fewer than two records.
    """
    table = _table(records, schema, id_column)
    if not 0 < at_least < 1:
        raise LinkingError("The smallest probability must lie between 0 and 1.")
    splink, versions = _splink()
    present = [field for field in schema.fields if table[field.name].null_count() < len(table)]
    linker = _linker(splink, table, schema, present)
    warnings = _train(splink, linker, schema, present, seed, sampled_pairs, len(table))
    found = linker.inference.predict(threshold_match_probability=at_least)
    rows = found.as_record_list()
    proposals = sorted(
        (_pair(row, present) for row in rows), key=lambda one: (-one.bits, one.first, one.second)
    )
    return BatchProposals(
        method=f"Splink {versions['splink']} on DuckDB {versions['duckdb']}, {schema.subject} v1",
        n=len(table),
        seed=seed,
        warnings=warnings + _version_words(versions),
        proposals=tuple(proposals),
        versions=tuple(sorted(versions.items())),
    )


def _table(records: pl.DataFrame, schema: Schema, id_column: str) -> pl.DataFrame:
    """Cleaned fields, blocking keys and identifier."""
    if id_column not in records.columns:
        raise LinkingError(f"The table has no column {id_column!r} with an identifier.")
    check_columns(records.columns, schema)
    ids = records[id_column].cast(pl.String)
    if ids.null_count() or ids.n_unique() != ids.len():
        raise LinkingError("Every record needs an identifier of its own.")
    if len(records) < 2:
        raise LinkingError("Pairs need at least two records.")
    if not schema.train_on:
        raise LinkingError("The schema names no training keys; set train_on.")
    cleaned = clean(records, schema)
    return pl.concat(
        [ids.alias("unique_id").to_frame(), cleaned, key_texts(cleaned, schema)], how="horizontal"
    )


def _splink() -> tuple[Any, dict[str, str]]:
    """Splink and the versions in use."""
    try:
        splink = import_module("splink")
        import_module("duckdb")
        versions = {name: metadata.version(name) for name in PINNED}
    except ImportError as error:
        wanted = " ".join(f"{name}=={version}" for name, version in PINNED.items())
        raise SplinkMissing(
            f"Linking whole tables needs Splink, which is not installed. Install: {wanted}. "
            "Single records can be looked up without it."
        ) from error
    return splink, versions


def _version_words(versions: dict[str, str]) -> tuple[str, ...]:
    other = [f"{name} {versions[name]}" for name, pinned in PINNED.items() if versions[name] != pinned]
    return (f"Not tried with these versions: {', '.join(other)}.",) if other else ()


def _linker(splink: Any, table: pl.DataFrame, schema: Schema, present: list[Field]) -> Any:
    """A Splink linker over the table, quiet."""
    for name in ("splink", "splink.internals"):
        logging.getLogger(name).setLevel(logging.ERROR)
    library = import_module("splink.comparison_library")
    settings = splink.SettingsCreator(
        link_type="dedupe_only",
        comparisons=[_comparison(library, field) for field in present],
        blocking_rules_to_generate_predictions=[splink.block_on(f"k{i}") for i in range(len(schema.keys))],
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )
    connection = import_module("duckdb").connect(":memory:")
    # One thread: sums in another order would make the last digits differ from run to run.
    connection.execute("SET threads = 1")
    api = splink.DuckDBAPI(connection)
    return splink.Linker(api.register(table.to_arrow()), settings, log_level=None)


def _comparison(library: Any, field: Field) -> Any:
    """The Splink comparison for a field, with value-specific weights for exact agreement."""
    if field.kind in ("name", "street"):
        thresholds = [0.92, 0.84] if field.kind == "name" else [0.93]
        comparison = library.JaroWinklerAtThresholds(field.name, thresholds)
    elif field.kind in ("number", "date", "year"):
        comparison = library.DamerauLevenshteinAtThresholds(field.name, [1])
    else:
        comparison = library.ExactMatch(field.name)
    return comparison.configure(term_frequency_adjustments=True)


def _train(
    splink: Any, linker: Any, schema: Schema, present: list[Field], seed: int, pairs: int, n: int
) -> tuple[str, ...]:
    """Fit the model; words about what could not be fitted."""
    names = {field.name for field in present}
    rounds = [fields for fields in schema.train_on if set(fields) <= names]
    if not rounds:
        raise LinkingError("None of the training keys is recorded in the table.")
    linker.training.estimate_u_using_random_sampling(max_pairs=float(min(pairs, n * n)), seed=seed)
    linker.training.estimate_probability_two_random_records_match(
        [splink.block_on(*fields) for fields in rounds if len(fields) > 1] or [splink.block_on(*rounds[0])],
        recall=0.7,
    )
    failed = 0
    for fields in rounds:
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(splink.block_on(*fields))
        except Exception as error:  # Splink raises its own kinds, which differ by version.
            _log.info("training on %s failed: %s", fields, error)
            failed += 1
    if failed == len(rounds):
        raise LinkingError("The table holds too few pairs that agree to fit a model.")
    _refuse_nonsense(linker.misc.save_model_to_json())
    return (f"{failed} of {len(rounds)} training rounds failed; weights are less certain.",) if failed else ()


def _refuse_nonsense(model: dict[str, Any]) -> None:
    """Refuse a model in which agreement speaks against a link: it was fitted where hardly any true pair is."""
    for comparison in model["comparisons"]:
        exact = next(level for level in comparison["comparison_levels"] if not level.get("is_null_level"))
        m, u = exact.get("m_probability"), exact.get("u_probability")
        if m is not None and u is not None and m < u:
            raise LinkingError(
                f"The table holds too few true pairs to learn from: in the fitted model, agreement on "
                f"{comparison['output_column_name']} speaks against a link."
            )


def _pair(row: dict[str, Any], present: list[Field]) -> PairProposal:
    """One row of Splink's answer."""
    first, second = sorted((str(row["unique_id_l"]), str(row["unique_id_r"])))
    reasons = []
    for field in present:
        bits = float(row.get(f"mw_{field.name}") or 0.0) + float(row.get(f"mw_tf_adj_{field.name}") or 0.0)
        reasons.append((field.name, int(row[f"gamma_{field.name}"]), bits))
    return PairProposal(
        first=first,
        second=second,
        bits=float(row["match_weight"]),
        probability=float(row["match_probability"]),
        reasons=tuple(sorted(reasons, key=lambda reason: -abs(reason[2]))),
    )
