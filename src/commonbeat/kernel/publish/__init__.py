"""What the public may have: datasets and measures with their definition, their disclosure rule and their history.

Topics register what they publish (``register_dataset``, ``register_measure``); public pages read only what has been
released from here. Nothing at the top imports models, because topics import this package while Django is starting.
"""

from .registry import (
    Change,
    Column,
    Dataset,
    Measure,
    MeasureValue,
    NotRegistered,
    dataset,
    datasets,
    measure,
    measures,
    register_dataset,
    register_measure,
)

__all__ = [
    "Change",
    "Column",
    "Dataset",
    "Measure",
    "MeasureValue",
    "NotRegistered",
    "dataset",
    "datasets",
    "measure",
    "measures",
    "register_dataset",
    "register_measure",
]
