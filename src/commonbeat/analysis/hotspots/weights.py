"""Who is whose neighbour: sparse weights for areas, points and grids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.spatial import cKDTree

from commonbeat.analysis.hotspots.grid import Grid, checked_mask
from commonbeat.analysis.hotspots.points import Floats, PlaceInputError, checked_points, positive

Window = Literal["queen", "rook"]


def distance_weights(x: ArrayLike, y: ArrayLike, distance: float) -> sparse.csr_array:
    """1 for each pair of different points at most `distance` metres apart, 0 on the diagonal.

    Raises:
        PlaceInputError: Coordinates are missing or the distance is not above 0.
    """
    east, north = checked_points(x, y)
    tree = cKDTree(np.column_stack([east, north]))
    pairs = tree.query_pairs(positive(distance, "The distance"), output_type="ndarray")
    rows, columns = np.concatenate([pairs, pairs[:, ::-1]]).T
    return _matrix(rows, columns, east.size)


def nearest_weights(x: ArrayLike, y: ArrayLike, k: int) -> sparse.csr_array:
    """1 for the `k` nearest other points of each point (not symmetric), 0 on the diagonal.

    Raises:
        PlaceInputError: Fewer than `k` other points, or `k` under 1.
    """
    east, north = checked_points(x, y)
    if not 1 <= k < east.size:
        raise PlaceInputError(f"{east.size} places cannot have {k} nearest others.")
    points = np.column_stack([east, north])
    _, found = cKDTree(points).query(points, k=k + 1)
    own = found == np.arange(east.size)[:, None]
    # A point that shares its place with others may not be told first among them: then drop the last.
    own[~own.any(axis=1), -1] = True
    return _matrix(np.repeat(np.arange(east.size), k), found[~own], east.size)


def list_weights(neighbours: Mapping[int, Sequence[int]] | Sequence[Sequence[int]]) -> sparse.csr_array:
    """1 for each neighbour in a list of neighbours by position (areas that share a border, for example).

    Args:
        neighbours: Positions 0 to n-1 of the neighbours of each place.

    Raises:
        PlaceInputError: A place is its own neighbour or a neighbour does not exist.
    """
    n = len(neighbours)
    items = (
        [neighbours[i] for i in range(n)]
        if isinstance(neighbours, Mapping)
        else [list(j) for j in neighbours]
    )
    rows = np.repeat(np.arange(n), [len(j) for j in items])
    columns = np.array([j for one in items for j in one], dtype=np.int64)
    if columns.size and (columns.min() < 0 or columns.max() >= n):
        raise PlaceInputError("A place names a neighbour that does not exist.")
    if (rows == columns).any():
        raise PlaceInputError("A place is named as its own neighbour.")
    return _matrix(rows, columns, n)


def grid_weights(
    grid: Grid, *, window: Window = "queen", mask: NDArray[np.bool_] | None = None
) -> sparse.csr_array:
    """Contiguity of the cells of a grid: 8 neighbours ("queen") or 4 ("rook"), no wrapping.

    Args:
        grid: The grid.
        window: Which cells touch.
        mask: Cells of the city; the matrix has one row for each of them, in the order of `mask.ravel()`.
    """
    area = checked_mask(grid, mask)
    number = np.full(grid.shape, -1, dtype=np.int64)
    number[area] = np.arange(int(area.sum()))
    half = [(0, 1), (1, 0)] if window == "rook" else [(0, 1), (1, 0), (1, 1), (1, -1)]
    if window not in ("queen", "rook"):
        raise PlaceInputError(f"The window is 'queen' or 'rook', not {window!r}.")
    rows, columns = [], []
    for down, right in half:
        here = number[: grid.rows - down, max(0, -right) : grid.columns - max(0, right)]
        there = number[down:, max(0, right) : grid.columns + min(0, right)]
        both = (here >= 0) & (there >= 0)
        rows += [here[both], there[both]]
        columns += [there[both], here[both]]
    return _matrix(np.concatenate(rows), np.concatenate(columns), int(area.sum()))


def row_standardised(weights: sparse.sparray) -> sparse.csr_array:
    """Weights divided by the sum of their row; a row without neighbours stays 0."""
    matrix = checked_weights(weights, weights.shape[0])
    sums = np.asarray(matrix.sum(axis=1)).ravel()
    scale = np.divide(1.0, sums, out=np.zeros_like(sums), where=sums != 0)
    return sparse.csr_array(sparse.diags_array(scale) @ matrix)


def checked_weights(weights: sparse.sparray, n: int) -> sparse.csr_array:
    """The weights as a square CSR matrix of floats without a diagonal.

    Raises:
        PlaceInputError: Wrong shape, a negative or missing weight, or a weight on the diagonal.
    """
    matrix = sparse.csr_array(weights, dtype=np.float64)
    if matrix.shape != (n, n):
        raise PlaceInputError(f"{n} places need weights of {n} by {n}, not {matrix.shape}.")
    if matrix.nnz and not (np.isfinite(matrix.data).all() and (matrix.data >= 0).all()):
        raise PlaceInputError("A weight is missing or below 0.")
    if matrix.diagonal().any():
        raise PlaceInputError(
            "A place is its own neighbour: leave the diagonal empty, the star form adds it."
        )
    return matrix


def checked_values(values: ArrayLike, *, least: int = 4) -> Floats:
    """Finite numbers, one for each place.

    Raises:
        PlaceInputError: A value is missing, or there are too few places.
    """
    found = np.asarray(values, dtype=np.float64).ravel()
    if found.size < least:
        raise PlaceInputError(f"At least {least} places are needed; there are {found.size}.")
    if not np.isfinite(found).all():
        raise PlaceInputError(f"{int((~np.isfinite(found)).sum())} places have no value.")
    return found


def _matrix(rows: NDArray[np.int64], columns: NDArray[np.int64], n: int) -> sparse.csr_array:
    matrix = sparse.csr_array((np.ones(rows.size), (rows, columns)), shape=(n, n))
    matrix.sum_duplicates()
    np.minimum(matrix.data, 1.0, out=matrix.data)
    return matrix
