"""Complaints of an earlier system come in, are corrected by a later file, and stay behind their wall."""

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from factories.complaints import member

from commonbeat.accountability.complaints.intake_history import durations
from commonbeat.accountability.complaints.models import Allegation, Complaint, Finding, Officer
from commonbeat.city.agency.days import today
from commonbeat.kernel import audit, clocks, walls
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.intake.engine import Outcome, run
from commonbeat.kernel.intake.mapping import load, parse
from commonbeat.kernel.intake.targets import target
from commonbeat.kernel.walls import NotLooking
from commonbeat.kernel.workflow import history

pytestmark = pytest.mark.django_db
REPO = Path(__file__).resolve().parents[3]
HEAD = (
    "cr_id,beat,location_code,street_number,incident_date,incident_time,complaint_date,closed_date,state,zip,city,"
    "street_direction,street_name\n"
)
CASES = (
    "1,1631.0,17,3700,2015-07-19,21:00:00,2015-07-20,2015-09-21,IL,60634.0,CHICAGO,N,HARLEM AVE\n"
    "2,-713.0,17,,2015-08-16,20:20:00,2016-01-25,,IL,,CHICAGO,S,HERMITAGE AVE\n"
    "3,0.0,17,,2015-08-16,20:20:00,2015-08-10,2015-08-01,IL,,,,\n"
    "4,611.0,17,,2012-08-16,00:00:00,2012-08-16,2012-08-26,IL,,,,\n"
)
ACCUSED_HEAD = (
    "row_id,complaints-accused_2000-2016_2016-11_ID,cr_id,complaint_category,recommended_discipline,final_discipline,"
    "recommended_finding,final_finding\n"
)
ACCUSED = (
    "1,15646,1,05A-ARRESTEE - DURING ARREST,600.0,5.0,NS,SU\n"
    "2,8602,1,05A-ARRESTEE - DURING ARREST,600.0,600.0,UN,UN\n"
    "3,8602,2,01A-USE OF PROFANITY,100.0,100.0,SU,SU\n"
    "4,6951,3,,,,NAF,NAF\n"
    "5,6951,4,10J-NEGLECT OF DUTY,999.0,999.0,NC,NC\n"
)


def brought(tmp_path: Path, what: str, text: str, name: str = "", mapping: str = "") -> Outcome:
    goal = target(what)
    path = tmp_path / f"{what}.csv"
    path.write_text(text)
    shipped = REPO / "mappings" / f"chicago-{name or what}.toml"
    how = parse(mapping, goal) if mapping else load(shipped, goal)
    return run(path, goal, how, actor=audit.SYSTEM)


def cases(tmp_path: Path, rows: str = CASES) -> Outcome:
    return brought(tmp_path, "complaints", HEAD + rows)


def accused(tmp_path: Path, rows: str = ACCUSED) -> Outcome:
    return brought(tmp_path, "complaint-accused", ACCUSED_HEAD + rows, "complaints-accused")


def numbers(one: Outcome) -> tuple[int, ...]:
    assert one.read == one.accepted + one.updated + one.unchanged + one.rejected
    return one.accepted, one.updated, one.unchanged, one.rejected


def look():
    return walls.looking(audit.SYSTEM, "complaint_list")


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.COMMONBEAT_HOME = tmp_path


def test_cases_begin_closed_or_received_with_their_moves_and_no_clocks(tmp_path):
    assert numbers(cases(tmp_path)) == (4, 0, 0, 0)
    with look():
        rows = {one.external_id: one for one in Complaint.objects.within_look()}
        first, still_open = rows["1"], rows["2"]
        assert (first.number, first.state, first.closed_on) == ("H-1", "closed", date(2015, 9, 21))
        assert (first.place, first.beat_code) == ("3700 N HARLEM AVE", "1631")
        assert [(one.from_state, one.to_state) for one in history(first)] == [
            ("", "received"),
            ("received", "closed"),
        ]
        assert [one.actor_kind for one in history(first)] == ["system", "system"]
        assert (still_open.state, still_open.beat_code, still_open.place) == (
            "received",
            "",
            "S HERMITAGE AVE",
        )
        assert still_open.quality_flags == ["odd_beat"]
        assert clocks.clocks_of(still_open) == []
        assert connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE") is not None


def test_dates_that_make_no_sense_stay_and_leave_durations(tmp_path):
    cases(tmp_path)
    with look():
        odd = Complaint.objects.within_look().get(external_id="3")
        assert set(odd.quality_flags) == {"received_before_incident", "closed_before_received"}
        assert (odd.discovered_on, odd.closed_on, odd.beat_code) == (date(2015, 8, 10), date(2015, 8, 1), "")
        found = durations(Complaint.objects.within_look())
    assert (found.median, found.counted, found.left_out, found.open) == (36.5, 2, 1, 1)
    assert found.excluded == {"received_before_incident": 1, "closed_before_received": 1}


def test_the_far_past_and_the_future_are_flagged(tmp_path):
    later = today().year + 2
    cases(
        tmp_path,
        "5,,,,1015-08-16,20:20:00,2015-08-20,,,,,,\n"
        f"6,,,,2015-08-16,20:20:00,2015-08-20,{later}-01-01,,,,,\n",
    )
    with look():
        flags = dict(Complaint.objects.within_look().values_list("external_id", "quality_flags"))
    assert flags == {"5": ["in_the_far_past"], "6": ["in_the_future"]}


def test_findings_are_kept_apart_and_final_only_in_closed_cases(tmp_path):
    cases(tmp_path)
    done = accused(tmp_path)
    assert numbers(done) == (5, 0, 0, 0)
    assert "0 complaints name no officer." in done.notes
    with look():
        rows = {
            one.external_id: one
            for one in Finding.objects.within_look().select_related("officer", "allegation")
        }
        first = rows["1"]
        assert (first.recommended, first.adopted, first.final) == ("not_sustained", "sustained", "sustained")
        assert (first.final_on, first.appeal_over_on) == (date(2015, 9, 21), date(2015, 9, 21))
        assert (first.disclosed, first.discipline, first.allegation.code) == (
            "excessive_force", "suspension", "force_excessive",
        )  # fmt: skip
        assert first.recorded == {
            "recommended_recorded": "NS", "final_recorded": "SU", "discipline_code": 5, "discipline_recommended": 600,
        }  # fmt: skip
        assert (rows["2"].allegation_id, rows["2"].officer.external_id) == (first.allegation_id, "8602")
        waiting = rows["3"]
        assert (waiting.adopted, waiting.final, waiting.adopted_on) == ("sustained", "", date(2016, 1, 25))
        assert waiting.quality_flags == ["finding_undated"]
        assert (rows["4"].adopted, rows["4"].quality_flags) == ("", ["no_category"])
        assert (rows["5"].discipline, set(rows["5"].quality_flags)) == (
            "other", {"unknown_discipline", "unknown_ending"},
        )  # fmt: skip
        ended = dict(Complaint.objects.within_look().values_list("external_id", "ended_how"))
        assert ended == {"1": "investigated", "2": "", "3": "administratively_closed", "4": ""}
        assert not Officer.objects.within_look().exclude(member=None).exists()


def test_the_same_files_again_change_nothing(tmp_path):
    cases(tmp_path)
    accused(tmp_path)
    with look():
        before = set(Finding.objects.within_look().values_list("pk", flat=True))
    assert numbers(cases(tmp_path)) == (0, 0, 4, 0)
    assert numbers(accused(tmp_path)) == (0, 0, 5, 0)
    with look():
        assert set(Finding.objects.within_look().values_list("pk", flat=True)) == before
        assert Officer.objects.within_look().count() == 5
        assert Allegation.objects.within_look().count() == 4


def test_a_later_file_corrects_and_closes(tmp_path):
    cases(tmp_path)
    accused(tmp_path)
    later = CASES.replace("2016-01-25,,IL", "2016-01-25,2016-05-01,IL")
    assert numbers(cases(tmp_path, later)) == (0, 1, 3, 0)
    other = ACCUSED.replace("1,15646,1,05A-ARRESTEE - DURING ARREST", "1,15646,1,01A-USE OF PROFANITY")
    # the third row is the same, but its case is closed now
    assert numbers(accused(tmp_path, other)) == (0, 2, 3, 0)
    with look():
        closed = Complaint.objects.within_look().get(external_id="2")
        assert (closed.state, closed.ended_how) == ("closed", "investigated")
        assert [one.transition for one in history(closed)] == ["", "record_history"]
        assert Finding.objects.within_look().get(external_id="3").final == "sustained"
        first = Finding.objects.within_look().select_related("allegation").get(external_id="1")
        assert (first.allegation.code, first.disclosed) == ("discourtesy", "")
        assert Allegation.objects.within_look().filter(complaint__external_id="1").count() == 2
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_file_does_not_open_again_what_is_closed_here(tmp_path):
    cases(tmp_path)
    again = cases(tmp_path, CASES.replace("2015-07-20,2015-09-21", "2015-07-20,"))
    assert numbers(again) == (0, 1, 3, 0)
    assert "1 cases closed here are open in the file; they stay closed." in again.notes
    with look():
        one = Complaint.objects.within_look().get(external_id="1")
    assert (one.state, one.closed_on, one.quality_flags) == (
        "closed",
        date(2015, 9, 21),
        ["open_again_in_source"],
    )


def test_rejected_rows_can_be_corrected_and_brought_in(tmp_path):
    bad = cases(tmp_path, CASES + "7,,,,2015-08-16,20:20:00,someday,,,,,,\n")
    assert numbers(bad) == (4, 0, 0, 1)
    refused = accused(
        tmp_path, ACCUSED + "6,1,7,01A-USE OF PROFANITY,,,NS,NS\n7,1,,01A-USE OF PROFANITY,,,NS,NS\n"
    )
    assert numbers(refused) == (5, 0, 0, 2)
    assert [one["reason"] for one in refused.examples] == [
        "no complaint 7 of this source is on file; bring the complaints in first",
        "complaint_ref is missing",
    ]
    file = Path(bad.rejects_path)
    file.write_text(file.read_text().replace("someday", "2015-08-17"))
    goal = target("complaints")
    again = run(file, goal, load(REPO / "mappings" / "chicago-complaints.toml", goal), actor=audit.SYSTEM)
    assert numbers(again) == (1, 0, 0, 0)
    file = Path(refused.rejects_path)
    goal = target("complaint-accused")
    how = load(REPO / "mappings" / "chicago-complaints-accused.toml", goal)
    assert numbers(run(file, goal, how, actor=audit.SYSTEM)) == (1, 0, 0, 1)


def test_officers_of_the_roster_are_found_by_their_badge(tmp_path):
    ana = member("77", "Reyes, Ana", is_sworn=False)
    brought(tmp_path, "complaints", "id,received\nA,2020-01-01\n", mapping=(
        '[source]\nname = "old"\n[columns]\nexternal_id = "id"\nreceived_at = "received"\n'))  # fmt: skip
    brought(tmp_path, "complaint-accused", "id,case,badge\n1,A,77\n2,A,78\n3,A,\n", mapping=(
        '[source]\nname = "old"\n[columns]\nexternal_id = "id"\ncomplaint_ref = "case"\nbadge = "badge"\n'))  # fmt: skip
    with look():
        rows = {one.external_id: one for one in Officer.objects.within_look()}
    assert (rows["row 1"].member_id, rows["row 1"].sworn, rows["row 1"].account_id) == (ana.pk, False, None)
    assert (rows["row 2"].member_id, rows["row 3"].member_id) == (None, None)


def test_nobody_reads_what_came_in_without_a_look_and_nothing_is_left_beside_the_wall(tmp_path):
    cases(tmp_path)
    with pytest.raises(NotLooking):
        Complaint.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM complaints_complaint")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM workflow_move WHERE process = 'complaints.complaint'")
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname LIKE 'intake\\_%' AND relpersistence = 't'"
        )
        assert cursor.fetchall() == []
    looked = AuditEntry.objects.filter(action="walls.looked").latest("seq")
    assert (looked.actor_kind, looked.reason) == ("system", "import of earlier complaints")


def test_a_trial_keeps_nothing(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text(HEAD + CASES)
    goal = target("complaints")
    how = load(REPO / "mappings" / "chicago-complaints.toml", goal)
    assert run(path, goal, how, actor=audit.SYSTEM, dry_run=True).accepted == 4
    with look():
        assert not Complaint.objects.within_look().exists()
