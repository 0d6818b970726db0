"""Totals in which a robbery counts for more than a bicycle: counts times a published weight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import special

from commonbeat.analysis.refusal import refuse_unless
from commonbeat.analysis.results import Result


@dataclass(frozen=True)
class HarmWeights:
    """Weights by kind of offence, with the document they come from.

    Attributes:
        weights: Harm of one offence of each kind.
        unit: What a weight counts.
        source: Document, section and year, as printed under every figure.
    """

    weights: Mapping[str, float]
    unit: str
    source: str


# Sentencing terms are set by statute. Murder has no middle term in years and is left out on purpose: count it by name.
CALIFORNIA_MIDDLE_TERMS = HarmWeights(
    weights={
        "voluntary manslaughter": 72,
        "rape": 72,
        "kidnapping": 60,
        "carjacking": 60,
        "mayhem": 48,
        "burglary of a home": 48,
        "robbery": 36,
        "aggravated assault": 36,
        "sexual battery": 36,
        "burglary, other": 24,
    },
    unit="months of the middle prison term",
    source=(
        "California Penal Code, middle of the three terms: 193(a), 264(a), 208(a), 215(b), 204, 461(a), "
        "213(a)(2), 245(a), 243.4, 461(b) with 1170(h); check against the law in force"
    ),
)


@dataclass(frozen=True, kw_only=True)
class HarmTotal(Result):
    """Weighted total of offences.

    Attributes:
        total: Sum of count times weight.
        unit: What the total counts.
        source: Where the weights come from.
        parts: Harm of each kind of offence, largest first.
        largest_share: Share of the total that comes from the heaviest single kind.
        unweighted: Offences of kinds without a weight, which are not in the total.
    """

    total: float
    unit: str
    source: str
    parts: tuple[tuple[str, float], ...]
    largest_share: float
    unweighted: tuple[tuple[str, int], ...]


def harm_total(counts: Mapping[str, int], weights: HarmWeights, *, coverage: float = 0.95) -> HarmTotal:
    """Add up offences by their weights.

    total = sum of weight x count. Counts are taken as Poisson, so Var = sum of weight^2 x count: a few heavy offences move the
    total far, and the interval shows it. Offences without a weight are listed, never given a weight of 0 in silence.

    Args:
        counts: Offences of each kind.
        weights: Weights and their source.
        coverage: Nominal coverage of the interval.

    Raises:
        ImpossibleInput: A count or weight is negative or broken, no kind has a weight, or no source is named.

    References:
        Sherman, Neyroud and Neyroud 2016, Policing 10: 171-183 (the principle of weighing by sentences).
    """
    refuse_unless(
        bool(weights.source.strip() and weights.unit.strip()), "Weights must name their source and unit."
    )
    refuse_unless(0 < coverage < 1, "Coverage must lie between 0 and 1.")
    for kind, count in counts.items():
        refuse_unless(
            count >= 0 and int(count) == count, f"The count of {kind} must be a whole number, 0 or more."
        )
    for kind, weight in weights.weights.items():
        refuse_unless(bool(np.isfinite(weight)) and weight >= 0, f"The weight of {kind} must be 0 or more.")
    known = {kind: count for kind, count in counts.items() if kind in weights.weights}
    refuse_unless(bool(known), "None of these kinds of offence has a weight.")
    harm = {kind: count * float(weights.weights[kind]) for kind, count in known.items()}
    total = float(sum(harm.values()))
    variance = sum(float(weights.weights[kind]) ** 2 * count for kind, count in known.items())
    reach = float(special.ndtri(0.5 + coverage / 2)) * variance**0.5
    parts = tuple(sorted(harm.items(), key=lambda part: (-part[1], part[0])))
    missing = tuple(
        sorted((kind, int(count)) for kind, count in counts.items() if kind not in weights.weights)
    )
    largest = parts[0][1] / total if total else 0.0
    return HarmTotal(
        method="harm-weighted total",
        n=int(sum(known.values())),
        interval=(max(0.0, total - reach), total + reach),
        coverage=coverage,
        warnings=_sentences(missing, largest, parts[0][0]),
        total=total,
        unit=weights.unit,
        source=weights.source,
        parts=parts,
        largest_share=largest,
        unweighted=missing,
    )


def _sentences(missing: tuple[tuple[str, int], ...], largest: float, heaviest: str) -> tuple[str, ...]:
    notes = []
    if missing:
        number = sum(count for _, count in missing)
        notes.append(f"{number} offences of {len(missing)} kinds have no weight and are not in the total.")
    if largest > 0.5:
        notes.append(f"More than half of the total is {heaviest}.")
    return tuple(notes)
