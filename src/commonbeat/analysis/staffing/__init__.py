"""How much work there is in each hour of the week, and how many units it implies."""

from commonbeat.analysis.staffing.approximate import (
    HypercubeApproximation,
    correction_factors,
    hypercube_approximate,
)
from commonbeat.analysis.staffing.dispatching import Dispatching
from commonbeat.analysis.staffing.erlang import Erlang, erlang_c, erlang_table
from commonbeat.analysis.staffing.hypercube import Hypercube, hypercube
from commonbeat.analysis.staffing.need import Relief, UnitsNeeded, relief_factor, units_by_hour
from commonbeat.analysis.staffing.preferences import nearest_first
from commonbeat.analysis.staffing.scenario import Scenario, scenario
from commonbeat.analysis.staffing.simulation import (
    Estimate,
    QueueSimulation,
    Simulation,
    simulate,
    simulate_queue,
)
from commonbeat.analysis.staffing.workload import CallRates, Workload, call_rates, committed_hours

__all__ = [
    "CallRates",
    "Dispatching",
    "Erlang",
    "Estimate",
    "Hypercube",
    "HypercubeApproximation",
    "QueueSimulation",
    "Relief",
    "Scenario",
    "Simulation",
    "UnitsNeeded",
    "Workload",
    "call_rates",
    "committed_hours",
    "correction_factors",
    "erlang_c",
    "erlang_table",
    "hypercube",
    "hypercube_approximate",
    "nearest_first",
    "relief_factor",
    "scenario",
    "simulate",
    "simulate_queue",
    "units_by_hour",
]
