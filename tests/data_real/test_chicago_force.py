"""Force reports of Chicago, 2004 to 2016: every row accounted for, counts by officer equal to a direct count of the files."""

from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from commonbeat.accountability.support import counting
from commonbeat.accountability.support.measures import Row, compared
from commonbeat.accountability.support.models import File, Involvement, Occurrence
from commonbeat.city.agency.models import AgencyProfile
from commonbeat.kernel import audit, walls

pytestmark = pytest.mark.django_db
KEY = "TRR-officers_2004-2016_2016-09_ID"


def counted(outcome) -> tuple[int, ...]:
    return outcome.read, outcome.accepted, outcome.updated, outcome.unchanged, outcome.rejected


def test_force_reports_of_chicago(data: Path, bring) -> None:
    AgencyProfile.objects.update_or_create(id=1, defaults={"timezone": "America/Chicago"})
    folder = data / "chicago-accountability"
    main, officers = folder / "trr_main.csv.gz", folder / "trr_officers.csv.gz"
    (events,) = bring("force", "chicago-force", main)
    (people,) = bring("force_officers", "chicago-force-officers", officers)
    assert events.read == people.read == 67_019
    assert sum(counted(events)[1:]) == sum(counted(people)[1:]) == 67_019
    assert counted(events)[1] == 67_019
    assert [one.unchanged for one in bring("force_officers", "chicago-force-officers", officers)] == [
        people.accepted + people.unchanged
    ]
    who = pl.read_csv(officers, infer_schema_length=0)
    with walls.looking(audit.SYSTEM, "support_compute"):
        assert Occurrence.objects.within_look().count() == 67_019
        assert Involvement.objects.within_look().count() == people.accepted
        numbers = set(File.objects.within_look().values_list("number", flat=True))
        assert numbers == {f"TRR-{one}" for one in who[KEY].unique() if one}
        found = counting.counted("force", date(2014, 1, 1), date(2015, 1, 1))
    year = who.join(pl.read_csv(main, infer_schema_length=0), on="trr_id").filter(
        pl.col("trr_date").str.starts_with("2014")
    )
    by_file = Counter(f"TRR-{one}" for one in year[KEY])
    assert {number: one.count for number, one in found.items()} == dict(by_file)


def test_peers_by_unit(data: Path) -> None:
    """Officers beside those of their unit in 2014: small units are refused, and few are chosen, most of them not the top."""
    folder = data / "chicago-accountability"
    who = pl.read_csv(folder / "trr_officers.csv.gz", infer_schema_length=0)
    when = pl.read_csv(folder / "trr_main.csv.gz", infer_schema_length=0)
    rows = who.join(when, on="trr_id").filter(pl.col("trr_date") >= "2012", pl.col("trr_date") < "2015")
    year = pl.col("trr_date").str.starts_with("2014")
    each = rows.group_by(KEY, "unit").agg(year.sum().alias("n")).sort(KEY, "unit")
    found = compared("force", [Row(f"{a}/{u}", str(u), 1800.0, n) for a, u, n in each.rows()], "2014")
    assert (
        sum(len(one.standings) for one in found.compared) + sum(len(one.members) for one in found.refused)
        == each.height
    )
    assert sum(one.n for one in found.compared) <= each["n"].sum()
    chosen = [one for group in found.compared for one in group.standings if one.look]
    assert 0 < len(chosen) < 0.03 * each.height
    assert all(one.tail >= 0.8 and one.count >= 3 for one in chosen)
    assert all(one.ratio < one.count / one.expected for one in chosen)
