import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session

from commonbeat.kernel.ui import paging
from commonbeat.kernel.ui.paging import BadCursor, keyset_page

ORDER = ("-expire_date", "session_key")
START = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture
def rows(db):
    """Twelve rows, three to a moment with microseconds, so that every page boundary falls inside a tie."""
    Session.objects.bulk_create(
        Session(session_key=f"k{i:02d}", session_data="", expire_date=START + timedelta(microseconds=i // 3))
        for i in range(12)
    )
    return Session.objects.all()


def keys(page):
    return [row.session_key for row in page.rows]


def test_walking_forward_and_back_visits_every_row_once_in_order(rows):
    expected = list(rows.order_by(*ORDER).values_list("session_key", flat=True))
    page = keyset_page(rows, {}, order=ORDER, size=5)
    pages = [page]
    while page.after:
        page = keyset_page(rows, {"after": page.after}, order=ORDER, size=5)
        pages.append(page)
    assert [key for p in pages for key in keys(p)] == expected
    assert [len(p.rows) for p in pages] == [5, 5, 2]
    assert pages[0].before == ""
    back = keyset_page(rows, {"before": pages[-1].before}, order=ORDER, size=5)
    assert keys(back) == keys(pages[1])
    first = keyset_page(rows, {"before": back.before}, order=ORDER, size=5)
    assert keys(first) == keys(pages[0])
    assert first.before == ""


def test_a_page_takes_two_queries_wherever_it_is(rows, django_assert_num_queries):
    deep = keyset_page(rows, {}, order=ORDER, size=5).after
    for params in ({}, {"after": deep}):
        with django_assert_num_queries(2):
            keyset_page(rows, params, order=ORDER, size=5)


def test_the_count_is_exact_up_to_the_limit_and_capped_beyond(rows, monkeypatch):
    monkeypatch.setattr(paging, "EXACT_TO", 12)
    page = keyset_page(rows, {}, order=ORDER, size=5)
    assert (page.count, page.exact) == (12, True)
    monkeypatch.setattr(paging, "EXACT_TO", 11)
    page = keyset_page(rows, {}, order=ORDER, size=5)
    assert (page.count, page.exact) == (11, False)


NESTED = base64.urlsafe_b64encode(b"[" * 6000).decode()
NUL = base64.urlsafe_b64encode(json.dumps(["2026-05-26T15:30:00", "a\0"]).encode()).decode()


@pytest.mark.parametrize("cursor", ["x", "%00", "WyJhIl0", "WyJub3QgYSBkYXRlIiwiYSJd", "W10", NESTED, NUL])
def test_a_position_we_did_not_write_is_refused(rows, cursor):
    with pytest.raises(BadCursor):
        keyset_page(rows, {"after": cursor}, order=ORDER, size=5)


def test_an_empty_list_has_one_empty_page(db):
    page = keyset_page(Session.objects.all(), {}, order=ORDER)
    assert (page.rows, page.after, page.before, page.count, page.exact) == ([], "", "", 0, True)
