"""A drawing from a charting library made fit for a page under a strict content policy.

Only shapes and text pass, with presentation attributes from a short list; no style, script, link or foreign
content does. Ids are made unique, so that two charts can stand in one page.
"""

from __future__ import annotations

import hashlib
import re
from xml.etree import ElementTree as ET

from django.utils.safestring import SafeString, mark_safe

SVG = "http://www.w3.org/2000/svg"
ELEMENTS = {
    "svg",
    "g",
    "path",
    "line",
    "rect",
    "circle",
    "text",
    "tspan",
    "defs",
    "clipPath",
    "title",
    "desc",
}
ATTRIBUTES = {
    "clip-path", "cx", "cy", "d", "dx", "dy", "fill", "fill-opacity", "fill-rule", "font-family", "font-size",
    "font-style", "font-weight", "height", "id", "opacity", "r", "rx", "ry", "stroke", "stroke-dasharray",
    "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-width", "text-anchor",
    "transform", "viewBox", "width", "x", "x1", "x2", "y", "y1", "y2",
}  # fmt: skip


def sanitised(svg: str, *, title: str, description: str) -> SafeString:
    """Return a drawing with nothing in it but shapes and text, and with a name for those who cannot see it.

    Args:
        svg: the library's output.
        title: what the drawing says.
        description: what is drawn: measure, period, n.
    """
    root = ET.fromstring(svg)
    uid = hashlib.sha256((svg + title).encode()).hexdigest()[:10]
    _clean(root, uid)
    # Named here and not registered with the library: that registry is one for the process, and others write to it.
    root.attrib = {"xmlns": SVG, **root.attrib}
    root.set("role", "img")
    root.set("aria-labelledby", f"t{uid} d{uid}")
    for position, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = ET.Element(tag, {"id": f"{tag[0]}{uid}"})
        element.text = text
        root.insert(position, element)
    return mark_safe(ET.tostring(root, encoding="unicode"))


def _clean(element: ET.Element, uid: str) -> None:
    """Drop what is not listed, in place, and rename ids and the references to them."""
    element.tag = _local(element)
    for name in list(element.attrib):
        value = element.attrib[name]
        foreign = "url(" in value and not value.startswith("url(#")
        if name not in ATTRIBUTES or foreign:
            del element.attrib[name]
        elif name == "id":
            element.set(name, f"{value}-{uid}")
        elif value.startswith("url(#"):
            element.set(name, re.sub(r"url\(#([\w-]+)\)", rf"url(#\1-{uid})", value))
    for child in list(element):
        if _local(child) in ELEMENTS:
            _clean(child, uid)
        else:
            element.remove(child)


def _local(element: ET.Element) -> str:
    """Return an element's name without SVG's namespace; names of other namespaces keep theirs and are not listed."""
    return str(element.tag).removeprefix(f"{{{SVG}}}")
