"""The copy for an insurer as PDF."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from commonbeat.kernel.ui.pdf import typeset

if TYPE_CHECKING:
    from .public_receipt import Receipt

TEMPLATE = Path(__file__).resolve().parent / "templates" / "reports" / "receipt.typ"


def words() -> dict[str, str]:
    """What stands beside each fact of the copy."""
    return {
        "title": _("Copy of a police report"),
        "number": _("Temporary number"),
        "case_number": _("Case number"),
        "no_case": _("none yet: the report has not been accepted"),
        "kind": _("What was reported"),
        "state": _("Where it stands"),
        "received": _("Received"),
        "happened": _("When it happened"),
        "block": _("Where"),
        "name": _("Reported by"),
        "things": _("Things"),
        "kind_of": _("What"),
        "what": _("Description"),
        "serial": _("Serial number"),
        "quantity": _("How many"),
        "value": _("Value"),
        "vehicles": _("Vehicles"),
        "total": _("Loss in all, as reported"),
        "note": _("What the person told is not on this copy. The values are the reporter's own."),
        "made": _("Made"),
        "page": _("page"),
    }


def render_receipt(shown: Receipt) -> bytes:
    """Return the copy as PDF in the active language."""
    return typeset(TEMPLATE, {"words": words(), **dataclasses.asdict(shown)})
