"""How far an event reaches on a density map."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from commonbeat.analysis.hotspots.points import PlaceInputError, checked_points, positive

Kernel = Literal["gaussian", "quartic"]
Rule = Literal["fixed", "scott", "silverman", "robust"]

FIXED_QUARTIC = 400.0
# A quartic kernel of radius r has the variance r²/8 on each axis; so r / √8 is the Gaussian of the same spread.
QUARTIC_RADIUS_PER_SD = math.sqrt(8.0)


def bandwidth(x: ArrayLike, y: ArrayLike, rule: Rule = "fixed", *, kernel: Kernel = "gaussian") -> float:
    """Bandwidth in metres by a named rule: standard deviation (Gaussian) or radius (quartic).

    The choice matters more than the cell size (Chainey 2013). The rules for normal data smooth a whole
    city into one hill; they are here for comparison. There is no adaptive bandwidth: the same reach everywhere
    can be explained.

    Args:
        x: East coordinates (metres).
        y: North coordinates (metres).
        rule: "fixed": radius 400 m (quartic), the Gaussian of the same spread is 141 m; our convention, about
            three or four street blocks. "scott" and "silverman": s n^(-1/6), with s² the mean of the two
            variances (Scott 1992; Silverman 1986); in two dimensions they are the same. "robust":
            0.9 min(standard distance, median distance from the mean centre / √ln 2) n^(-1/5), read as a quartic
            radius, the rule built into common desktop mapping software.
        kernel: Which kernel it is for.

    Raises:
        PlaceInputError: Fewer than 2 events, all in one place, or an unknown rule.
    """
    if kernel not in ("gaussian", "quartic"):
        raise PlaceInputError(f"The kernel is 'gaussian' or 'quartic', not {kernel!r}.")
    if rule == "fixed":
        return FIXED_QUARTIC if kernel == "quartic" else FIXED_QUARTIC / QUARTIC_RADIUS_PER_SD
    east, north = checked_points(x, y, least=2)
    if rule in ("scott", "silverman"):
        spread = math.sqrt((east.var(ddof=1) + north.var(ddof=1)) / 2)
        gaussian = spread * east.size ** (-1 / 6)
        found = gaussian * (QUARTIC_RADIUS_PER_SD if kernel == "quartic" else 1.0)
    elif rule == "robust":
        from_centre = np.hypot(east - east.mean(), north - north.mean())
        standard = math.sqrt(float((from_centre**2).mean()))
        middle = float(np.median(from_centre)) * math.sqrt(1 / math.log(2))
        radius = 0.9 * min(standard, middle) * east.size**-0.2
        found = radius / (1.0 if kernel == "quartic" else QUARTIC_RADIUS_PER_SD)
    else:
        raise PlaceInputError(f"The rule is fixed, scott, silverman or robust, not {rule!r}.")
    if found <= 0:
        raise PlaceInputError("Over half of the events share one place; give the bandwidth in metres.")
    return positive(found, "The bandwidth")
