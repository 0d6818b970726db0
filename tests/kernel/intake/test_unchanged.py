"""Rows known from an earlier import are left alone, and what their outcome rests on brings them back."""

from pathlib import Path

import psycopg
import pytest
from django.db import connection

from commonbeat.city.codes.models import CallType
from commonbeat.city.places.models import Beat
from commonbeat.kernel.audit import SYSTEM
from commonbeat.kernel.intake import converting, engine, loading, reading
from commonbeat.kernel.intake.engine import Outcome, run
from commonbeat.kernel.intake.errors import Busy
from commonbeat.kernel.intake.mapping import parse
from commonbeat.kernel.intake.targets import target
from commonbeat.operations.calls.models import Call

MAPPING = """
[source]
name = "test"
[clock]
zone = "America/New_York"
order = "id"
[place]
x = "lon"
y = "lat"
[columns]
external_id = "id"
type_code = "type"
received_at = "received"
disposition_raw = "end"
[groups]
noise = ["NOISE"]
"""
HEAD = "id,type,received,end,lon,lat\n"
ROWS = [f"{i:04d},NOISE,2025-03-01 10:{i:02d}:00,NR,0.5,0.5\n" for i in range(40)]


def take(tmp_path: Path, rows: list[str], mapping: str = MAPPING, **how: object) -> Outcome:
    path = tmp_path / "calls.csv"
    path.write_text(HEAD + "".join(rows))
    goal = target("calls")
    return run(path, goal, parse(mapping, goal), actor=SYSTEM, rejects=tmp_path / "r.csv", **how)


def counts(outcome: Outcome) -> tuple[int, int, int, int]:
    return outcome.accepted, outcome.updated, outcome.unchanged, outcome.rejected


def square(side: float) -> dict[str, object]:
    ring = [[0, 0], [side, 0], [side, side], [0, side], [0, 0]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def converted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows each conversion was given."""
    seen: list[int] = []

    def watched(batch, *rest):
        seen.append(batch.height)
        return converting.convert(batch, *rest)

    monkeypatch.setattr(engine, "convert", watched)
    return seen


@pytest.mark.django_db
@pytest.mark.parametrize("rows_a_batch", [1000, 8])
def test_only_new_and_changed_rows_are_converted(
    rows_a_batch: int, converted: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH_ROWS", rows_a_batch)
    assert counts(take(tmp_path, ROWS)) == (40, 0, 0, 0)
    converted.clear()
    assert counts(take(tmp_path, ROWS)) == (0, 0, 40, 0)
    assert converted == []
    changed = [
        *ROWS[:30],
        ROWS[30].replace("NR", "RPT"),
        *ROWS[31:],
        "0040,NOISE,2025-03-02 10:00:00,NR,,\n",
        "x\n",
    ]
    assert counts(take(tmp_path, changed)) == (1, 1, 39, 1)
    assert sum(converted) == 2
    assert Call.objects.get(number="0030").disposition_raw == "RPT"


@pytest.mark.django_db
def test_with_too_many_records_to_remember_each_batch_asks_for_its_own(
    converted: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH_ROWS", 8)
    monkeypatch.setattr(loading, "MOST_KNOWN", 10)
    take(tmp_path, ROWS)
    converted.clear()
    assert counts(take(tmp_path, ROWS)) == (0, 0, 40, 0)
    assert converted == []


@pytest.mark.django_db
def test_another_mapping_looks_at_every_row_and_updates_those_that_differ(
    converted: list[int], tmp_path: Path
) -> None:
    rows = [*ROWS[:3], ROWS[3].replace("NR", "-")]
    take(tmp_path, rows)
    converted.clear()
    assert counts(take(tmp_path, rows, MAPPING + '[missing]\ntexts = ["-"]\n')) == (0, 1, 3, 0)
    assert converted == [4]
    assert Call.objects.get(number="0003").disposition_raw == ""


@pytest.mark.django_db
def test_a_redrawn_beat_brings_its_calls_back(converted: list[int], tmp_path: Path) -> None:
    beat = Beat.objects.create(code="1A", geometry=square(1), area_km2=1)
    rows = [ROWS[0], ROWS[1].replace("0.5,0.5", "0.9,0.9")]
    take(tmp_path, rows)
    assert list(Call.objects.order_by("number").values_list("beat_code", flat=True)) == ["1A", "1A"]
    beat.geometry = square(0.8)
    beat.save()
    converted.clear()
    assert counts(take(tmp_path, rows)) == (0, 1, 1, 0)
    assert converted == [2]
    assert list(Call.objects.order_by("number").values_list("beat_code", flat=True)) == ["1A", ""]


@pytest.mark.django_db
def test_a_type_put_in_another_group_brings_its_calls_back(tmp_path: Path) -> None:
    rows = [ROWS[0], ROWS[1].replace("NOISE", "ALARM")]
    take(tmp_path, rows)
    types = CallType.objects.order_by("code").values_list("code", "group")
    assert list(types) == [("ALARM", "other"), ("NOISE", "noise")]
    CallType.objects.filter(code="ALARM").update(group="alarm")
    assert counts(take(tmp_path, rows)) == (0, 1, 1, 0)
    assert Call.objects.get(number="0001").type_group == "alarm"
    assert counts(take(tmp_path, rows)) == (0, 0, 2, 0)


@pytest.mark.django_db
def test_a_type_has_one_group_even_where_its_words_differ(tmp_path: Path) -> None:
    mapping = MAPPING.replace('type_code = "type"', 'type_code = "end"\ntype_raw = "type"')
    rows = [ROWS[0], ROWS[1].replace("NOISE", "LOUD PARTY")]
    assert counts(take(tmp_path, rows, mapping)) == (2, 0, 0, 0)
    assert set(Call.objects.values_list("type_group", flat=True)) == {"noise"}
    assert counts(take(tmp_path, rows, mapping)) == (0, 0, 2, 0)


@pytest.mark.django_db
def test_the_repeated_hour_is_told_apart_beside_neighbours_already_known(
    converted: list[int], tmp_path: Path
) -> None:
    times = ["00:50", "01:10", "01:40", "01:05", "01:20", "02:10"]
    night = [f"{i:04d},NOISE,2025-11-02 {time}:00,NR,,\n" for i, time in enumerate(times)]
    take(tmp_path, night)
    offsets = [-240, -240, -240, -300, -300, -300]
    assert list(Call.objects.order_by("number").values_list("utc_offset_min", flat=True)) == offsets
    converted.clear()
    assert counts(take(tmp_path, [*night[:4], night[4].replace("NR", "RPT"), night[5]])) == (0, 1, 5, 0)
    assert converted == [1, 6]
    assert list(Call.objects.order_by("number").values_list("utc_offset_min", flat=True)) == offsets


@pytest.mark.django_db
def test_of_repeats_the_last_stands_also_when_it_is_known_already(tmp_path: Path) -> None:
    rows = [ROWS[0], ROWS[0].replace("NR", "RPT")]
    assert counts(take(tmp_path, rows)) == (1, 1, 0, 0)
    assert counts(take(tmp_path, [ROWS[0].replace("NR", "GOA"), rows[1]])) == (0, 0, 2, 0)
    assert Call.objects.get().disposition_raw == "RPT"
    assert counts(take(tmp_path, [rows[1], rows[0]])) == (0, 1, 1, 0)
    assert Call.objects.get().disposition_raw == "NR"


@pytest.mark.usefixtures("fresh_db")
def test_two_imports_of_one_source_do_not_run_at_once(
    tmp_path: Path, owner_connection: psycopg.Connection
) -> None:
    name = "intake calls_call test"
    owner_connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
    with pytest.raises(Busy, match="Another import of 'test' is at work"):
        take(tmp_path, ROWS, patience=0)
    assert counts(take(tmp_path, ROWS, dry_run=True)) == (40, 0, 0, 0)
    owner_connection.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])
    assert counts(take(tmp_path, ROWS, patience=0)) == (40, 0, 0, 0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database"
            " WHERE locktype = 'advisory' AND d.datname = current_database()"
        )
        assert cursor.fetchone()[0] == 0
