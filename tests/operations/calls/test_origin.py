"""Who started the work: rows of the reviewed table."""

from datetime import datetime, timedelta

import polars as pl
import pytest

from commonbeat.operations.calls.origin import origin_of

START = datetime(2025, 3, 1, 10)
CASES = [
    ("TRAFFIC STOP", "911", 300, "officer"),
    ("OFF DUTY DETAIL", "phone", 0, "administrative"),
    ("NOISE COMPLAINT", "911", 300, "community"),
    ("NOISE COMPLAINT", "phone", None, "community"),
    ("NOISE COMPLAINT", "officer", 300, "officer"),
    ("FLAG DOWN", "officer", 0, "community"),
    ("ASSAULT", "911", 0, "community"),
    ("ASSAULT", "unknown", 0, "officer"),
    ("ASSAULT", "unknown", 200, "unknown"),
]


@pytest.mark.parametrize(("words", "reception", "wait", "expected"), CASES)
def test_origin_follows_type_reception_and_arrival(
    words: str, reception: str, wait: int | None, expected: str
) -> None:
    arrived = None if wait is None else START + timedelta(seconds=wait)
    frame = pl.DataFrame(
        {"type_raw": [words], "reception": [reception], "received_at": [START], "arrived_at": [arrived]},
        schema_overrides={"arrived_at": pl.Datetime("us")},
    )
    assert frame.select(origin_of())["origin"].to_list() == [expected]
