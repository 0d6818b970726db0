"""Sections that other topics add to the page of a complaint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

if TYPE_CHECKING:
    from .models import Complaint


def _always(complaint: Complaint, viewer: Any) -> bool:
    return True


@dataclass(frozen=True)
class CasePanel:
    """One section.

    Attributes:
        name: its anchor on the page.
        title: heading.
        template: what draws it, with ``complaint`` and what ``context`` gives.
        context: called inside the look that opens the complaint.
        order: small numbers first.
        shown: whether this viewer sees it.
    """

    name: str
    title: str | Promise
    template: str
    context: Callable[[Complaint, Any], dict[str, Any]]
    order: int = 50
    shown: Callable[[Complaint, Any], bool] = _always


_panels: dict[str, CasePanel] = {}


def register_panel(panel: CasePanel) -> None:
    """Add a section (call it in ``module.py``); the same one may be registered again.

    Raises:
        ValueError: another section has this name.
    """
    if _panels.setdefault(panel.name, panel) != panel:
        raise ValueError(f"There is another section {panel.name} already.")


def panels(complaint: Complaint, viewer: Any) -> list[tuple[CasePanel, dict[str, Any]]]:
    """Sections of a complaint's page for one viewer, each with its context; inside a look that opens it."""
    chosen = sorted(_panels.values(), key=lambda one: (one.order, one.name))
    return [(one, one.context(complaint, viewer)) for one in chosen if one.shown(complaint, viewer)]
