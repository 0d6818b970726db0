"""All tests of one report as one family, so that the share of false findings is held over everything told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonbeat.analysis.trends import benjamini_hochberg

METHOD = "one weighted Benjamini-Hochberg family over series and places, 3 %"


def one_family(groups: Sequence[ArrayLike]) -> list[NDArray[np.float64]]:
    """Adjusted p values of several groups of tests, as one Benjamini-Hochberg family with weights.

    The groups share the error equally whatever their size: each p value is divided by a weight, equal within a
    group, with a mean of one over all tests (Genovese, Roeder and Wasserman 2006, Biometrika 93: 509-524). The
    false discovery rate is held over all groups together, and some ten thousand map cells do not drown a
    thousand weekly series.

    Args:
        groups: p values of each group; not-a-number marks what was not tested and stays so.

    Returns:
        Adjusted values, one array for each group, in the order given.
    """
    arrays = [np.asarray(group, dtype=float) for group in groups]
    sizes = [int(np.isfinite(a).sum()) for a in arrays]
    total, used = sum(sizes), sum(size > 0 for size in sizes)
    scaled = [a * (used * size / total) if size else a for a, size in zip(arrays, sizes, strict=True)]
    adjusted = benjamini_hochberg(np.concatenate(scaled) if scaled else np.zeros(0))
    ends = np.cumsum([a.size for a in arrays])[:-1]
    return list(np.split(adjusted, ends))
