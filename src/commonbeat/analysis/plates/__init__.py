"""Licence plates: exact and one-confusable matches for a person to check, look-ups for an analyst, error rates."""

from commonbeat.analysis.plates.confusable import CONFUSABLES, NARROW
from commonbeat.analysis.plates.hotlist import KINDS, STATES, HotList, PlateMatches
from commonbeat.analysis.plates.nearby import SLIPS, NearbyPlates, nearby_plates
from commonbeat.analysis.plates.pattern import PatternMatches, find_pattern
from commonbeat.analysis.plates.rates import FalseAlertRates, false_alert_rates
from commonbeat.analysis.plates.text import PlateInputError, normalised, plate_keys

__all__ = [
    "CONFUSABLES",
    "KINDS",
    "NARROW",
    "SLIPS",
    "STATES",
    "FalseAlertRates",
    "HotList",
    "NearbyPlates",
    "PatternMatches",
    "PlateInputError",
    "PlateMatches",
    "false_alert_rates",
    "find_pattern",
    "nearby_plates",
    "normalised",
    "plate_keys",
]
