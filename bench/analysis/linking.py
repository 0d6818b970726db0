"""Linking: one record against a million, against Splink; whole tables through the wrapper."""

from __future__ import annotations

import statistics
import time
from importlib.util import find_spec
from typing import Any

import polars as pl

from bench.analysis.table import BenchRow, timed
from commonbeat.analysis.linking import PERSON, Matcher, pair_quality, seeded_people
from commonbeat.analysis.linking.batch import _linker, _splink, _table, _train, propose_pairs

QUERIES = 300
BATCH = 10_000
HELD_BACK = 100


def rows() -> list[BenchRow]:
    return [_look_up(1_000_000), *_peer(BATCH)]


def _split(people: int, seed: int, twice: float) -> tuple[pl.DataFrame, list[dict[str, Any]]]:
    records = seeded_people(people, seed, twice=twice).records
    first = records.filter(pl.col("id").str.starts_with("p"))
    return first, records.filter(pl.col("id").str.starts_with("q")).rows(named=True)


def _look_up(people: int) -> BenchRow:
    first, second = _split(people, 31, 0.001)
    matcher = Matcher(first, PERSON)
    times, pairs = [], []
    for row in second[:QUERIES]:
        start = time.process_time()
        found = matcher.propose(row, at_least=0.9)
        times.append(time.process_time() - start)
        pairs += [(row["id"], one.id) for one in found.proposals]
    found = pair_quality(pairs, [(row["id"], "p" + row["id"][1:]) for row in second[:QUERIES]])
    slow = statistics.quantiles(times, n=20)[-1]
    name = (
        f"one record against {people:,} (95 of 100 under {slow * 1e3:.1f} ms; "
        f"precision {found.precision or 0:.3f}, recall {found.recall or 0:.3f})"
    )
    return BenchRow(name, statistics.median(times), "none", None, None, "<= 20 ms", None, 0.02)


def _peer(people: int) -> list[BenchRow]:
    """The same look-ups with Splink, and whole tables."""
    drawn = seeded_people(people, 32)
    second = drawn.records.filter(pl.col("id").str.starts_with("q")).sort("id").head(HELD_BACK)
    base = drawn.records.filter(~pl.col("id").is_in(second["id"].to_list()))
    build, matcher = timed(lambda: Matcher(base, PERSON), runs=1)
    query = second.row(0, named=True)
    ours, _ = timed(lambda: matcher.propose(query, at_least=0.9))
    made = BenchRow(f"building the matcher, {len(base):,} records", build, "none", None, None)
    name = f"one record against {len(base):,}"
    if find_spec("splink") is None:
        return [made, BenchRow(name, ours, "Splink predict_between", None, None)]
    splink, _ = _splink()
    table = _table(base, PERSON, "id")
    linker = _linker(splink, table, PERSON, list(PERSON.fields))
    _train(splink, linker, PERSON, list(PERSON.fields), 1, 100_000, len(table))
    for field in PERSON.fields:
        linker.table_management.compute_tf_table(field.name)
    known = next(iter(linker._input_tables_dict.values()))
    held = _table(second, PERSON, "id").to_arrow()
    one, all_held = linker._db_api.register(held.slice(0, 1)), linker._db_api.register(held)

    def look_up(new: Any) -> list[dict[str, Any]]:
        found = linker.inference.predict_between(known, new, threshold_match_probability=0.9)
        return list(found.as_record_list())

    peer, _ = timed(lambda: look_up(one), runs=3)
    theirs = {frozenset((str(row["unique_id_l"]), str(row["unique_id_r"]))) for row in look_up(all_held)}
    mine = {
        frozenset((row["id"], one.id))
        for row in second.rows(named=True)
        for one in matcher.propose(row, at_least=0.9).proposals
    }
    agree = len(mine & theirs) / max(1, len(mine | theirs))
    batch, pairs = timed(lambda: propose_pairs(drawn.records, PERSON), runs=1)
    quality = pair_quality([(p.first, p.second) for p in pairs.proposals], drawn.true_pairs)
    words = f"precision {quality.precision or 0:.4f}, recall {quality.recall or 0:.3f}"
    return [
        made,
        BenchRow(
            f"{name} ({len(mine & theirs)} of {len(mine | theirs)} proposals of either are shared)",
            ours,
            "Splink predict_between",
            peer,
            agree >= 0.95,
        ),
        BenchRow(f"all pairs of {len(drawn.records):,} through Splink ({words})", batch, "none", None, None),
    ]
