"""The copy for an insurer as PDF, typeset by Typst and tagged for screen readers (PDF/UA-1).

What a resident typed goes in as JSON and is placed as text; nothing of it becomes typesetting code.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typst
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.kernel.ui.charts import FONTS
from commonbeat.kernel.ui.site import reader_language

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
    data = {"language": reader_language(), "words": words(), **dataclasses.asdict(shown)}
    files = {"main.typ": TEMPLATE.read_bytes(), "data.json": json.dumps(data, ensure_ascii=False).encode()}
    try:
        return _typeset(files, "ua-1")
    except typst.TypstError:
        # The standard forbids letters that our fonts lack (李, an emoji). The copy is due all the same: they are drawn
        # as boxes, and its text still holds them.
        return _typeset(files, None)


def _typeset(files: dict[str, Any], standard: Literal["ua-1"] | None) -> bytes:
    return bytes(
        typst.compile(
            files,
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=standard,
            timestamp=int(timezone.now().timestamp()),
        )
    )
