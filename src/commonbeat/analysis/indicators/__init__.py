"""Early support: one indicator at a time, each officer beside peers of the same assignment; never a score or an order."""

from commonbeat.analysis.indicators.assignments import ByAssignment, NotCompared, compare_by_assignment
from commonbeat.analysis.indicators.change import Change, change
from commonbeat.analysis.indicators.choosing import look_closer
from commonbeat.analysis.indicators.mixture import Mixture, mixture
from commonbeat.analysis.indicators.peers import PeerComparison, Standing, Terms, compare_with_peers
from commonbeat.analysis.indicators.prior import GammaPrior, fit_gamma, log_marginal, posterior
from commonbeat.analysis.indicators.wording import Limit, TooFewPeers

__all__ = [
    "ByAssignment",
    "Change",
    "GammaPrior",
    "Limit",
    "Mixture",
    "NotCompared",
    "PeerComparison",
    "Standing",
    "Terms",
    "TooFewPeers",
    "change",
    "compare_by_assignment",
    "compare_with_peers",
    "fit_gamma",
    "log_marginal",
    "look_closer",
    "mixture",
    "posterior",
]
