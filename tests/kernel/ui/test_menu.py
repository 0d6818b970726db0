from types import SimpleNamespace

import pytest

from commonbeat.kernel.ui import menu


@pytest.fixture
def empty_menu(monkeypatch):
    monkeypatch.setattr(menu, "_entries", {})
    monkeypatch.setattr(menu, "_groups", {})
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


def test_a_group_is_one_line_that_leads_to_its_first_page_and_adds_up_what_waits(empty_menu):
    empty_menu.register_group("residents", "Residents", order=15)
    empty_menu.register("Calls", "calls", order=10)
    empty_menu.register("Questions", "questions", order=40, badge=lambda viewer: 2, under="residents")
    empty_menu.register("Requests", "requests", order=30, badge=lambda viewer: 3, under="residents")
    empty_menu.register("Report", "report", order=20)

    lines = empty_menu.shown(VIEWER, "/console/calls/")

    assert [(line.label, line.href, line.badge, line.open) for line in lines] == [
        ("Calls", "/console/calls/", 0, False),
        ("Residents", "/console/requests/", 5, False),
        ("Report", "/console/report/", 0, False),
    ]
    inside = empty_menu.shown(VIEWER, "/console/questions/Q26-1/")[1]
    assert inside.open
    assert [(line.label, line.here) for line in inside.inner] == [("Requests", False), ("Questions", True)]


def test_a_group_of_one_page_is_that_page(empty_menu):
    empty_menu.register_group("residents", "Residents", order=15)
    empty_menu.register("Requests", "requests", under="residents")

    assert [(line.label, line.inner) for line in empty_menu.shown(VIEWER, "/")] == [("Requests", ())]


def test_what_has_no_room_is_under_more(empty_menu):
    empty_menu.register_group("own", "About me", order=8)
    for n in range(8):
        empty_menu.register(f"Entry {n}", f"e{n}", order=n)
    empty_menu.register("My file", "file", under="own", order=1)
    empty_menu.register("My thanks", "thanks", under="own", order=2)
    last = empty_menu.shown(VIEWER, "/console/file/")[-1]
    assert str(last.label) == "More"
    assert [line.label for line in last.inner] == ["Entry 6", "Entry 7", "My file", "My thanks"]
    assert last.open
