"""Where events gather: grids, counts, density, local statistics, persistence, evaluation; and places that are not."""

from commonbeat.analysis.hotspots.accuracy import AccuracyTable, accuracy_table
from commonbeat.analysis.hotspots.bandwidth import bandwidth
from commonbeat.analysis.hotspots.defaults import DefaultPlace, default_places
from commonbeat.analysis.hotspots.density import DensityMap, density_at, density_map
from commonbeat.analysis.hotspots.getis import GlobalG, LocalG, general_g, gi, gi_grid
from commonbeat.analysis.hotspots.grid import Grid, GridCounts, grid_counts, grid_over, polygon_mask, rings_of
from commonbeat.analysis.hotspots.maps import (
    MapMaker,
    counts_map,
    gaussian_map,
    gi_star_map,
    quartic_map,
    recent_counts_map,
    standard_maps,
)
from commonbeat.analysis.hotspots.moran import QUADRANTS, GlobalMoran, LocalMoran, local_moran, moran
from commonbeat.analysis.hotspots.persistence import PersistentPlaces, persistent_places
from commonbeat.analysis.hotspots.planes import LocalPlane, Plane, UtmPlane, plane_around, plane_of
from commonbeat.analysis.hotspots.points import PlaceInputError
from commonbeat.analysis.hotspots.rolling import MapEvaluation, MapScore, chosen_share, evaluate_maps
from commonbeat.analysis.hotspots.scan import PlaceCluster, PlaceScan, disc_neighbours, place_scan
from commonbeat.analysis.hotspots.weights import (
    distance_weights,
    grid_weights,
    list_weights,
    nearest_weights,
    row_standardised,
)

__all__ = [
    "QUADRANTS",
    "AccuracyTable",
    "DefaultPlace",
    "DensityMap",
    "GlobalG",
    "GlobalMoran",
    "Grid",
    "GridCounts",
    "LocalG",
    "LocalMoran",
    "LocalPlane",
    "MapEvaluation",
    "MapMaker",
    "MapScore",
    "PersistentPlaces",
    "PlaceCluster",
    "PlaceInputError",
    "PlaceScan",
    "Plane",
    "UtmPlane",
    "accuracy_table",
    "bandwidth",
    "chosen_share",
    "counts_map",
    "default_places",
    "density_at",
    "density_map",
    "disc_neighbours",
    "distance_weights",
    "evaluate_maps",
    "gaussian_map",
    "general_g",
    "gi",
    "gi_grid",
    "gi_star_map",
    "grid_counts",
    "grid_over",
    "grid_weights",
    "list_weights",
    "local_moran",
    "moran",
    "nearest_weights",
    "persistent_places",
    "place_scan",
    "plane_around",
    "plane_of",
    "polygon_mask",
    "quartic_map",
    "recent_counts_map",
    "rings_of",
    "row_standardised",
    "standard_maps",
]
