"""What goes with a complaint, and what keeps one."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone
from factories import complaints as complaint
from factories import interviews as make
from factories.pictures import PDF_FILE
from factories.retention import everything, outcomes, years_later

from commonbeat.accountability.complaints import actions_case, actions_findings
from commonbeat.accountability.complaints.models import Complaint, Finding
from commonbeat.accountability.complaints.retention import ended
from commonbeat.accountability.interviews import actions, actions_criminal, actions_evidence, retention
from commonbeat.accountability.interviews.models import Interview
from commonbeat.accountability.interviews.models_criminal import CriminalNote, CriminalTrack
from commonbeat.accountability.interviews.models_evidence import CustodyStep, Evidence
from commonbeat.city.agency.days import today
from commonbeat.kernel import attachments, audit, walls, workflow
from commonbeat.kernel.retention import batches, executing, schedule
from commonbeat.kernel.retention.declare import rule
from commonbeat.kernel.walls import keeping_house
from commonbeat.kernel.walls.models import Grant
from commonbeat.kernel.workflow import MoveRefused
from commonbeat.kernel.workflow.models import Move

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.COMMONBEAT_HOME = tmp_path


def look():
    return walls.looking(audit.SYSTEM, "complaint_list", writing=True)


def closed(one):
    """The case goes all the way to its end."""
    chief = complaint.person("chief")
    actions_case.step(one.pk, "begin_work", actor=one.lead)
    with make.platform(one.pk):
        findings = list(Finding.objects.within_look().values_list("pk", flat=True))
    for finding in findings:
        actions_findings.recommend(one.pk, finding, actor=one.lead, result="not_sustained", reasons="x")
    actions_case.step(one.pk, "propose", actor=one.lead)
    actions_case.step(one.pk, "submit", actor=one.boss)
    for finding in findings:
        actions_findings.adopt(one.pk, finding, actor=chief, result="not_sustained")
    actions_case.step(one.pk, "decide", actor=chief, values={"ended_how": "investigated"})
    actions_case.step(one.pk, "notify", actor=one.boss, values={"notified_on": today()})
    actions_case.step(one.pk, "close", actor=one.boss)


def test_an_open_criminal_track_keeps_a_complaint():
    one = make.case()
    track = make.track(one)
    closed(one)
    with look():
        assert list(ended("internal", False)) == []
    actions_criminal.step(track.pk, "end", actor=one.boss, ended_on=today(), reason="No crime.")
    with look():
        assert [found.pk for found in ended("internal", False)] == [one.pk]


def test_nothing_of_it_is_left_when_a_complaint_is_disposed_of(monkeypatch, tmp_path):
    one = make.case()
    interview = make.held(one, nature="Something about a zebra crossing.")
    actions.write_down(
        one.pk, interview.pk, actor=one.lead, statement="I said quince.", summary="Said vineyard."
    )
    for policy, record in ((actions_evidence.POLICY, None), ("interviews.transcript", interview)):
        name = SimpleUploadedFile("walnut.pdf", PDF_FILE + policy.encode() + b"\n%%EOF\n")
        file = attachments.take(name, policy=policy, actor=one.lead)
        if record is None:
            item = actions_evidence.add(
                one.pk, actor=one.lead, kind="document", description="A marmalade jar", files=[file]
            )
        else:
            with make.platform(one.pk):
                attachments.attach(file, record)
    actions_evidence.check_hashes(one.pk, item.pk, actor=one.lead)
    step = actions_evidence.hand_over(
        one.pk, item.pk, actor=one.lead, to_place="Shelf at the lighthouse", why="For the gazebo."
    )
    actions_evidence.answer(one.pk, item.pk, step.pk, actor=one.boss, received=True)
    closed(one)
    words = ("zebra", "quince", "vineyard", "marmalade", "lighthouse", "walnut", "gazebo")
    years_later(monkeypatch, 5.01)
    with walls.keeping_house("test"):
        before = everything(tmp_path)
    assert [word for word in words if word not in before] == []
    batch = batches.propose()
    batches.review(batch, actor=one.boss)
    batches.approve(batch, actor=complaint.person("chief"), reason="Council resolution 2026-114")
    executing.execute(batch.pk)
    assert set(outcomes(batch).values()) == {"disposed"}
    with walls.keeping_house("test"):
        after = everything(tmp_path)
        assert [rows.objects.within_look().count() for rows in (Interview, CustodyStep, Evidence)] == [
            0,
            0,
            0,
        ]
        assert not Move.objects.filter(subject_id=interview.pk).exists()
    assert [word for word in words if word in after] == []


def over(one):
    """The criminal track of a complaint, ended without a referral; its id."""
    track = make.track(one)
    actions_criminal.step(track.pk, "end", actor=one.boss, reason="Nothing there.", ended_on=today())
    return track.pk


def later(years):
    return timezone.now() + timedelta(days=round(years * 365.25))


def tracks():
    with keeping_house("test", quiet=True):
        return dict(CriminalTrack.objects.within_look().values_list("pk", "number"))


def gone(pk, monkeypatch):
    """The complaint is not on file any more, as far as the rule can tell."""
    monkeypatch.setattr(
        retention,
        "Complaint",
        SimpleNamespace(
            objects=SimpleNamespace(within_look=lambda: Complaint.objects.within_look().exclude(pk=pk))
        ),
    )


def test_a_track_is_kept_five_years_and_as_long_as_its_complaint(monkeypatch):
    one = make.case()
    over(one)
    rule_ = rule("interviews.criminal")
    assert schedule.counted(rule_, later(6)) == (0, 0)
    gone(one.pk, monkeypatch)
    assert schedule.counted(rule_, later(4.9)) == (0, 0)
    assert schedule.counted(rule_, later(5.1)) == (1, 0)
    assert (rule_.years, rule_.least, rule_.purpose) == (5, 5, "criminal_list")
    assert "832.5(b)" in str(rule_.authority)


def test_an_open_track_and_one_of_leaders_are_not_in_it(monkeypatch):
    one = make.case()
    make.track(one)
    gone(one.pk, monkeypatch)
    assert schedule.counted(rule("interviews.criminal"), later(20)) == (0, 0)
    assert schedule.counted(rule("interviews.criminal_outside"), later(20)) == (0, 0)


def deleted(pk):
    """A track deleted without a batch."""
    reason = {"actor": audit.SYSTEM, "reason": "x"}
    with (
        transaction.atomic(),
        keeping_house("test", quiet=True),
        workflow.disposal("interviews.criminal", **reason),
    ):
        Move.objects.filter(subject_id=pk).delete()
        CriminalTrack.objects.within_look().filter(pk=pk).delete()


def test_two_people_who_see_it_dispose_of_it_and_only_number_and_dates_stay(monkeypatch, settings, tmp_path):
    settings.COMMONBEAT_HOME = tmp_path
    one = make.case()
    pk = over(one)
    number = tracks()[pk]
    assert number.startswith("CT-")
    with pytest.raises(DatabaseError, match="retention_unapproved"):
        deleted(pk)
    gone(one.pk, monkeypatch)
    years_later(monkeypatch, 5.1)
    batch = batches.propose()
    with pytest.raises(MoveRefused):
        batches.review(batch, actor=complaint.person("records"))
    batches.review(batch, actor=complaint.person("ia_commander"))
    batches.approve(batch, actor=complaint.person("chief"), reason="Schedule 2026.")
    executing.execute(batch.pk)
    assert list(batch.items.values_list("rule", "number", "outcome", "reason")) == [
        ("interviews.criminal", number, "disposed", "")
    ]
    assert tracks() == {}
    with keeping_house("test", quiet=True):
        assert (CriminalNote.objects.within_look().count(), Grant.objects.filter(case_id=pk).count()) == (
            0,
            0,
        )
        assert Move.objects.filter(subject_id=pk).count() == 0
