"""Stops and searches by group: what the figures say, with what they cannot say printed beside them."""

from commonbeat.analysis.disparities.benchmarks import StopRate, StopRates, stop_rates
from commonbeat.analysis.disparities.binomial import BinomialFit, fit_binomial
from commonbeat.analysis.disparities.cells import VeilCells, cells_from_counts, veil_cells
from commonbeat.analysis.disparities.intervals import katz, newcombe, poisson_rate, wilson
from commonbeat.analysis.disparities.rates import (
    Comparison,
    GroupRates,
    Rate,
    action_rates,
    outcome_test,
)
from commonbeat.analysis.disparities.splines import Knots, ns_basis, ns_knots
from commonbeat.analysis.disparities.sun import SunTimes, clock_changes, sun_times
from commonbeat.analysis.disparities.tally import Tally, hide_small, tally_counts, tally_rows
from commonbeat.analysis.disparities.veil import VeilOfDarkness, veil_of_darkness
from commonbeat.analysis.disparities.wording import DisparityError, Limit

__all__ = [
    "BinomialFit",
    "Comparison",
    "DisparityError",
    "GroupRates",
    "Knots",
    "Limit",
    "Rate",
    "StopRate",
    "StopRates",
    "SunTimes",
    "Tally",
    "VeilCells",
    "VeilOfDarkness",
    "action_rates",
    "cells_from_counts",
    "clock_changes",
    "fit_binomial",
    "hide_small",
    "katz",
    "newcombe",
    "ns_basis",
    "ns_knots",
    "outcome_test",
    "poisson_rate",
    "stop_rates",
    "sun_times",
    "tally_counts",
    "tally_rows",
    "veil_cells",
    "veil_of_darkness",
    "wilson",
]
