"""Fourteen weeks of Alexandria's dispatch: every row accounted for, intervals and the clock change right."""

from pathlib import Path

import polars as pl
import pytest
from django.db import connection

# our two instants → the file's interval column in seconds
INTERVALS = {
    "Time_To_Queue": ("received_at", "queued_at"),
    "Time_To_Dispatch": ("queued_at", "dispatched_at"),
    "Phone_Time": ("received_at", "phone_ended_at"),
    "Processing_Time": ("received_at", "dispatched_at"),
    "Rollout_Time": ("dispatched_at", "enroute_at"),
    "Transit_Time": ("enroute_at", "arrived_at"),
    "Total_Call_Time": ("received_at", "closed_at"),
}


@pytest.fixture
def files(data: Path) -> list[Path]:
    return sorted((data / "alexandria-cad-2025").glob("cad_2025_week*.csv.gz"))


def test_every_row_is_accounted_for_and_intervals_are_the_files_own(files: list[Path], bring) -> None:
    outcomes = bring("calls", "alexandria-cad-2025", *files)
    assert sum(one.read for one in outcomes) == 22_147
    assert sum(one.accepted for one in outcomes) == 22_147
    week_40 = outcomes[5]
    assert any(note.startswith("8 columns are new") for note in week_40.notes)
    again = bring("calls", "alexandria-cad-2025", files[5])[0]
    assert (again.unchanged, again.updated, again.accepted) == (1_305, 0, 0)
    _check_intervals(files)
    _check_clock()


def _check_intervals(files: list[Path]) -> None:
    theirs = pl.concat(
        [pl.read_csv(path, infer_schema=False, null_values="NULL") for path in files], how="diagonal"
    )
    ours = _ours()
    both = theirs.join(ours, left_on="Master_Incident_Number", right_on="number")
    rows = wrong = by_clock = 0
    for column, (start, end) in INTERVALS.items():
        # The file counts the second boundaries crossed, as its database's DATEDIFF does.
        found = both.select(
            (pl.col(end).dt.truncate("1s") - pl.col(start).dt.truncate("1s"))
            .dt.total_seconds()
            .alias("ours"),
            pl.col(column).cast(pl.Int64).alias("theirs"),
        ).drop_nulls()
        off = found.filter(pl.col("ours") != pl.col("theirs"))
        rows += found.height
        wrong += off.height
        # The file subtracts wall clocks: across the clock change it is an hour short, ours is not. Where the first
        # close is missing the file has no interval of its own and none is compared.
        by_clock += off.filter(pl.col("ours") - pl.col("theirs") == 3600).height
    print(f"{rows} intervals, {wrong} differ, {by_clock} of them by the repeated hour")
    assert wrong <= rows * 0.001
    assert wrong == by_clock


def _ours() -> pl.DataFrame:
    names = ["number", *sorted({name for pair in INTERVALS.values() for name in pair})]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(names)} FROM calls_call")
        rows = cursor.fetchall()
    return pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)


def _check_clock() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, utc_offset_min FROM calls_call WHERE 'repeated_hour' = ANY(quality_flags) ORDER BY received_at"
        )
        offsets = dict(cursor.fetchall())
        cursor.execute(
            "SELECT count(*) FROM calls_call WHERE received_local <> received_at + utc_offset_min * interval '1 min'"
        )
        assert cursor.fetchone() == (0,)
    first = {"25-092459", "25-092461", "25-092462", "25-026355", "25-026356", "25-026357"}
    assert {number for number, offset in offsets.items() if offset == -240} == first
    assert len(offsets) == 15
    assert {offsets[number] for number in set(offsets) - first} == {-300}
