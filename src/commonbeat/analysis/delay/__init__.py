"""Reports come late: what a fresh week will be, how it compares at the same age, and what weighs most."""

from commonbeat.analysis.delay.harm import CALIFORNIA_MIDDLE_TERMS, HarmTotal, HarmWeights, harm_total
from commonbeat.analysis.delay.nowcast import Nowcast, nowcast
from commonbeat.analysis.delay.triangle import ReportingTriangle, reporting_triangle
from commonbeat.analysis.delay.vintage import VintageComparison, compare_at_same_age

__all__ = [
    "CALIFORNIA_MIDDLE_TERMS",
    "HarmTotal",
    "HarmWeights",
    "Nowcast",
    "ReportingTriangle",
    "VintageComparison",
    "compare_at_same_age",
    "harm_total",
    "nowcast",
    "reporting_triangle",
]
