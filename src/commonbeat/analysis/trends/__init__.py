"""Is this week's count out of the ordinary, and did the feed change?"""

from commonbeat.analysis.trends.compare import (
    PairTest,
    benjamini_hochberg,
    e_test,
    poisson_c_test,
)
from commonbeat.analysis.trends.expected import (
    Expectation,
    ExpectedRanges,
    expected_range,
    range_from_periods,
)
from commonbeat.analysis.trends.feed import Carrier, FeedBreak, feed_breaks

__all__ = [
    "Carrier",
    "Expectation",
    "ExpectedRanges",
    "FeedBreak",
    "PairTest",
    "benjamini_hochberg",
    "e_test",
    "expected_range",
    "feed_breaks",
    "poisson_c_test",
    "range_from_periods",
]
