"""Records that may mean the same person, vehicle or address: proposals with reasons, never a merge."""

from commonbeat.analysis.linking.matcher import Matcher, Proposal, Proposals, Reason
from commonbeat.analysis.linking.quality import PairQuality, pair_quality
from commonbeat.analysis.linking.schema import ADDRESS, LEVELS, PERSON, VEHICLE, Field, LinkingError, Schema
from commonbeat.analysis.linking.seeded import SeededPeople, seeded_people
from commonbeat.analysis.linking.similarity import jaro_winkler, one_slip, soundex

__all__ = [
    "ADDRESS",
    "LEVELS",
    "PERSON",
    "VEHICLE",
    "Field",
    "LinkingError",
    "Matcher",
    "PairQuality",
    "Proposal",
    "Proposals",
    "Reason",
    "Schema",
    "SeededPeople",
    "jaro_winkler",
    "one_slip",
    "pair_quality",
    "seeded_people",
    "soundex",
]
