"""Processes: the states a record can be in, the moves between them, and the only code that changes a state.

Topics import from here; ``models`` are only touched when a function runs, because topics declare their processes
while Django is still starting. How and why: ``docs/explanation/processes.md``.
"""

from .bulk import begun, bulk_begin, bulk_moves, made
from .declare import Effect, Process, State, Transition, UnknownProcess, process, processes, register_process
from .diagrams import diagram, transition_table
from .errors import MoveRefused, StateWritten
from .fields import StateField
from .moving import begin, disposal, move
from .queries import available, history, is_open, last_move, public_state, state_of, strays

__all__ = [
    "Effect",
    "MoveRefused",
    "Process",
    "State",
    "StateField",
    "StateWritten",
    "Transition",
    "UnknownProcess",
    "available",
    "begin",
    "begun",
    "bulk_begin",
    "bulk_moves",
    "diagram",
    "disposal",
    "history",
    "is_open",
    "last_move",
    "made",
    "move",
    "process",
    "processes",
    "public_state",
    "register_process",
    "state_of",
    "strays",
    "transition_table",
]
