"""A link that is left out when its page is missing must at least name a page that is there: a slip would hide a door."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import get_resolver

SOURCE = Path(__file__).resolve().parents[2] / "src" / "commonbeat"
NAMED = re.compile(r'{%\s*maybe_url\s+"([^"]+)"')
# pages of topics that a later release brings
LATER = frozenset({"console:search"})


def _named() -> list[tuple[str, str]]:
    return sorted(
        {
            (name, str(path.relative_to(SOURCE)))
            for path in SOURCE.rglob("*.html")
            for name in NAMED.findall(path.read_text(encoding="utf-8"))
        }
    )


def _is_there(name: str) -> bool:
    *spaces, view = name.split(":")
    resolver = get_resolver()
    try:
        for space in spaces:
            _prefix, resolver = resolver.namespace_dict[space]
    except KeyError:
        return False
    return view in resolver.reverse_dict


def test_some_are_found() -> None:
    assert len(_named()) > 5


@pytest.mark.parametrize(("name", "template"), _named())
def test_a_named_page_is_there(name: str, template: str) -> None:
    assert _is_there(name) or name in LATER, (
        f"{template} leads to {name}, which is no page: its link never shows"
    )


def test_a_slip_would_be_seen() -> None:
    assert not _is_there("portal_track:enter")
    assert _is_there("portal_track:home")
