"""Template tags about clocks: ``{% load clocks %}``."""

from __future__ import annotations

from typing import Any

from django import template

from commonbeat.kernel.clocks.drawing import draw
from commonbeat.kernel.clocks.explain import explain
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.clocks.words import standing

register = template.Library()


@register.inclusion_tag("clocks/explained.html")
def clock_explained(clock: Clock | None, reasons: bool = False) -> dict[str, Any]:
    """How a clock stands, why it is due when it is, and a small picture of it.

    Args:
        clock: the clock; nothing is shown for ``None``.
        reasons: show the reasons as they were given too, for those who may read the file.
    """
    if clock is None:
        return {}
    explained = explain(clock)
    return {
        "clock": clock,
        "standing": standing(clock),
        "explained": explained,
        "drawing": draw(explained) if explained.parts else None,
        "reasons": reasons,
    }
