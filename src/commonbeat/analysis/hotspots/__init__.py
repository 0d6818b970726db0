"""Where something is new, where it persists, and which places are not places."""

from commonbeat.analysis.hotspots.defaults import DefaultPlace, default_places
from commonbeat.analysis.hotspots.persistence import PersistentPlaces, persistent_places
from commonbeat.analysis.hotspots.scan import PlaceCluster, PlaceScan, disc_neighbours, place_scan

__all__ = [
    "DefaultPlace",
    "PersistentPlaces",
    "PlaceCluster",
    "PlaceScan",
    "default_places",
    "disc_neighbours",
    "persistent_places",
    "place_scan",
]
