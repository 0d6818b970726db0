"""Reading parameters: an empty one was not sent; dates need a zone; everything wrong is told at once."""

from datetime import UTC, datetime

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, settings
from hypothesis import given as for_any
from hypothesis import strategies as st

from commonbeat.front.open311.faults import Refused
from commonbeat.front.open311.given import Given, moment, tidy

CALM = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])


def asked(query: str) -> Given:
    return Given(QueryDict(query))


@pytest.mark.parametrize("query", ["", "status=", "status=%20", "status=%00", "other=1"])
def test_an_empty_parameter_was_not_sent(query):
    assert asked(query).text("status") == ""
    assert asked(query).listed("status") == []


def test_lists_by_comma_and_by_repeating():
    assert asked("id=1, 2,,2&id=3&id[]=4").listed("id") == ["1", "2", "3"]


def test_too_long_a_list_is_refused():
    found = asked("id=" + ",".join(str(n) for n in range(1_001)))
    assert len(found.listed("id")) == 1_000
    assert [fault.description for fault in found.faults] == [
        "id holds more than 1,000 values; send them in several calls."
    ]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("1994-11-05T08:15:30-05:00", datetime(1994, 11, 5, 13, 15, 30, tzinfo=UTC)),
        ("1994-11-05T13:15:30Z", datetime(1994, 11, 5, 13, 15, 30, tzinfo=UTC)),
        ("1994-11-05t13:15:30z", datetime(1994, 11, 5, 13, 15, 30, tzinfo=UTC)),
        ("1994-11-05T13:15Z", datetime(1994, 11, 5, 13, 15, tzinfo=UTC)),
        ("1994-11-05T13:15:30.123Z", datetime(1994, 11, 5, 13, 15, 30, tzinfo=UTC)),
        ("1994-11-05T14:15:30+01:00", datetime(1994, 11, 5, 13, 15, 30, tzinfo=UTC)),
        ("1994-11-05T14:15:30 01:00", datetime(1994, 11, 5, 13, 15, 30, tzinfo=UTC)),
        ("1994-11-05T14:15:30+0100", datetime(1994, 11, 5, 13, 15, 30, tzinfo=UTC)),
    ],
)
def test_dates_with_a_zone(words, meant):
    assert moment(words) == meant


@pytest.mark.parametrize(
    "words",
    [
        "1994-11-05", "1994-11-05T13:15:30", "1994-11-05 13:15:30Z", "1994-13-05T13:15:30Z", "1994-11-05T25:15:30Z",
        "1994-11-05T13:15:30+99:00", "0001-01-01T00:00:00+10:00", "9999-12-31T23:59:59-10:00", "yesterday", "٢٠٢٦-01-01T00:00:00Z",
    ],
)  # fmt: skip
def test_dates_that_cannot_be_read(words):
    assert moment(words) is None


def test_the_fault_says_what_would_be_right():
    found = Given(QueryDict(mutable=True))
    found._sources[0]["start_date"] = "2026-01-01"
    found.moment("start_date")
    with pytest.raises(Refused) as refused:
        found.check()
    assert [(fault.code, fault.description) for fault in refused.value.faults] == [
        (
            400,
            "start_date must be a date and a time with its zone, such as 2026-05-26T15:30:00Z or "
            "2026-05-26T15:30:00-07:00 (write + as %2B in an address).",
        )
    ]


def test_numbers_between_their_ends():
    found = asked("page=2&lat=37.5&long=-121&size=0&x=abc&y=nan&z=1e999&w=1_0")
    assert found.whole("page", least=1, most=9, otherwise=1) == 2
    assert found.decimal("lat", least=-90, most=90) == 37.5
    assert found.whole("size", least=1, most=9, otherwise=5) == 5
    assert [found.decimal(name, least=-90, most=90) for name in "xyzw"] == [None] * 4
    assert len(found.faults) == 5


@CALM
@for_any(st.text())
def test_tidy_words_can_be_kept_in_a_database(words):
    kept = tidy(words)
    assert "\x00" not in kept
    kept.encode("utf-8")
    assert kept == tidy(kept)


@CALM
@for_any(st.text(alphabet="0123456789-T:Z+ .", max_size=30))
def test_no_date_is_an_accident(words):
    found = moment(words)
    assert found is None or found.tzinfo is not None
