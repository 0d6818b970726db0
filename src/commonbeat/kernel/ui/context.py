"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from .site import current_site


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `site`, what every page says about the department."""
    return {"site": current_site()}
