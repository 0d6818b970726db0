"""What the invented city's open complaints have of interviews and evidence."""

import pytest
from factories import complaints as complaint

from commonbeat.accountability.complaints import actions_case
from commonbeat.accountability.complaints.models import Complaint
from commonbeat.accountability.interviews import checklist
from commonbeat.accountability.interviews.models import Interview
from commonbeat.accountability.interviews.models_criminal import CriminalTrack
from commonbeat.accountability.interviews.models_evidence import CustodyStep, Evidence
from commonbeat.demo import interviews
from commonbeat.kernel import audit, walls

pytestmark = pytest.mark.django_db


def test_open_cases_have_interviews_evidence_and_one_track():
    boss, lead = complaint.commander(), complaint.person("ia_investigator")
    type(boss).objects.filter(pk=boss.pk).update(email="ia_commander@marisol.example")
    detective = complaint.person("criminal_investigator")
    type(boss).objects.filter(pk=detective.pk).update(email="criminal_investigator@marisol.example")
    for number in ("412", "413"):
        pk = complaint.assigned(lead, boss).complaint_id
        complaint.accused(pk, complaint.officer_with_account(f"Lee, {number}", number), boss)
        actions_case.step(pk, "begin_work", actor=lead)
    said: list[str] = []
    assert interviews.build(None, 7, said.append) == 4
    assert said == ["Internal affairs plans and holds 4 interviews"]
    with walls.looking(audit.SYSTEM, "complaint_list"):
        rows = Interview.objects.within_look().order_by("part", "state")
        assert [(one.part, one.state) for one in rows] == [("accused", "noticed")] * 2 + [
            ("complainant", "held")
        ] * 2
        (noticed,) = rows.filter(part="accused")[:1]
        assert {one.rule for one in checklist.unmet(noticed)} == {
            "length", "no_pressure", "no_press", "recorded", "order", "representative",
        }  # fmt: skip
        assert Evidence.objects.within_look().count() == 5
        steps = CustodyStep.objects.within_look().filter(kind="handed_over")
        assert [(one.to_place, one.answer) for one in steps] == [("Evidence room, shelf 12", "received")]
        assert Complaint.objects.within_look().filter(criminal=True).count() == 1
    with walls.looking(audit.SYSTEM, "criminal_list"):
        assert CriminalTrack.objects.within_look().count() == 1
    assert interviews.build(None, 7, said.append) == 0
