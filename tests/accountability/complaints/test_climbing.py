"""Duties of the law that are due soon, late, or stay late: who hears of them, and who never does."""

from datetime import timedelta

import pytest
from django.utils import timezone
from factories import complaints as make
from factories import discipline as made
from factories.complaints import person
from factories.police_reports import agency

from commonbeat.accountability.complaints import actions_officers, climbing, telling
from commonbeat.accountability.complaints.models import Complaint
from commonbeat.accountability.complaints.promises import ACKNOWLEDGE, LIMIT
from commonbeat.accountability.discipline.promises import NOTICE_30
from commonbeat.accountability.disclosure import actions as disclosure
from commonbeat.accountability.disclosure import reporting
from commonbeat.accountability.disclosure.models import DisclosureRequest, PostReport
from commonbeat.accountability.disclosure.promises import POST, REQUEST
from commonbeat.city.agency.days import today
from commonbeat.kernel import audit, clocks, walls
from commonbeat.kernel.clocks import ClockEscalated, ClockLate, ClockReminder, minute
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.notify.models import Message
from commonbeat.kernel.walls import grants, keeping_house

pytestmark = pytest.mark.django_db
ROOM = ("complaints.", "discipline.", "interviews.", "disclosure.")
DUTIES = [one for one in clocks.kinds() if one.name.startswith(ROOM)]


@pytest.fixture(autouse=True)
def _agency(db):
    agency()


def clock(kind, subject):
    with keeping_house("test", quiet=True):
        return Clock.objects.get(kind=kind, subject_id=subject)


def mail(subject):
    rows = Message.objects.filter(subject=f"Commonbeat: {subject}")
    return {(one.recipient, "/console/complaints/" in one.body) for one in rows}


def test_every_duty_is_reminded_of_and_climbs():
    assert sorted(one.name for one in DUTIES) == [
        "complaints.acknowledge", "complaints.call_back", "complaints.letter", "complaints.limit",
        "complaints.review", "discipline.notice_30", "disclosure.post", "disclosure.request",
    ]  # fmt: skip
    for one in DUTIES:
        assert (bool(one.remind or one.alerts), bool(one.escalate_to), bool(one.escalate)) == (
            True,
            True,
            True,
        )
        assert one.name in telling._duties


def test_a_year_that_stays_over_climbs_to_the_city_manager(django_capture_on_commit_callbacks):
    boss, chief, city = make.commander(), person("chief"), person("city_manager")
    make.taken(received_at=timezone.now() - timedelta(days=380))
    Message.objects.all().delete()
    for _minutes in range(2):
        with django_capture_on_commit_callbacks(execute=True), keeping_house("clocks.look", quiet=True):
            minute.look()
    assert mail("a duty of the law is late") == {(boss.email, True), (chief.email, True)}
    assert mail("a duty of the law is still late") == {(city.email, False)}
    asked = Message.objects.filter(recipient=city.email).first()
    assert asked is not None
    assert asked.body.startswith("A duty of the law about a complaint stays late")


def test_the_investigator_is_reminded_too_and_only_of_what_is_theirs():
    boss, lead, other = make.commander(), person("ia_investigator"), person("ia_investigator")
    done = make.assigned(lead, boss)
    Message.objects.all().delete()
    telling.clock_soon(ClockReminder(str(clock(LIMIT, done.complaint_id).pk), "calendar:180", kind=LIMIT))
    assert mail("a duty of the law is due soon") == {(boss.email, True), (lead.email, True)}
    assert other.email not in str(Message.objects.values_list("recipient", flat=True))


@pytest.mark.parametrize("how", ["accused", "witness", "recused"])
def test_nobody_hears_who_is_named_or_kept_out_and_it_goes_one_step_further(how):
    boss, city = make.commander(), person("city_manager")
    chief = make.officer_with_account("Hale, Ann", "1", "chief")
    lead = person("ia_investigator")
    done = make.assigned(lead, boss)
    if how == "recused":
        grants.recuse(boss, "complaints", done.complaint_id, chief.account, reason="Related.")
    else:
        officer = actions_officers.add_officer(done.complaint_id, actor=boss, part=how)
        actions_officers.match_officer(done.complaint_id, officer.pk, actor=boss, member=chief, how="badge")
    Message.objects.all().delete()
    one = clock(ACKNOWLEDGE, done.complaint_id)
    for event in (
        ClockReminder(str(one.pk), kind=one.kind),
        ClockLate(str(one.pk), kind=one.kind),
        *(ClockEscalated(str(one.pk), step, kind=one.kind) for step in range(len(one.declared.escalate))),
    ):
        {
            ClockReminder: telling.clock_soon,
            ClockLate: telling.clock_late,
            ClockEscalated: telling.clock_climbed,
        }[type(event)](event)
    heard = set(Message.objects.values_list("recipient", flat=True))
    assert chief.account.email not in heard
    assert city.email in heard
    with walls.looking(audit.SYSTEM, "complaint_work", case=done.complaint_id):
        outside = Complaint.objects.within_look().get().label == "outside"
    assert (boss.email in heard) is not outside


def test_duties_of_discipline_and_of_disclosure_are_told_the_same_way():
    house = made.house()
    house.notify()
    found = house.decided()
    report = disclosure.take(
        house.case, actor=house.commander, asked_on=today(), asked_by="The Banner", wanted="The file."
    )
    reporting.begin(
        house.case, actor=house.commander, kind="judgment", occurred_on=today(), what="A judgment."
    )
    with keeping_house("test", quiet=True):
        post = PostReport.objects.within_look().get().pk
        assert DisclosureRequest.objects.within_look().get().pk == report.pk
    for kind, subject in ((NOTICE_30, found.pk), (REQUEST, report.pk), (POST, post)):
        Message.objects.all().delete()
        one = clock(kind, subject)
        assert climbing.complaint_of(one) == house.case
        telling.clock_late(ClockLate(str(one.pk), kind=kind))
        people = {house.commander.email, house.chief.email, house.investigator.email}
        assert mail("a duty of the law is late") == {(one, True) for one in people}, kind


def test_a_clock_of_something_else_is_left_alone(django_assert_num_queries):
    with django_assert_num_queries(0):
        telling.clock_late(ClockLate("0190b8c0-0000-7000-8000-000000000000", kind="requests.closing"))
