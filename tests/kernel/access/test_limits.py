"""How often one address may knock, and that nothing of it stays."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from commonbeat.kernel.access import limits
from commonbeat.kernel.access.limits import TooMany, limited, refusals

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 3, 12, 0, 30, tzinfo=UTC).timestamp()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch):
    """A clock the test sets."""

    class Clock:
        now = NOON

    monkeypatch.setattr(limits.time, "time", lambda: Clock.now)
    return Clock


def visit(address: str = "192.0.2.7", **headers: str):
    return RequestFactory().post("/", REMOTE_ADDR=address, **headers)


def let_in(request, times: int, *, door: str = "a door", most: int = 3, within="hour") -> int:
    """How many of so many knocks are let in."""
    inside = 0
    for _ in range(times):
        try:
            limited(door, request, most=most, within=within)
            inside += 1
        except TooMany:
            pass
    return inside


def test_the_fourth_knock_of_three_is_refused(clock):
    limited("a door", visit(), most=1)
    with pytest.raises(TooMany) as refused:
        limited("a door", visit(), most=1)
    assert (refused.value.door, refused.value.seconds) == ("a door", 3570)


def test_doors_and_addresses_count_apart(clock):
    assert let_in(visit(), 5) == 3
    assert let_in(visit(), 5, door="another") == 3
    assert let_in(visit("192.0.2.8"), 5) == 3
    assert let_in(visit(), 5) == 0


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("nonsense", "unix:", True),
    ],
)
def test_a_network_counts_as_one(clock, first: str, second: str, together: bool):
    assert let_in(visit(first), 3) == 3
    assert let_in(visit(second), 3) == (0 if together else 3)


def test_a_forwarded_address_is_believed_behind_our_proxy_only(clock, settings):
    assert let_in(visit(HTTP_X_FORWARDED_FOR="198.51.100.1"), 3) == 3
    assert let_in(visit(HTTP_X_FORWARDED_FOR="198.51.100.2"), 3) == 0
    settings.TRUSTED_PROXIES = 1
    assert let_in(visit(HTTP_X_FORWARDED_FOR="198.51.100.1"), 3) == 3


def test_the_next_hour_and_the_next_minute_begin_anew(clock):
    assert let_in(visit(), 5) == 3
    assert let_in(visit(), 5, door="quick", within="minute") == 3
    clock.now += 60
    assert let_in(visit(), 5) == 0
    assert let_in(visit(), 5, door="quick", within="minute") == 3
    clock.now += 3600
    assert let_in(visit(), 5) == 3


def test_key_and_counters_vanish_with_the_hour(clock):
    limited("a door", visit(), most=3)
    (first,) = limits._folder().iterdir()
    clock.now += 3600
    limited("a door", visit(), most=3)
    assert not first.exists()
    assert len(list(limits._folder().iterdir())) == 1
    assert limits.forget_past_hours(0) == 1
    assert list(limits._folder().iterdir()) == []


def test_the_file_holds_no_address_and_no_door(clock):
    for last in range(40):
        limited("a door", visit(f"192.0.2.{last}"), most=1)
    (file,) = limits._folder().iterdir()
    content = file.read_bytes()
    assert b"192.0.2" not in content
    assert b"a door" not in content


def test_two_hours_hash_one_address_differently(clock):
    kept = []
    for _ in range(2):
        limited("a door", visit(), most=1)
        (file,) = limits._folder().iterdir()
        with limits.sqlite3.connect(file) as counters:
            kept += counters.execute("SELECT who FROM knock").fetchall()
        clock.now += 3600
    assert len(set(kept)) == 2


def test_a_broken_file_is_begun_anew_and_an_impossible_folder_keeps_doors_open(clock, monkeypatch, caplog):
    limited("a door", visit(), most=1)
    (file,) = limits._folder().iterdir()
    file.write_bytes(b"x" * 8192)
    assert let_in(visit(), 3, most=1) == 2  # the one that found it broken, and the first of the new count
    monkeypatch.setattr(limits, "_folder", lambda: file.parent / "nowhere")
    assert let_in(visit(), 3, most=1) == 3
    assert "192.0.2.7" not in caplog.text


def test_processes_count_together(tmp_path):
    code = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings_test"
import django; django.setup()
from pathlib import Path
from commonbeat.kernel.access import limits
print(max(limits._add(Path(sys.argv[1]), "somebody") for _ in range(200)))
"""
    file = tmp_path / "limits.db"
    command = [sys.executable, "-c", code, str(file)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) for _ in range(2)]
    last = [int(one.communicate(timeout=60)[0]) for one in both]
    assert max(last) == 400


def test_staff_see_how_many_were_refused_and_nothing_else(clock):
    let_in(visit(), 5)
    let_in(visit("192.0.2.9"), 4, door="another")
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    assert sorted(refusals(hour - timedelta(hours=1))) == [("a door", hour, 2), ("another", hour, 1)]
    assert refusals(hour + timedelta(hours=1)) == []


def test_somebody_is_among_the_first_of_an_hour_and_then_not(clock):
    assert [limits.first_times("text", "+12095550142", most=2) for _ in range(3)] == [True, True, False]
    assert limits.first_times("text", "+12095550143", most=2) is True
    assert limits.first_times("other", "+12095550142", most=2) is True


def test_who_acts_at_an_anonymous_door_is_a_resident():
    assert limits.anonymous(visit()) == limits.Actor("resident", "", "")
