"""Medians and 90th percentiles of intervals, with what was left out beside them."""

from commonbeat.analysis.response.quantiles import Quantile, quantile_with_interval

__all__ = ["Quantile", "quantile_with_interval"]
