"""What the public may have: datasets and measures with their definition, their disclosure rule and their history.

Topics register what they publish (``register_dataset``, ``register_measure``); public pages read only what has been
released from here. Nothing at the top imports models, because topics import this package while Django is starting.
"""

from .layers import Feature, Layer, features, register_layer
from .registry import (
    Change,
    Column,
    Dataset,
    Measure,
    MeasureValue,
    NotRegistered,
    Table,
    TableValue,
    dataset,
    datasets,
    measure,
    measures,
    register_dataset,
    register_measure,
    register_table,
    tables,
)

__all__ = [
    "Change",
    "Column",
    "Dataset",
    "Feature",
    "Layer",
    "Measure",
    "MeasureValue",
    "NotRegistered",
    "Table",
    "TableValue",
    "dataset",
    "datasets",
    "features",
    "measure",
    "measures",
    "register_dataset",
    "register_layer",
    "register_measure",
    "register_table",
    "tables",
]
