"""Balanced, contiguous beats as a proposal people can change."""

from commonbeat.analysis.districting.areas import Areas, areas, distances, neighbours_of
from commonbeat.analysis.districting.design import design
from commonbeat.analysis.districting.locks import Locks
from commonbeat.analysis.districting.proposal import BeatFigures, Moved, Proposal, evaluate

__all__ = [
    "Areas",
    "BeatFigures",
    "Locks",
    "Moved",
    "Proposal",
    "areas",
    "design",
    "distances",
    "evaluate",
    "neighbours_of",
]
