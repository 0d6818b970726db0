"""What every public map is drawn on: the city's outline, beats, streets. Shapes that say nothing about a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .registry import NotRegistered, Text


@dataclass(frozen=True)
class Feature:
    """One shape.

    Attributes:
        geometry: GeoJSON geometry, WGS 84.
        code: short name drawn on maps, "" for none.
        name: its name.
        kind: of a street, as ``kernel.ui.maps.STREETS`` names them.
        properties: further facts that may be published.
    """

    geometry: dict[str, Any]
    code: str = ""
    name: str = ""
    kind: str = ""
    properties: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Layer:
    """A public layer.

    Attributes:
        name: machine name, ``beats``.
        title: what it shows.
        features: reads the shapes as they are now, in the order they are drawn.
    """

    name: str
    title: Text
    features: Callable[[], list[Feature]]


_layers: dict[str, Layer] = {}


def register_layer(item: Layer) -> None:
    """Offer a layer to public maps (call it in ``module.py``).

    Raises:
        ValueError: the name is taken.
    """
    if _layers.setdefault(item.name, item) is not item:
        raise ValueError(f"The layer {item.name} is registered already.")


def features(name: str) -> list[Feature]:
    """The shapes of a public layer.

    Raises:
        NotRegistered: no topic registered it.
    """
    if name not in _layers:
        raise NotRegistered(f"No topic registers the layer {name!r}.")
    return _layers[name].features()
