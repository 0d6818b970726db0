"""Does one event make another one soon after and close by more likely?"""

from commonbeat.analysis.near_repeat.chains import Chain, Chains, near_repeat_chains
from commonbeat.analysis.near_repeat.knox import KnoxTable, knox_table
from commonbeat.analysis.near_repeat.pairs import RepeatInputError, close_pairs

__all__ = [
    "Chain",
    "Chains",
    "KnoxTable",
    "RepeatInputError",
    "close_pairs",
    "knox_table",
    "near_repeat_chains",
]
