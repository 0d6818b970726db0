"""Force, pursuits and hours on duty from files: every row accounted for, members found or a file without a name."""

from pathlib import Path

import pytest
from factories import support as make

from commonbeat.accountability.support import counting
from commonbeat.accountability.support.models import DutyTime, File, Involvement, Occurrence
from commonbeat.city.roster.models import Member
from commonbeat.kernel import audit, walls
from commonbeat.kernel.intake import engine, mapping
from commonbeat.kernel.intake.targets import target

pytestmark = pytest.mark.django_db
MAPPINGS = Path(__file__).resolve().parents[3] / "mappings"
FORCE = """Event,Badge,Date,Kind,Level
F-1,412,2026-03-01 21:40,force,2
F-1,413,2026-03-01 21:40,force,2
F-2,412,2026-03-05 01:10,PURSUIT,
F-3,412,soon,force,1
F-4,,2026-03-06 10:00,force,1
F-5,412,2026-03-07 10:00,magic,1
"""
DUTY = """Badge,Month,Assignment,Hours
412,2026-03,Patrol nights,152.5
412,2026-04,Patrol nights,140
413,2026-03,Bikes,-3
413,2026-04,Bikes,9000
413,2026-05,Bikes,
"""


def bring(tmp_path, name: str, text: str, what: str):
    """Import a text with one of the mappings that come along."""
    path = tmp_path / f"{what}.csv"
    path.write_text(text)
    aim = target(what)
    return engine.run(path, aim, mapping.load(MAPPINGS / f"{name}.toml", aim), actor=audit.SYSTEM)


def totals(outcome):
    return outcome.read, outcome.accepted, outcome.updated, outcome.unchanged, outcome.rejected


def test_force_reports_and_their_officers(tmp_path):
    account = make.person("officer")
    member = Member.objects.create(number="412", name="Ana Reyes", account=account)
    assert totals(bring(tmp_path, "force-example", FORCE, "force")) == (6, 4, 0, 1, 1)
    done = bring(tmp_path, "force-officers-example", FORCE, "force_officers")
    assert totals(done) == (6, 5, 0, 0, 1)
    with make.platform(writing=False):
        assert sorted(Occurrence.objects.within_look().values_list("external_id", "kind", "level")) == [
            ("F-1", "force", "2"), ("F-2", "pursuit", ""), ("F-4", "force", "1"), ("F-5", "force", "1"),
        ]  # fmt: skip
        assert sorted(File.objects.within_look().values_list("number", "member", "account")) == [
            ("412", member.pk, account.pk), ("413", None, None),
        ]  # fmt: skip
        assert Involvement.objects.within_look().filter(account=account).count() == 4
        since, until = make.date(2026, 3, 1), make.date(2026, 4, 1)
        assert counting.counted("force", since, until) == {
            "412": counting.Counted(2), "413": counting.Counted(1),
        }  # fmt: skip
        assert counting.counted("pursuits", since, until) == {"412": counting.Counted(1)}
    with walls.looking(account, "support_own"):
        assert Involvement.objects.within_look().count() == 4
    again = bring(tmp_path, "force-officers-example", FORCE, "force_officers")
    assert totals(again) == (6, 0, 0, 5, 1)


def test_hours_on_duty(tmp_path):
    done = bring(tmp_path, "duty-time-example", DUTY, "duty_time")
    assert totals(done) == (5, 2, 0, 0, 3)
    assert sorted(one["reason"].split(";")[0] for one in done.examples)[:2] != []
    with make.platform(writing=False):
        assert DutyTime.objects.within_look().count() == 2
        duty = counting.worked(make.date(2026, 3, 1), make.date(2026, 5, 1))
        assert (duty["412"].assignment, duty["412"].total) == ("Patrol nights", 292.5)
    changed = DUTY.replace("152.5", "150")
    assert totals(bring(tmp_path, "duty-time-example", changed, "duty_time")) == (5, 0, 1, 1, 3)


def test_imported_hours_stand_for_the_rosters(tmp_path):
    (member,) = make.officers(1)
    with make.platform(writing=False):
        since, until = make.date(2025, 11, 1), make.date(2026, 11, 1)
        assert counting.worked(since, until)[member.number].assignment == "patrol/days"
    bring(
        tmp_path,
        "duty-time-example",
        f"Badge,Month,Assignment,Hours\n{member.number},2026-03,Bikes,100\n",
        "duty_time",
    )
    with make.platform(writing=False):
        found = counting.worked(since, until)[member.number]
        assert (found.assignment, found.total) == ("Bikes", 100.0)


def test_nobody_reads_what_was_brought_in_without_a_look(tmp_path):
    bring(tmp_path, "force-example", FORCE, "force")
    with pytest.raises(walls.NotLooking):
        Occurrence.objects.count()
    with walls.looking(make.person("sergeant"), "support_list"):
        assert Occurrence.objects.within_look().count() == 0


def test_a_trial_run_keeps_nothing(tmp_path):
    path = tmp_path / "force.csv"
    path.write_text(FORCE)
    aim = target("force")
    done = engine.run(
        path, aim, mapping.load(MAPPINGS / "force-example.toml", aim), actor=audit.SYSTEM, dry_run=True
    )
    assert totals(done) == (6, 4, 0, 1, 1)
    with make.platform(writing=False):
        assert Occurrence.objects.within_look().count() == 0
