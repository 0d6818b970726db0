"""Requests for records, their clock and delays, reports to POST, and the yearly table."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from factories import complaints as make
from factories.complaints import person
from factories.retention import everything, outcomes, years_later

from commonbeat.accountability.complaints import actions_findings, events
from commonbeat.accountability.complaints.models import Complaint, Finding, Officer
from commonbeat.accountability.complaints.retention import ended
from commonbeat.accountability.disclosure import actions, doj, queries, reporting
from commonbeat.accountability.disclosure.disclosable import disclosable
from commonbeat.accountability.disclosure.models import Delay, DisclosureRequest, PostReport, Redaction
from commonbeat.accountability.disclosure.promises import POST, REQUEST
from commonbeat.city.agency.days import today
from commonbeat.city.agency.queries import agency
from commonbeat.kernel import audit, clocks, walls
from commonbeat.kernel.access import Refused
from commonbeat.kernel.clocks.lengths import add_months
from commonbeat.kernel.retention import batches, executing
from commonbeat.kernel.walls import NotThere
from commonbeat.kernel.workflow import MoveRefused

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(timezone=ZoneInfo("America/Los_Angeles"))
BASIS = "The district attorney has not decided; witnesses are still being interviewed."


def at(monkeypatch, moment: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment)


def look(pk):
    return walls.looking(audit.SYSTEM, "complaint_work", case=pk, writing=True)


def asked(by, pk, **given) -> DisclosureRequest:
    return actions.take(
        pk, actor=by, asked_by="A newspaper", wanted="Everything on the shooting",
        **{"asked_on": TODAY, **given},
    )  # fmt: skip


def due(one) -> date:
    with look(one.complaint_id):
        return timezone.localdate(clocks.clock_of(REQUEST, one).due_at, agency().tz)


def reasons(pk) -> list[str]:
    with look(pk):
        return [one.record_class for one in disclosable(Complaint.objects.within_look().get())]


def test_a_request_is_due_45_days_after_it_came():
    by = make.commander()
    done = make.taken()
    one = asked(by, done.complaint_id, asked_on=TODAY - timedelta(days=10))
    assert (one.number, one.state) == (f"{done.number}-D1", "received")
    assert due(one) == TODAY + timedelta(days=35)
    assert asked(by, done.complaint_id).number == f"{done.number}-D2"


@pytest.mark.parametrize("field", ["asked_on", "asked_by", "wanted"])
def test_what_cannot_be_taken(field):
    wrong = {"asked_on": TODAY + timedelta(days=1), "asked_by": " ", "wanted": ""}[field]
    given = {"asked_on": TODAY, "asked_by": "A", "wanted": "B", field: wrong}
    with pytest.raises(ValidationError) as refused:
        actions.take(make.taken().complaint_id, actor=make.commander(), **given)
    assert field in refused.value.message_dict
    with walls.looking(audit.SYSTEM, "complaint_list"):
        assert not DisclosureRequest.objects.within_look().exists()


def test_delays_go_by_the_laws_steps_and_end_at_18_months(monkeypatch):
    by = make.commander()
    one = asked(by, make.taken().complaint_id)
    given = {"actor": by, "basis": BASIS, "told_on": TODAY, "estimated_on": TODAY + timedelta(days=90)}
    with pytest.raises(ValidationError):
        actions.delay(one, step="further_delay", **given)
    actions.delay(one, step="first_delay", **given)
    assert (one.state, one.estimated_on) == ("delayed", TODAY + timedelta(days=90))
    assert due(one) == TODAY + timedelta(days=105)
    with pytest.raises(ValidationError):  # reasons of its own day: not before the first step's time has begun
        actions.delay(one, step="further_delay", **given)
    last = add_months(TODAY, 18)
    ends = [TODAY + timedelta(days=285), TODAY + timedelta(days=465), last]
    for until in ends:
        moment = datetime.combine(due(one) - timedelta(days=5), datetime.min.time(), agency().tz)
        at(monkeypatch, moment)
        step = {**given, "told_on": moment.date(), "estimated_on": moment.date() + timedelta(days=150)}
        actions.delay(one, step="further_delay", **step)
        assert due(one) == until
    at(
        monkeypatch,
        datetime.combine(last - timedelta(days=1), datetime.min.time(), agency().tz),
    )
    with pytest.raises(ValidationError):
        actions.delay(
            one, step="further_delay", **{**given, "told_on": TODAY, "estimated_on": last + timedelta(days=9)}
        )
    with look(one.complaint_id):
        rows = list(Delay.objects.within_look().values_list("step", flat=True))
    assert rows == ["first_delay", "further_delay", "further_delay", "further_delay"]


def test_filed_charges_let_it_stand_still_until_the_verdict(monkeypatch):
    by = make.commander()
    one = asked(by, make.taken().complaint_id)
    actions.delay(
        one, actor=by, step="charges_filed", basis="Charges of 19 November.", told_on=TODAY,
        estimated_on=TODAY + timedelta(days=200),
    )  # fmt: skip
    at(monkeypatch, timezone.now() + timedelta(days=100))
    with pytest.raises(ValidationError):
        actions.go_on(one, actor=by, ground="extraordinary")
    actions.go_on(one, actor=by, ground="charges_filed")
    assert TODAY + timedelta(days=144) <= due(one) <= TODAY + timedelta(days=146)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"basis": "  "}, "basis"),
        ({"told_on": TODAY + timedelta(days=1)}, "told_on"),
        ({"told_on": TODAY - timedelta(days=9)}, "told_on"),
        ({"estimated_on": TODAY - timedelta(days=1)}, "estimated_on"),
    ],
)
def test_a_delay_needs_its_basis_in_writing_and_days_that_make_sense(changes, field):
    by = make.commander()
    one = asked(by, make.taken().complaint_id)
    given = {"basis": BASIS, "told_on": TODAY, "estimated_on": TODAY + timedelta(days=60), **changes}
    with pytest.raises(ValidationError) as refused:
        actions.delay(one, actor=by, step="first_delay", **given)
    assert field in refused.value.message_dict
    with look(one.complaint_id):
        assert not Delay.objects.within_look().exists()
        assert DisclosureRequest.objects.within_look().get().state == "received"


def test_what_was_written_and_blacked_out_stays():
    by = make.commander()
    one = asked(by, make.taken().complaint_id)
    actions.delay(one, actor=by, step="first_delay", basis=BASIS, told_on=TODAY, estimated_on=TODAY)
    actions.redact(one, actor=by, where="Interview 2, page 4", exemption="b6c", reason="A witness is named.")
    with pytest.raises(ValidationError):
        actions.redact(one, actor=by, where="Page 9", exemption="b9", reason="x")
    with look(one.complaint_id):
        for rows in (Delay.objects.within_look(), Redaction.objects.within_look()):
            with pytest.raises(Exception, match="only added"), transaction.atomic():
                rows.update(entered_at=timezone.now())


def test_it_ends_with_proof_and_then_takes_nothing_more():
    by = make.commander()
    one = asked(by, make.taken().complaint_id)
    with pytest.raises(MoveRefused) as refused:
        actions.end(one, "release", actor=by, ended_on=TODAY, what="The file, 212 pages")
    assert "proof" in refused.value.errors
    actions.end(one, "release", actor=by, ended_on=TODAY, what="The file, 212 pages", proof="Receipt 77")
    with look(one.complaint_id):
        clock = clocks.clock_of(REQUEST, one)
        assert (one.state, clock.outcome) == ("released", "kept")
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(ValidationError):
        actions.redact(one, actor=by, where="Page 1", exemption="b6a", reason="An address.")
    with pytest.raises(MoveRefused):
        actions.end(one, "withdraw", actor=by, ended_on=TODAY, reason="by telephone")


def test_only_who_works_on_it_and_reaches_the_case():
    done = make.taken()
    with pytest.raises(Refused):
        asked(person("chief"), done.complaint_id)
    for role in ("city_manager", "officer", "records"):
        with pytest.raises((NotThere, Refused)):
            asked(person(role), done.complaint_id)
    with walls.looking(audit.SYSTEM, "complaint_list"):
        assert not DisclosureRequest.objects.within_look().exists()


def test_a_request_keeps_the_complaint_from_disposal():
    done = make.closed()
    by = make.commander()
    one = asked(by, done.complaint_id)
    with walls.looking(audit.SYSTEM, "complaint_list"):
        assert not ended("internal", False).exists()
    actions.end(one, "withdraw", actor=by, ended_on=TODAY, reason="by telephone")
    with walls.looking(audit.SYSTEM, "complaint_list"):
        assert ended("internal", False).count() == 1


def test_what_the_law_opens_follows_final_findings_only():
    by, chief = make.commander(), person("chief")
    done = make.decided("sustained", by=by, chief=chief, code="force_excessive")
    assert reasons(done.complaint_id) == []
    finding = make.finding_of(done.complaint_id)
    actions_findings.open_appeal(done.complaint_id, finding.pk, actor=by, until=today())
    assert reasons(done.complaint_id) == []
    actions_findings.make_final(done.complaint_id, finding.pk, actor=by, appeal_over_on=today())
    assert reasons(done.complaint_id) == ["excessive_force"]


@pytest.mark.parametrize(("code", "result"), [("discourtesy", "sustained"), ("force_excessive", "unfounded")])
def test_other_final_findings_open_nothing(code, result):
    done = make.closed(result, code=code)
    assert reasons(done.complaint_id) == []


@pytest.mark.parametrize("harm", ["discharge", "great_injury"])
def test_harm_opens_records_whatever_is_found(harm):
    done = make.taken()
    with look(done.complaint_id):
        Complaint.objects.within_look().update(harm=harm)
    assert reasons(done.complaint_id) == [harm]


def reports(pk) -> list[tuple[str, str]]:
    with look(pk):
        return list(PostReport.objects.within_look().values_list("kind", "what"))


def test_a_serious_allegation_and_its_disposition_are_owed_to_post(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        done = make.closed("unfounded", code="force_excessive")
    pk = done.complaint_id
    assert reports(pk) == [
        ("allegation", "Unreasonable or excessive force"),
        ("disposition", "Unreasonable or excessive force: Unfounded"),
    ]
    finding = make.finding_of(pk)
    reporting.on_final(events.FindingFinal(pk, finding.pk))
    reporting.on_allegation(events.SeriousAllegation(pk, finding.allegation_id))
    assert len(reports(pk)) == 2
    with look(pk):
        one = PostReport.objects.within_look().get(kind="allegation")
        assert timezone.localdate(
            clocks.clock_of(POST, one).due_at, agency().tz
        ) == one.occurred_on + timedelta(days=10)


def test_posts_ten_days_run_from_when_it_came_in_however_late_it_was_written_down(
    django_capture_on_commit_callbacks,
):
    came = timezone.now() - timedelta(days=6)
    with django_capture_on_commit_callbacks(execute=True):
        done = make.taken(channel="paper", received_at=came, profiling_kinds=("race",))
    with look(done.complaint_id):
        one = PostReport.objects.within_look().get()
        due = timezone.localdate(clocks.clock_of(POST, one).due_at, agency().tz)
    assert due == timezone.localdate(came, agency().tz) + timedelta(days=10)


def test_a_lesser_allegation_is_not(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        done = make.closed("sustained", code="discourtesy")
    assert reports(done.complaint_id) == []


def test_separations_are_begun_by_hand_once_and_sent_with_proof():
    by = make.commander()
    done = make.assigned(by=by)
    make.accused(done.complaint_id, make.officer_with_account(), by)
    with look(done.complaint_id):
        officer = Officer.objects.within_look().get()
    given = {"actor": by, "occurred_on": TODAY - timedelta(days=2)}
    with pytest.raises(ValidationError):
        reporting.begin(done.complaint_id, kind="separation", **given)
    with pytest.raises(ValidationError):
        reporting.begin(done.complaint_id, kind="disposition", **given)
    one = reporting.begin(done.complaint_id, kind="separation", officer=officer, **given)
    assert reporting.begin(done.complaint_id, kind="separation", officer=officer, **given).pk == one.pk
    with pytest.raises(ValidationError):
        reporting.sent(one, actor=by, sent_on=TODAY, proof=" ")
    with pytest.raises(ValidationError):
        reporting.sent(one, actor=by, sent_on=TODAY - timedelta(days=3), proof="POST 4711")
    reporting.sent(one, actor=by, sent_on=TODAY, proof="POST 4711")
    with pytest.raises(ValidationError):
        reporting.sent(one, actor=by, sent_on=TODAY, proof="POST 4712")
    with look(done.complaint_id):
        clock = clocks.clock_of(POST, one)
        assert (clock.outcome, clock.proof) == ("kept", "POST 4711")


def test_duties_name_what_is_owed_and_what_was_done():
    by = make.commander()
    first, second = make.taken(), make.taken()
    one = asked(by, first.complaint_id, asked_on=TODAY - timedelta(days=40))
    other = asked(by, second.complaint_id)
    reporting.begin(
        first.complaint_id, actor=by, kind="oversight", occurred_on=TODAY, what="The board's finding"
    )
    with walls.looking(by, "complaint_list"):
        owed, done = queries.duties()
    assert [(str(duty.whom), duty.complaint) for duty in owed] == [
        ("A newspaper", first.number), ("POST", first.number), ("A newspaper", second.number),
    ]  # fmt: skip
    assert done == []
    actions.end(
        other, "refuse", actor=by, ended_on=TODAY, reason="Penal Code 832.7(a)", proof="Letter of today"
    )
    with walls.looking(by, "complaint_list"):
        owed, done = queries.duties()
    assert (len(owed), [duty.proof for duty in done]) == (2, ["Letter of today"])
    with walls.looking(person("city_manager"), "complaint_list"):
        assert queries.duties() == ([], [])
    assert one.state == "received"


def test_the_yearly_table_counts_each_complaint_once_with_its_worst_final_finding():
    by, chief = make.commander(), person("chief")
    year = today().year
    make.closed(
        "unfounded",
        by=by,
        chief=chief,
        who=make.officer_with_account("A", "1"),
        profiling_kinds=("race", "age"),
    )
    make.closed("sustained", by=by, chief=chief, who=make.officer_with_account("B", "2"))
    waiting = make.decided("sustained", by=by, chief=chief, who=make.officer_with_account("C", "3"))
    crime = make.taken()
    inside = make.taken()
    with walls.looking(audit.SYSTEM, "complaint_list", writing=True):
        rows = Complaint.objects.within_look()
        rows.filter(pk=crime.complaint_id).update(criminal=True)
        rows.filter(pk=inside.complaint_id).update(kind="internal")
        found = doj.table(year)
        assert doj.table(year - 1).rows[0].cells == [0] * 7
        assert Finding.objects.within_look().filter(complaint_id=waiting.complaint_id).exists()
    cells = {row.name: row.cells for row in found.rows}
    # reported, sustained, exonerated, not sustained, unfounded, pending, no finding
    assert cells["all"] == [4, 1, 0, 0, 1, 2, 0]
    assert cells["criminal"] == [1, 0, 0, 0, 0, 1, 0]
    assert cells["noncriminal"] == [3, 1, 0, 0, 1, 1, 0]
    assert cells["profiling"] == cells["race"] == cells["age"] == [1, 0, 0, 0, 1, 0, 0]
    assert cells["gender"] == [0] * 7
    assert doj.as_csv(found)[1] == [str(year), "all", "4", "1", "0", "0", "1", "2", "0"]


def test_requests_and_reports_go_with_the_complaint(
    monkeypatch, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.COMMONBEAT_HOME = tmp_path
    by, chief = make.commander(), person("chief")
    with django_capture_on_commit_callbacks(execute=True):
        done = make.closed("unfounded", by=by, chief=chief, code="force_excessive")
    one = asked(by, done.complaint_id)
    actions.delay(one, actor=by, step="first_delay", basis=BASIS, told_on=TODAY, estimated_on=TODAY)
    actions.redact(one, actor=by, where="Interview 2", exemption="b6c", reason="A witness is named.")
    actions.end(one, "withdraw", actor=by, ended_on=TODAY, reason="by telephone")
    years_later(monkeypatch, 5.01)
    batch = batches.propose()
    batches.review(batch, actor=by)
    batches.approve(batch, actor=chief, reason="Council resolution 2026-114")
    executing.execute(batch.pk)
    assert outcomes(batch) == {done.number: "disposed"}
    with walls.looking(audit.SYSTEM, "complaint_list"):
        for model in (DisclosureRequest, Delay, Redaction, PostReport, Complaint):
            assert not model.objects.within_look().exists()
    with walls.keeping_house("test"):
        assert "witnesses are still being interviewed" not in everything(tmp_path)
