"""A page as PDF, typeset by Typst with our own fonts and tagged for screen readers (PDF/UA-1).

Import it where a page is typeset, not at start: the typesetter is large and seldom needed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import typst
from django.utils import timezone

from .charts import FONTS
from .site import reader_language


def typeset(
    template: Path,
    data: Mapping[str, Any],
    *,
    pictures: Mapping[str, bytes] | None = None,
    at: datetime | None = None,
) -> bytes:
    """Typeset a page in the reader's language.

    Args:
        template: the Typst file; it reads ``data.json``. What people typed is only ever placed as text, it never becomes
            typesetting code.
        data: what stands on the page; ``language`` is added.
        pictures: files beside the template, by name.
        at: when the page was made; now, unless given. The same page of the same moment gives the same bytes.

    Returns:
        The file. Where the text has letters that our fonts lack (李, an emoji), which the standard forbids, it is not
        tagged as PDF/UA-1: they are drawn as boxes, and the file's text still holds them.
    """
    given = json.dumps({"language": reader_language(), **data}, ensure_ascii=False)
    files = {"main.typ": template.read_bytes(), "data.json": given.encode(), **(pictures or {})}
    moment = at or timezone.now()
    try:
        return _compiled(files, moment, "ua-1")
    except typst.TypstError:
        return _compiled(files, moment, None)


def _compiled(files: Any, at: datetime, standard: Literal["ua-1"] | None) -> bytes:
    return bytes(
        typst.compile(
            files,
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=standard,
            timestamp=int(at.timestamp()),
        )
    )
