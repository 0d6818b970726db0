"""Rosters from files: officers, units and turns of duty, every row accounted for."""

from pathlib import Path

import pytest

from commonbeat.city.roster.models import Member, Shift, Unit
from commonbeat.kernel.audit import SYSTEM
from commonbeat.kernel.intake.engine import Outcome, run
from commonbeat.kernel.intake.mapping import load
from commonbeat.kernel.intake.targets import target

pytestmark = pytest.mark.django_db
MAPPING = Path(__file__).resolve().parents[3] / "mappings" / "roster-example.toml"
HEAD = "Badge,Name,Rank,Sworn,Unit,Beat,Date,Start,End\n"
NIGHT = '1042,"Reyes, Ana",Sergeant,Y,12A,2B,2025-03-08,19:00,07:00\n'
DAY = "1043,Ben Osei,Officer,Y,12B,2C,2025-03-01,07:00,19:00\n"
DESK = "2001,Cleo Park,Records Clerk,N,N/A,-,2025-03-01,08:00,16:30\n"


def take(tmp_path: Path, rows: str) -> Outcome:
    path = tmp_path / "roster.csv"
    path.write_text(HEAD + rows)
    goal = target("roster")
    return run(path, goal, load(MAPPING, goal), actor=SYSTEM, rejects=tmp_path / "rejects.csv")


def counts(outcome: Outcome) -> tuple[int, int, int, int]:
    return outcome.accepted, outcome.updated, outcome.unchanged, outcome.rejected


def test_rows_become_officers_units_and_turns(tmp_path: Path) -> None:
    assert counts(take(tmp_path, NIGHT + DAY + DESK)) == (3, 0, 0, 0)
    people = Member.objects.order_by("number").values_list("number", "name", "rank", "is_sworn", "source")
    assert list(people) == [
        ("1042", "Reyes, Ana", "Sergeant", True, "roster"),
        ("1043", "Ben Osei", "Officer", True, "roster"),
        ("2001", "Cleo Park", "Records Clerk", False, "roster"),
    ]
    assert list(Unit.objects.values_list("code", "kind", "beat_code")) == [
        ("12A", "patrol", "2B"),
        ("12B", "patrol", "2C"),
    ]
    night = Shift.objects.get(member__number="1042")
    # The clocks go forward that night: twelve hours on the wall are eleven worked.
    assert f"{night.starts_at:%d %H:%M} {night.ends_at:%d %H:%M}" == "09 03:00 09 14:00"
    assert (night.unit.code, night.quality_flags) == ("12A", ["ends_next_day"])
    assert Shift.objects.get(member__number="2001").unit is None


def test_a_second_run_changes_nothing_and_a_changed_row_updates_what_it_says(tmp_path: Path) -> None:
    take(tmp_path, NIGHT + DAY)
    before = [list(model.objects.order_by("pk").values()) for model in (Member, Unit, Shift)]
    assert counts(take(tmp_path, NIGHT + DAY)) == (0, 0, 2, 0)
    assert [list(model.objects.order_by("pk").values()) for model in (Member, Unit, Shift)] == before
    assert counts(take(tmp_path, NIGHT.replace("Sergeant", "Lieutenant") + DAY)) == (0, 1, 1, 0)
    assert Member.objects.get(number="1042").rank == "Lieutenant"
    assert counts(take(tmp_path, NIGHT + DAY.replace("19:00", "17:00"))) == (0, 2, 0, 0)
    assert f"{Shift.objects.get(member__number='1043').ends_at:%H:%M}" == "01:00"
    assert (Member.objects.count(), Shift.objects.count()) == (2, 2)


def test_what_a_row_leaves_empty_stays_and_a_turn_on_file_is_adopted(tmp_path: Path) -> None:
    member = Member.objects.create(number="1043", name="Ben Osei", rank="Officer")
    Shift.objects.create(
        member=member, starts_at="2025-03-01T15:00:00Z", ends_at="2025-03-01T20:00:00Z", unit=None
    )
    assert counts(take(tmp_path, DAY.replace("Ben Osei", "").replace("Officer", ""))) == (0, 1, 0, 0)
    member.refresh_from_db()
    assert (member.name, member.rank) == ("Ben Osei", "Officer")
    shift = Shift.objects.get()
    assert (f"{shift.ends_at:%m-%d %H:%M}", shift.unit.code, shift.source) == ("03-02 03:00", "12B", "roster")


def test_a_row_without_a_badge_or_with_an_impossible_turn_is_rejected(tmp_path: Path) -> None:
    no_badge = DAY.replace("1043", "")
    no_start = DAY.replace("07:00", "", 1)
    never = DAY.replace("07:00", "19:00", 1).replace("2025-03-01", "2025-03-02")
    outcome = take(tmp_path, NIGHT + no_badge + no_start + never)
    assert counts(outcome) == (2, 0, 0, 2)
    assert [(one["row"], one["reason"]) for one in outcome.examples] == [
        (3, "number is missing"),
        (4, "starts_at is missing"),
    ]
    text = MAPPING.read_text().replace("ends_next_day = true", "ends_next_day = false")
    (tmp_path / "strict.toml").write_text(text)
    goal = target("roster")
    path = tmp_path / "roster.csv"
    path.write_text(HEAD + NIGHT.replace("2025-03-08", "2025-04-08"))
    strict = run(path, goal, load(tmp_path / "strict.toml", goal), actor=SYSTEM, rejects=tmp_path / "r.csv")
    assert counts(strict) == (0, 0, 0, 1)
    assert strict.examples[0]["reason"] == "the turn of duty ends before it starts"


def test_a_turn_given_twice_counts_once(tmp_path: Path) -> None:
    assert counts(take(tmp_path, DAY + DAY.replace("12B", "12C"))) == (1, 1, 0, 0)
    assert Shift.objects.get().unit.code == "12C"
    assert counts(take(tmp_path, DAY + DAY.replace("12B", "12C"))) == (0, 0, 2, 0)
