"""What goes with a complaint, and what keeps one."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from factories import complaints as complaint
from factories import interviews as make
from factories.pictures import PDF_FILE

from commonbeat.accountability.complaints import actions_case, actions_findings
from commonbeat.accountability.complaints.models import Complaint, Finding
from commonbeat.accountability.complaints.retention import ended
from commonbeat.accountability.interviews import actions_criminal, actions_evidence, retention
from commonbeat.accountability.interviews.days import today
from commonbeat.accountability.interviews.models import Interview
from commonbeat.accountability.interviews.models_evidence import CustodyStep, Evidence, HashCheck
from commonbeat.kernel import attachments, audit, walls, workflow
from commonbeat.kernel.workflow.models import Move

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.COMMONBEAT_HOME = tmp_path


def everything():
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
    actions_case.step(one.pk, "notify", actor=one.boss, values={"notified_on": date.today()})
    actions_case.step(one.pk, "close", actor=one.boss)


def test_an_open_criminal_track_keeps_a_complaint():
    one = make.case()
    track = make.track(one)
    closed(one)
    with everything():
        assert list(ended("internal", False)) == []
    actions_criminal.step(track.pk, "end", actor=one.boss, ended_on=today(), reason="No crime.")
    with everything():
        assert [found.pk for found in ended("internal", False)] == [one.pk]


def test_everything_of_it_goes_with_the_complaint():
    one = make.case()
    interview = make.held(one)
    file = attachments.take(
        SimpleUploadedFile("a.pdf", PDF_FILE), policy=actions_evidence.POLICY, actor=one.lead
    )
    item = actions_evidence.add(one.pk, actor=one.lead, kind="document", description="A report", files=[file])
    actions_evidence.check_hashes(one.pk, item.pk, actor=one.lead)
    connection.check_constraints()  # as if made in a transaction of its own, long ago
    with everything():
        found = Complaint.objects.within_look().get(pk=one.pk)
        assert [part.pk for part in retention.BELOW.parts(found)] == [interview.pk, item.pk]
        with workflow.disposal("complaints.complaint", actor=audit.SYSTEM, reason="a test"):
            retention.BELOW.run(found)
            assert not Move.objects.filter(subject_id=interview.pk).exists()
            assert not Interview.objects.within_look().exists()
            for rows in (HashCheck, CustodyStep, Evidence):
                rows.objects.within_look().filter(complaint_id=one.pk).delete()
        assert [rows.objects.within_look().count() for rows in (Interview, CustodyStep, Evidence)] == [
            0,
            0,
            0,
        ]
