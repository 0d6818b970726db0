from types import SimpleNamespace

import pytest

from commonbeat.kernel.ui import menu


@pytest.fixture
def empty_menu(monkeypatch):
    monkeypatch.setattr(menu, "_entries", {})
    monkeypatch.setattr(menu, "_href", lambda entry: f"/console/{entry.url_name}/" if entry.url_name else "")
    return menu


VIEWER = SimpleNamespace(is_authenticated=True)


def test_entries_stand_in_order_and_the_longest_match_is_current(empty_menu):
    empty_menu.register("Report", "report", order=20)
    empty_menu.register("Calls", "calls", order=10, badge=lambda viewer: 8)
    shown = empty_menu.shown(VIEWER, "/console/calls/26-1/")
    assert [(line.label, line.here, line.badge) for line in shown] == [
        ("Calls", True, 8),
        ("Report", False, 0),
    ]


def test_at_most_seven_entries_and_none_for_strangers(empty_menu):
    for n in range(9):
        empty_menu.register(f"Entry {n}", f"e{n}", order=n)
    assert len(empty_menu.shown(VIEWER, "/")) == 7
    assert empty_menu.shown(SimpleNamespace(is_authenticated=False), "/") == []
