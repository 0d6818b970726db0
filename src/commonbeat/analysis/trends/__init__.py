"""Is this week's count out of the ordinary, and did the feed change?"""

from commonbeat.analysis.trends.compare import (
    PairTest,
    Tails,
    ZScores,
    benjamini_hochberg,
    e_test,
    exact_tails,
    poisson_c_test,
    poisson_z,
)
from commonbeat.analysis.trends.control import ControlChart, cusum, ewma
from commonbeat.analysis.trends.counts import WeeklyCounts, weekly_counts
from commonbeat.analysis.trends.displacement import (
    DisplacementDifference,
    HarmDifference,
    harm_difference,
    weighted_displacement_difference,
)
from commonbeat.analysis.trends.ears import EarsResult, ears
from commonbeat.analysis.trends.expected import (
    Expectation,
    ExpectedRanges,
    expected_range,
    range_from_periods,
)
from commonbeat.analysis.trends.farrington import (
    NOUFAILY_2013,
    ORIGINAL_1996,
    FarringtonResult,
    FarringtonRules,
    farrington,
)
from commonbeat.analysis.trends.feed import Carrier, FeedBreak, feed_breaks
from commonbeat.analysis.trends.scan_window import ScanWindow, scan_window
from commonbeat.analysis.trends.thresholds import (
    Bounds,
    count_quantile,
    count_tail,
    delta_bounds,
    negative_binomial_bounds,
)

__all__ = [
    "NOUFAILY_2013",
    "ORIGINAL_1996",
    "Bounds",
    "Carrier",
    "ControlChart",
    "DisplacementDifference",
    "EarsResult",
    "Expectation",
    "ExpectedRanges",
    "FarringtonResult",
    "FarringtonRules",
    "FeedBreak",
    "HarmDifference",
    "PairTest",
    "ScanWindow",
    "Tails",
    "WeeklyCounts",
    "ZScores",
    "benjamini_hochberg",
    "count_quantile",
    "count_tail",
    "cusum",
    "delta_bounds",
    "e_test",
    "ears",
    "ewma",
    "exact_tails",
    "expected_range",
    "farrington",
    "feed_breaks",
    "harm_difference",
    "negative_binomial_bounds",
    "poisson_c_test",
    "poisson_z",
    "range_from_periods",
    "scan_window",
    "weekly_counts",
    "weighted_displacement_difference",
]
