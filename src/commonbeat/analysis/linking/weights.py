"""What each level of agreement is worth: Fellegi-Sunter weights from the table itself."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import polars as pl

from commonbeat.analysis.linking.schema import LEVELS, Field, Schema, level

PAIRS_SAMPLED = 20_000


@dataclass(frozen=True, kw_only=True)
class FieldWeights:
    """Evidence of one field, in bits (log to base 2 of the likelihood ratio).

    Attributes:
        field: The field.
        levels: Evidence of each level but the first for an average value, in the order of `LEVELS`.
        counts: How often values occur that occur more than once.
        known: Rows with a value.
    """

    field: Field
    levels: tuple[float, ...]
    counts: dict[str, int]
    known: int

    def bits(self, found: int, value: str) -> float:
        """Evidence of a level; agreement on a rare value is worth more than on a common one."""
        if found:
            return self.levels[found]
        share = (self.counts.get(value, 1) + 1) / (self.known + 2)
        return math.log2(self.field.agree[0] / min(share, 0.999))


def learn_weights(cleaned: pl.DataFrame, schema: Schema, seed: int) -> tuple[FieldWeights, ...]:
    """Weights with the chance of an accidental agreement taken from the table.

    Weight of a level = log2(m / u): m is the field's stated chance of the level among records that belong
    together; u, its chance among records that do not, is the value's own share for exact agreement and is
    estimated from randomly drawn pairs for the others (Fellegi and Sunter 1969; Winkler 1988).

    Args:
        cleaned: Table as from `schema.clean`.
        schema: Fields and their chances.
        seed: Seed for the drawn pairs.
    """
    draw = np.random.default_rng(seed)
    n = len(cleaned)
    pairs = draw.integers(0, max(n, 1), (2, PAIRS_SAMPLED if n > 1 else 0))
    pairs = pairs[:, pairs[0] != pairs[1]]
    return tuple(_field_weights(cleaned[field.name], field, pairs) for field in schema.fields)


def _field_weights(column: pl.Series, field: Field, pairs: np.ndarray) -> FieldWeights:
    counted = column.drop_nulls().value_counts()
    repeated = counted.filter(pl.col("count") > 1)
    names = len(LEVELS[field.kind])
    seen = np.zeros(names)
    firsts, seconds = (column[side.tolist()].to_list() if side.size else [] for side in pairs)
    for first, second in zip(firsts, seconds, strict=True):
        if first is not None and second is not None:
            seen[level(field.kind, first, second)] += 1
    # Half a pair is added to each level, so that none is impossible.
    chance = (seen + 0.5) / (seen.sum() + 0.5 * names)
    return FieldWeights(
        field=field,
        levels=tuple(math.log2(m / u) for m, u in zip(field.agree, chance, strict=True)),
        counts=dict(zip(repeated[field.name].to_list(), repeated["count"].to_list(), strict=True)),
        known=int(column.len() - column.null_count()),
    )
