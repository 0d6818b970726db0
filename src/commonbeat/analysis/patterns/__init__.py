"""Incidents that may belong together, for an analyst to confirm or refuse."""

from commonbeat.analysis.patterns.bulletin import Bulletin, make_bulletin, refuse_personal
from commonbeat.analysis.patterns.evidence import FEATURES, Chances
from commonbeat.analysis.patterns.groups import Pattern, Patterns, PatternType, SharedValue, find_patterns
from commonbeat.analysis.patterns.incidents import Incidents, PatternError, incidents_from_frame
from commonbeat.analysis.patterns.links import CandidateLink, LinkReason, Links, LinkSettings, find_links
from commonbeat.analysis.patterns.planted import Planted, plant
from commonbeat.analysis.patterns.surges import Surge, Surges, find_surges

__all__ = [
    "FEATURES",
    "Bulletin",
    "CandidateLink",
    "Chances",
    "Incidents",
    "LinkReason",
    "LinkSettings",
    "Links",
    "Pattern",
    "PatternError",
    "PatternType",
    "Patterns",
    "Planted",
    "SharedValue",
    "Surge",
    "Surges",
    "find_links",
    "find_patterns",
    "find_surges",
    "incidents_from_frame",
    "make_bulletin",
    "plant",
    "refuse_personal",
]
