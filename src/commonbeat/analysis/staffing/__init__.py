"""How much work there is in each hour of the week, and how many units it implies."""

from commonbeat.analysis.staffing.erlang import Erlang, erlang_c
from commonbeat.analysis.staffing.workload import Workload, committed_hours

__all__ = ["Erlang", "Workload", "committed_hours", "erlang_c"]
