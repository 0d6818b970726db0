"""The sentences that go with every disparity figure, and the errors of this topic."""

from __future__ import annotations

from enum import StrEnum

from commonbeat.analysis.refusal import ImpossibleInput


class DisparityError(ImpossibleInput):
    """Input from which no honest figure can be made; the text says why in plain words."""


class Limit(StrEnum):
    """A limit that must stand beside a figure; the name is stable, so a page may translate by it."""

    NOT_ONE_OFFICER = (
        "This test looks at many stops together. It can neither clear nor convict an officer, "
        "and it says nothing about any single stop."
    )
    NOT_ALL_CAUSES = (
        "A difference between groups has many possible causes; this figure does not say which one is at work."
    )
    INFRA_MARGINAL = (
        "Hit rates can mislead (infra-marginality): when people of one group are more often plainly carrying "
        "contraband, hit rates differ even if all are held to the same standard, and equal hit rates can hide "
        "different standards."
    )
    HIT_MEANS_FOUND = (
        "A hit is a search that found something, whatever was found; searches the law demands (such as on arrest) "
        "are not the officer's choice and belong in a table of their own."
    )
    STREET_LIGHTING = (
        "Street lighting lets officers see who is driving after dark, and cars or routes can differ by group; "
        "both can hide a difference."
    )
    ONLY_EVENING = (
        "Only stops at clock times that are light on some days and dark on others count; nothing is said about "
        "the rest of the day."
    )
    SEASON = (
        "Who is on the road at a given clock time may change with the season; compare with the figure from the "
        "weeks around the clock change."
    )
    BEHAVIOUR = (
        "The test assumes that driving and the choice whom to stop do not change with darkness other than through "
        "what officers can see."
    )
    BENCHMARK_GIVEN = (
        "The benchmark was chosen by whoever ran this analysis. Residents are not the people on the road: "
        "commuters and visitors are stopped too, and time outdoors differs between groups."
    )
    NO_BENCHMARK = (
        "No benchmark was given: shares of stops alone do not show who is stopped more often than others."
    )
    RATE_NOT_NEED = "A rate of searches or actions per stop does not say whether they were needed; reasons for the stop differ."
    PERCEIVED = "Groups are as the officer perceived them where the record says so; perception can be wrong."


VEIL_LIMITS = (
    Limit.NOT_ONE_OFFICER,
    Limit.NOT_ALL_CAUSES,
    Limit.STREET_LIGHTING,
    Limit.BEHAVIOUR,
    Limit.ONLY_EVENING,
    Limit.SEASON,
    Limit.PERCEIVED,
)
OUTCOME_LIMITS = (
    Limit.NOT_ONE_OFFICER,
    Limit.NOT_ALL_CAUSES,
    Limit.INFRA_MARGINAL,
    Limit.HIT_MEANS_FOUND,
    Limit.PERCEIVED,
)
RATE_LIMITS = (Limit.NOT_ONE_OFFICER, Limit.NOT_ALL_CAUSES, Limit.RATE_NOT_NEED, Limit.PERCEIVED)


def stop_limits(with_benchmark: bool) -> tuple[Limit, ...]:
    """Limits for shares or rates of stops, with the one about benchmarks that applies."""
    last = Limit.BENCHMARK_GIVEN if with_benchmark else Limit.NO_BENCHMARK
    return (Limit.NOT_ONE_OFFICER, Limit.NOT_ALL_CAUSES, last, Limit.PERCEIVED)
