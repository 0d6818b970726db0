"""The machinery under the density map: events to nodes, nodes to cells."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from commonbeat.analysis.hotspots.bandwidth import Kernel
from commonbeat.analysis.hotspots.grid import Grid
from commonbeat.analysis.hotspots.points import Floats

# Nodes per bandwidth that keep the cubic spreading within 1e-3 of the peak, measured for single points.
_NODES = {"gaussian": 3.4, "quartic": 15.0}
# Beyond so many bandwidths the kernel is 0 (quartic) or below a millionth of its peak (Gaussian).
_REACH = {"gaussian": 5.5, "quartic": 1.0}


def kernel_of(square: Floats, h: float, kernel: Kernel) -> Floats:
    """The kernel (per square metre) for squared distances (square metres)."""
    if kernel == "gaussian":
        gauss: Floats = np.exp(square / (-2 * h * h)) / (2 * math.pi * h * h)
        return gauss
    inside: Floats = np.maximum(1 - square / (h * h), 0.0)
    return inside * inside * (3 / (math.pi * h * h))


def smoothed(east: Floats, north: Floats, load: Floats, grid: Grid, h: float, kernel: Kernel) -> Floats:
    """Weighted kernel sum at the middle of each cell, by the cheaper of two ways."""
    fine = max(1, math.ceil(_NODES[kernel] * grid.cell / h))
    patch = (2 * math.ceil(_REACH[kernel] * h / grid.cell) + 1) ** 2
    # Rough costs in nanoseconds: one kernel value and one sum, against sixteen sums and the work on all nodes.
    if east.size * patch * 8 < east.size * 120 + grid.size * fine * fine * 40:
        return _one_by_one(east, north, load, grid, h, kernel)
    if kernel == "gaussian":
        return _gaussian(east, north, load, grid, h, fine)
    return _quartic(east, north, load, grid, h, fine)


def mass_at(
    east: Floats, north: Floats, grid: Grid, area: NDArray[np.bool_], h: float, kernel: Kernel
) -> Floats:
    """Share of the kernel of each event that falls on cells of the area, read between cell middles."""
    reach = min(math.ceil(_REACH[kernel] * h / grid.cell), max(grid.shape))
    offsets = np.arange(-reach, reach + 1) * grid.cell
    bell = kernel_of(offsets[:, None] ** 2 + offsets**2, h, kernel)
    bell /= bell.sum()
    shape = tuple(fft.next_fast_len(side + 2 * reach, True) for side in grid.shape)
    both = fft.irfft2(fft.rfft2(area.astype(np.float64), shape) * fft.rfft2(bell, shape), shape)
    mass = both[reach : reach + grid.rows, reach : reach + grid.columns]
    column = np.clip((east - grid.west) / grid.cell - 0.5, 0, grid.columns - 1)
    row = np.clip((north - grid.south) / grid.cell - 0.5, 0, grid.rows - 1)
    left, low = column.astype(np.int64), row.astype(np.int64)
    right, high = np.minimum(left + 1, grid.columns - 1), np.minimum(low + 1, grid.rows - 1)
    across, up = column - left, row - low
    found: Floats = (mass[low, left] * (1 - across) + mass[low, right] * across) * (1 - up)
    found += (mass[high, left] * (1 - across) + mass[high, right] * across) * up
    return np.maximum(found, 0.01)


def _one_by_one(east: Floats, north: Floats, load: Floats, grid: Grid, h: float, kernel: Kernel) -> Floats:
    """The exact sum, all events at once for one neighbouring cell after the other."""
    reach = math.ceil(_REACH[kernel] * h / grid.cell)
    columns, rows = grid.columns + 2 * reach, grid.rows + 2 * reach
    column = np.floor((east - grid.west) / grid.cell).astype(np.int64)
    row = np.floor((north - grid.south) / grid.cell).astype(np.int64)
    near = (column >= -reach) & (column < columns - reach) & (row >= -reach) & (row < rows - reach)
    column, row, load = column[near], row[near], load[near]
    to_x = grid.west + (column + 0.5) * grid.cell - east[near]
    to_y = grid.south + (row + 0.5) * grid.cell - north[near]
    total = np.zeros((rows + 2 * reach) * (columns + 2 * reach))
    flat = (row + 2 * reach) * (columns + 2 * reach) + column + 2 * reach
    for j in range(-reach, reach + 1):
        high = (to_y + j * grid.cell) ** 2
        for i in range(-reach, reach + 1):
            part = kernel_of(high + (to_x + i * grid.cell) ** 2, h, kernel) * load
            shift = j * (columns + 2 * reach) + i
            summed = np.bincount(flat + shift, part, minlength=total.size)
            total += summed
    whole = total.reshape(rows + 2 * reach, columns + 2 * reach)
    return np.ascontiguousarray(
        whole[2 * reach : 2 * reach + grid.rows, 2 * reach : 2 * reach + grid.columns]
    )


@dataclass(frozen=True)
class _Axis:
    """Nodes of one axis: `fine` to a cell, `before` cells before the grid."""

    start: float
    step: float
    nodes: int
    fine: int
    before: int
    after: int


def _axis(points: Floats, first: float, cell: float, cells: int, fine: int, reach: float) -> _Axis:
    """Nodes that carry every point within `reach` of the cells' middles, and two more on each side."""
    last = first + (cells - 1) * cell
    low, high = max(float(points.min()), first - reach), min(float(points.max()), last + reach)
    before = max(0, math.ceil((first - low) / cell)) + 1
    after = max(0, math.ceil((high - last) / cell)) + 1
    extra = math.ceil(3 / fine)
    before, after = before + extra, after + extra
    return _Axis(first - before * cell, cell / fine, (cells + before + after) * fine, fine, before, after)


def _spread(points: Floats, axis: _Axis) -> tuple[NDArray[np.int64], tuple[Floats, ...], NDArray[np.bool_]]:
    """First of four nodes, the cubic (Lagrange) share of each, and which points are within reach."""
    place = (points - axis.start) / axis.step
    whole = np.floor(place)
    near = (whole >= 1) & (whole < axis.nodes - 2)
    t = place - whole
    s, r = t - 1, t - 2
    u = t + 1
    shares = (t * s * r / -6, u * s * r / 2, u * t * r / -2, u * t * s / 6)
    return whole.astype(np.int64) - 1, shares, near


def _nodes(east: Floats, north: Floats, load: Floats, across: _Axis, up: _Axis) -> Floats:
    """Weight on every node, (nodes up, nodes across)."""
    column, share_x, near_x = _spread(east, across)
    row, share_y, near_y = _spread(north, up)
    near = near_x & near_y
    if not near.all():
        column, row, load = column[near], row[near], load[near]
        share_x = tuple(s[near] for s in share_x)
        share_y = tuple(s[near] for s in share_y)
    flat = row * across.nodes + column
    total = np.zeros(across.nodes * up.nodes)
    size = total.size
    for j in range(4):
        side = share_y[j] * load
        for i in range(4):
            shift = j * across.nodes + i
            # The grid has spare nodes at its end, so a shifted view takes the sums without new indices.
            total[shift:] += np.bincount(flat, side * share_x[i], minlength=size)[: size - shift]
    return total.reshape(up.nodes, across.nodes)


def _gaussian(east: Floats, north: Floats, load: Floats, grid: Grid, h: float, fine: int) -> Floats:
    """Two dense products: the kernel is separable."""
    reach = _REACH["gaussian"] * h
    across = _axis(east, grid.x_centres[0], grid.cell, grid.columns, fine, reach)
    up = _axis(north, grid.y_centres[0], grid.cell, grid.rows, fine, reach)
    nodes = _nodes(east, north, load, across, up)
    density: Floats = _bell(grid.y_centres, up, h) @ nodes @ _bell(grid.x_centres, across, h).T
    return density


def _bell(centres: Floats, axis: _Axis, h: float) -> Floats:
    """The one-dimensional kernel between middles and nodes, (middles, nodes)."""
    nodes = axis.start + np.arange(axis.nodes) * axis.step
    found: Floats = np.exp((centres[:, None] - nodes) ** 2 / (-2 * h * h)) / (math.sqrt(2 * math.pi) * h)
    return found


def _quartic(east: Floats, north: Floats, load: Floats, grid: Grid, h: float, fine: int) -> Floats:
    """One convolution of cells for every position of a node within its cell, summed as spectra."""
    across = _axis(east, grid.x_centres[0], grid.cell, grid.columns, fine, h)
    up = _axis(north, grid.y_centres[0], grid.cell, grid.rows, fine, h)
    nodes = _nodes(east, north, load, across, up)
    rows, columns = up.nodes // fine, across.nodes // fine
    reach = math.ceil(h / grid.cell) + 1
    shape = (fft.next_fast_len(rows + 2 * reach, True), fft.next_fast_len(columns + 2 * reach, True))
    offsets = np.arange(-reach, reach + 1) * grid.cell
    total = np.zeros((shape[0], shape[1] // 2 + 1), dtype=np.complex128)
    for j in range(fine):
        for i in range(fine):
            square = (offsets[:, None] - j * up.step) ** 2 + (offsets[None, :] - i * across.step) ** 2
            spectrum = fft.rfft2(kernel_of(square, h, "quartic"), shape)
            total += fft.rfft2(nodes[j::fine, i::fine], shape) * spectrum
    whole = fft.irfft2(total, shape)
    top, left = reach + up.before, reach + across.before
    return np.ascontiguousarray(whole[top : top + grid.rows, left : left + grid.columns])
