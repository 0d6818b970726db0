"""The report as one HTML file that needs nothing else, and as JSON."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from .render import Content, Report, plain
from .render_page import page_of

SHEETS = ("ui/commonbeat.css", "ui/components.css", "insight/report.css")
WEIGHTS = {"400": "Regular", "700": "Bold"}


def render_html(report: Report | Content, edition: str = "") -> str:
    """Return a report as one HTML file: styles, typeface, charts and map inside, no script, no other address.

    Args:
        report: a `WeeklyReport`, or the content of a kept edition.
        edition: `staff` or `public`; must be the report's own, so that neither is printed for the other.

    Raises:
        ValueError: the report was made for the other edition.
    """
    content = plain(report)
    if edition and edition != content["edition"]:
        raise ValueError(f"This is the {content['edition']} edition; it cannot be printed as {edition}.")
    return render_to_string(
        "insight/standalone.html", {"page": page_of(content), "style": mark_safe(_style())}
    )


def render_json(report: Report | Content) -> str:
    """Return a report as JSON, keys in a fixed order, so that equal reports give equal files."""
    return json.dumps(plain(report), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _style() -> str:
    """Return the kit's stylesheets with the typeface inside instead of beside them."""
    sheets = "\n".join(_read(sheet).decode("utf-8") for sheet in SHEETS)
    own = "\n".join(line for line in sheets.splitlines() if not line.startswith("@font-face"))
    return f"{_faces()}\n{own}"


def _faces() -> str:
    """Return the typeface as data."""
    faces = []
    for weight, name in WEIGHTS.items():
        data = base64.b64encode(_read(f"vendor/public-sans/PublicSans-{name}.woff2")).decode("ascii")
        source = f'url("data:font/woff2;base64,{data}") format("woff2")'
        faces.append(f'@font-face{{font-family:"Public Sans";font-weight:{weight};src:{source}}}')
    return "\n".join(faces)


def _read(name: str) -> bytes:
    """Return one of our static files."""
    return Path(str(finders.find(name))).read_bytes()
