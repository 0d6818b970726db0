"""Complaints of Chicago, 2000 to 2016: every row accounted for, and totals equal to a direct count of the files."""

import os
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from commonbeat.accountability.complaints.intake_history import durations
from commonbeat.accountability.complaints.models import Allegation, Complaint, Finding, Officer
from commonbeat.kernel import audit, walls
from commonbeat.kernel.workflow import history

pytestmark = [
    pytest.mark.django_db,
    # two imports of 235,000 protected rows in one transaction: a quarter of an hour, too long for each run of the suite
    pytest.mark.skipif("COMMONBEAT_LONG_TESTS" not in os.environ, reason="long: set COMMONBEAT_LONG_TESTS=1"),
]
WORDS = {"SU": "sustained", "NS": "not_sustained", "UN": "unfounded", "EX": "exonerated"}


def counted(outcome) -> tuple[int, ...]:
    return outcome.read, outcome.accepted, outcome.updated, outcome.unchanged, outcome.rejected


def test_the_history_of_chicago(data: Path, bring) -> None:
    folder = data / "chicago-accountability"
    (cases,) = bring("complaints", "chicago-complaints", folder / "complaints.csv.gz")
    assert counted(cases) == (109_339, 109_339, 0, 0, 0)
    assert cases.flags["received_before_incident"] == 8
    assert cases.flags["closed_before_received"] == 23
    (accused,) = bring(
        "complaint-accused", "chicago-complaints-accused", folder / "complaints_accused.csv.gz"
    )
    assert counted(accused) == (125_581, 125_581, 0, 0, 0)
    assert "41893 complaints name no officer." in accused.notes
    assert accused.flags["no_category"] == 2_002
    again = [
        *bring("complaints", "chicago-complaints", folder / "complaints.csv.gz"),
        *bring("complaint-accused", "chicago-complaints-accused", folder / "complaints_accused.csv.gz"),
    ]
    assert [one.unchanged for one in again] == [109_339, 125_581]
    with walls.looking(audit.SYSTEM, "complaint_list"):
        _equal_to_the_files(folder)


def _equal_to_the_files(folder: Path) -> None:
    accused = pl.read_csv(folder / "complaints_accused.csv.gz", infer_schema_length=0)
    cases = pl.read_csv(folder / "complaints.csv.gz", infer_schema_length=0)
    joined = accused.join(cases, on="cr_id").with_columns(
        year=pl.col("complaint_date").str.slice(0, 4).cast(int)
    )
    rows = Finding.objects.within_look().values_list(
        "complaint__discovered_on__year",
        "recorded__final_recorded",
        "adopted",
        "final",
        "complaint__closed_on",
    )
    recorded: Counter = Counter()
    adopted: Counter = Counter()
    final: Counter = Counter()
    for year, word, stands, ends, _closed in rows:
        recorded[year, word] += 1
        adopted[year, stands] += 1
        final[year, ends] += 1
    by_file = {
        (year, word): count for year, word, count in joined.group_by("year", "final_finding").len().rows()
    }
    assert dict(recorded) == by_file
    for word, name in WORDS.items():
        mine = joined.filter(pl.col("final_finding") == word)
        years = dict(mine.group_by("year").len().rows())
        assert {year: count for (year, value), count in adopted.items() if value == name} == years
        closed = dict(mine.filter(pl.col("closed_date").is_not_null()).group_by("year").len().rows())
        assert {year: count for (year, value), count in final.items() if value == name} == closed
    found = durations(Complaint.objects.within_look())
    assert found.median == 175
    # of the eight received before their incident one is still open, and so has no duration
    assert (found.counted, found.left_out, found.open) == (107_360, 30, 1_949)
    assert found.excluded == {"closed_before_received": 23, "received_before_incident": 7}
    states = Counter(Complaint.objects.within_look().values_list("state", flat=True))
    assert states == {"closed": 107_390, "received": 1_949}
    assert Officer.objects.within_look().count() == 125_581
    assert (
        Officer.objects.within_look().values("external_id").distinct().count()
        == accused["complaints-accused_2000-2016_2016-11_ID"].n_unique()
    )
    allegations = accused.select("cr_id", "complaint_category").n_unique()
    assert Allegation.objects.within_look().count() == allegations
    for one in Complaint.objects.within_look().order_by("number")[:50]:
        assert [step.to_state for step in history(one)][-1] == one.state
