"""On which line of a TOML text a key of the definition stands (the standard reader does not say)."""

from __future__ import annotations

import re

_HEADER = re.compile(r"\s*\[\[\s*([\w.\"-]+)\s*\]\]")
_TABLE = re.compile(r"\s*\[\s*([\w.\"-]+)\s*\]\s*(#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z0-9_\"-]+(?:\s*\.\s*[A-Za-z0-9_\"-]+)*)\s*=")
_LONG = ('"""', "'''")


def lines_of(text: str) -> dict[str, int]:
    """Where each key stands.

    Returns:
        From ``groups[0].questions[2].kind`` to its line, counted from 1; tables stand under their own name.
    """
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    here, inside = "", ""
    for number, line in enumerate(text.splitlines(), start=1):
        if inside:
            inside = "" if inside in line else inside
            continue
        if header := _HEADER.match(line):
            here = _placed(header[1].replace('"', ""), counts, new=True)
        elif table := _TABLE.match(line):
            here = _placed(table[1].replace('"', ""), counts, new=False)
        elif key := _KEY.match(line):
            name = re.sub(r'[\s"]', "", key[1])
            full = f"{here}.{name}" if here else name
            found.setdefault(full, number)
            found.setdefault(full.rpartition(".")[0] or full, number)
            inside = next((sign for sign in _LONG if line.count(sign) % 2), "")
            continue
        else:
            continue
        found.setdefault(here, number)
    return found


def _placed(name: str, counts: dict[str, int], *, new: bool) -> str:
    """A table's name with the number of each list it stands in: ``groups.questions`` -> ``groups[1].questions[0]``."""
    path, parts = "", name.split(".")
    for depth, part in enumerate(parts, start=1):
        path = f"{path}.{part}" if path else part
        if new and depth == len(parts):
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = f"{path}[{counts[path]}]"
    return path


def line_at(lines: dict[str, int], key: str) -> int:
    """The line of a key, or of the nearest thing around it that has one; 0 for none."""
    while key:
        if key in lines:
            return lines[key]
        key = key.rpartition("[" if key.endswith("]") else ".")[0]
    return 0
