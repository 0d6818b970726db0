"""Template tags of the weekly report: `{% load insight %}`."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.simple_tag
def answers_to(finding: Mapping[str, Any], decisions: Mapping[str, list[Any]] | str) -> list[Any]:
    """Return what people said of a finding, newest first."""
    return decisions.get(finding["id"], []) if isinstance(decisions, Mapping) else []
