"""One record against a million: proposals with reasons, never a merge."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from commonbeat.analysis.linking.index import KeyIndex
from commonbeat.analysis.linking.schema import (
    LEVELS,
    LinkingError,
    Schema,
    check_columns,
    clean,
    clean_record,
    key_texts,
    level,
    record_keys,
)
from commonbeat.analysis.linking.weights import learn_weights
from commonbeat.analysis.results import Result

LARGEST_BLOCK = 3_000
"""Records under one key beyond which the key is too common to be looked through."""

LIMITS = (
    "A proposal is not a match: a person must compare the records and confirm or refuse it.",
    "Nothing has been merged or changed.",
    "Fields are treated as independent; families at one address look more alike than they are.",
    "Records that share no blocking key with the one asked for are never compared.",
)


@dataclass(frozen=True, kw_only=True)
class Reason:
    """What one field says for (positive) or against (negative) a link, in bits.

    Attributes:
        field: Name of the field.
        level: Level of agreement in words; "not recorded" gives no evidence.
        bits: Evidence: each bit doubles (or halves) the odds.
        sought: Cleaned value of the record asked for.
        found: Cleaned value of the record proposed.
    """

    field: str
    level: str
    bits: float
    sought: str | None
    found: str | None


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A record that may mean the same as the one asked for.

    Attributes:
        id: Identifier of the record proposed.
        bits: Sum of the evidence of all fields.
        probability: Probability of a match, given the stated prior.
        reasons: Evidence by field, strongest first.
    """

    id: str
    bits: float
    probability: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, kw_only=True)
class Proposals(Result):
    """Proposals for one record, best first. `n` is the number of records searched.

    Attributes:
        proposals: Best first.
        compared: Records that shared a key and were compared field by field.
        prior: Assumed chance that the record asked for is in the table at all.
        limits: Sentences to print beside the proposals.
    """

    proposals: tuple[Proposal, ...]
    compared: int
    prior: float
    limits: tuple[str, ...] = LIMITS


class Matcher:
    """Records of one subject, ready to be searched; new ones can be added at any time.

    Nothing here merges records: there is no function for it.
    """

    def __init__(
        self, records: pl.DataFrame, schema: Schema, *, id_column: str = "id", seed: int = 0
    ) -> None:
        """Index a table.

        Args:
            records: One row per record with an identifier and fields of the schema; others are ignored.
            schema: PERSON, VEHICLE, ADDRESS, or one of your own.
            id_column: Column with the identifier.
            seed: Seed for the pairs from which accidental agreement is learnt.

        Raises:
            LinkingError: No identifier, an identifier twice or missing, or no field of the schema.
        """
        if id_column not in records.columns:
            raise LinkingError(f"The table has no column {id_column!r} with an identifier.")
        check_columns(records.columns, schema)
        self.schema, self.seed = schema, seed
        self._ids = records[id_column].cast(pl.String)
        if self._ids.null_count() or self._ids.n_unique() != self._ids.len():
            raise LinkingError("Every record needs an identifier of its own.")
        self._bulk = clean(records, schema)
        self._index = KeyIndex(key_texts(self._bulk, schema))
        self._weights = learn_weights(self._bulk, schema, seed)
        self._gone: set[str] = set()
        self._later: list[tuple[str, dict[str, str | None]]] = []
        self._later_row: dict[str, int] = {}
        self._known: set[str] | None = None

    def __len__(self) -> int:
        """Number of records that can be proposed."""
        return self._ids.len() - len(self._gone) + len(self._later_row)

    def add(self, record_id: str, record: Mapping[str, object]) -> None:
        """Enter a record, or replace the one with this identifier.

        Weights stay those of the table first indexed; build a new matcher now and then.

        Args:
            record_id: Identifier.
            record: Fields by name.

        Raises:
            LinkingError: No field of the schema is given.
        """
        cleaned = self._clean_one(record)
        self.remove(record_id, missing_ok=True)
        row = len(self._later)
        self._later.append((record_id, cleaned))
        self._later_row[record_id] = row
        self._index.add(row, KeyIndex.hashes(record_keys(cleaned, self.schema)))

    def remove(self, record_id: str, *, missing_ok: bool = False) -> None:
        """Take a record out, as when it is sealed or expunged; it is never proposed again.

        Args:
            record_id: Identifier.
            missing_ok: Whether to stay silent when there is no such record.

        Raises:
            LinkingError: There is no such record.
        """
        if self._known is None:
            self._known = set(self._ids)
        if record_id in self._later_row:
            self._later[self._later_row.pop(record_id)] = (record_id, {})
        elif record_id in self._known and record_id not in self._gone:
            self._gone.add(record_id)
        elif not missing_ok:
            raise LinkingError(f"There is no record {record_id!r}.")

    def propose(
        self,
        record: Mapping[str, object],
        *,
        at_least: float = 0.5,
        limit: int = 10,
        prior: float = 0.5,
        leave_out: str | None = None,
    ) -> Proposals:
        """Records that may mean the same as this one, with the evidence of every field.

        Score = sum over fields of log2(m / u); probability from the prior odds prior / (number of records)
        (Fellegi and Sunter, J. Am. Stat. Assoc. 64, 1969).

        Args:
            record: Fields by name; what is missing gives no evidence.
            at_least: Smallest probability proposed.
            limit: Most proposals.
            prior: Chance that the record asked for is in the table at all, before looking.
            leave_out: An identifier not to propose, such as the record's own.

        Raises:
            LinkingError: No field of the schema is given, or a number is out of range.
        """
        if not 0 <= at_least <= 1 or not 0 < prior < 1 or limit < 1:
            raise LinkingError("Probabilities must lie between 0 and 1, and the limit must be at least 1.")
        values = self._clean_one(record)
        bulk_rows, later_rows, skipped = self._candidates(values)
        odds = math.log2(prior / max(len(self), 1))
        bar = (
            -math.inf
            if at_least == 0
            else math.inf
            if at_least == 1
            else math.log2(at_least / (1 - at_least))
        )
        scored = self._score(values, bulk_rows, later_rows, bar - odds, leave_out)
        best = sorted(scored, key=lambda one: (-one[0], one[1]))[:limit]
        proposals = tuple(
            Proposal(
                id=name,
                bits=bits,
                probability=_probability(bits + odds),
                reasons=self._reasons(values, found),
            )
            for bits, name, found in best
        )
        return Proposals(
            method=f"Fellegi-Sunter weights for a {self.schema.subject}, value-specific v1",
            n=len(self),
            seed=self.seed,
            warnings=tuple(
                f"The key {' + '.join(key)} is too common ({size} records) and was not looked through."
                for key, size in skipped
            ),
            proposals=proposals,
            compared=len(bulk_rows) + len(later_rows),
            prior=prior,
        )

    def _clean_one(self, record: Mapping[str, object]) -> dict[str, str | None]:
        """One record, cleaned."""
        check_columns(record, self.schema)
        cleaned = clean_record(record, self.schema)
        if all(value is None for value in cleaned.values()):
            raise LinkingError("The record is empty: there is nothing to compare.")
        return cleaned

    def _candidates(
        self, values: Mapping[str, str | None]
    ) -> tuple[list[int], list[int], list[tuple[tuple[str, ...], int]]]:
        """Rows of the bulk and of what came later that share a key, and the keys too common to use."""
        bulk, later, skipped = [], set[int](), []
        for which, key in enumerate(KeyIndex.hashes(record_keys(values, self.schema))):
            if key is None:
                continue
            rows, added = self._index.block(which, key)
            if rows.size + len(added) > LARGEST_BLOCK:
                skipped.append((self.schema.keys[which], int(rows.size + len(added))))
                continue
            bulk.append(rows)
            later.update(added)
        unique = np.unique(np.concatenate(bulk)) if bulk else np.empty(0, dtype=np.int32)
        return unique.tolist(), sorted(later), skipped

    def _score(
        self,
        values: Mapping[str, str | None],
        bulk_rows: list[int],
        later_rows: list[int],
        bar: float,
        leave_out: str | None,
    ) -> list[tuple[float, str, Mapping[str, str | None]]]:
        """Candidates whose evidence reaches the bar."""
        names = [field.name for field in self.schema.fields]
        wanted = [values[name] for name in names]
        found: list[tuple[float, str, Mapping[str, str | None]]] = []
        if bulk_rows:
            ids = self._ids.gather(bulk_rows).to_list()
            for name, row in zip(ids, self._bulk[bulk_rows].rows(), strict=True):
                if name not in self._gone and name != leave_out:
                    bits = self._bits(wanted, row)
                    if bits >= bar:
                        found.append((bits, name, dict(zip(names, row, strict=True))))
        for index in later_rows:
            name, fields = self._later[index]
            if fields and name != leave_out:
                bits = self._bits(wanted, tuple(fields[one] for one in names))
                if bits >= bar:
                    found.append((bits, name, fields))
        return found

    def _bits(self, wanted: list[str | None], row: tuple[str | None, ...]) -> float:
        """Sum of the evidence of all fields."""
        total = 0.0
        for weight, one, other in zip(self._weights, wanted, row, strict=True):
            if one is not None and other is not None:
                total += weight.bits(level(weight.field.kind, one, other), one)
        return total

    def _reasons(
        self, values: Mapping[str, str | None], found: Mapping[str, str | None]
    ) -> tuple[Reason, ...]:
        """Evidence by field, strongest first."""
        reasons = []
        for weight in self._weights:
            one, other = values[weight.field.name], found[weight.field.name]
            if one is None or other is None:
                words, bits = "not recorded", 0.0
            else:
                step = level(weight.field.kind, one, other)
                words, bits = LEVELS[weight.field.kind][step], weight.bits(step, one)
            reasons.append(Reason(field=weight.field.name, level=words, bits=bits, sought=one, found=other))
        return tuple(sorted(reasons, key=lambda reason: -abs(reason.bits)))


def _probability(log_odds: float) -> float:
    """Probability from log odds to base 2."""
    return float(1 / (1 + 2.0 ** min(1000.0, -log_odds)))
