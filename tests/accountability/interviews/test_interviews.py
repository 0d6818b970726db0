"""Planning, announcing and holding interviews as Gov. Code 3303 wants them."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from factories import complaints as complaint
from factories import interviews as make

from commonbeat.accountability.interviews import actions, checklist, notice
from commonbeat.accountability.interviews.models import Interview, Notice, Person
from commonbeat.city.agency.days import today
from commonbeat.kernel.access import Refused
from commonbeat.kernel.walls import NotThere
from commonbeat.kernel.workflow import MoveRefused

pytestmark = pytest.mark.django_db


def duties(one, interview):
    """Which duties are met."""
    with make.platform(one.pk):
        return {
            check.rule: check.met for check in checklist.checklist(actions.interview_of(one.pk, interview.pk))
        }


def test_a_plan_alone_leaves_the_duties_open():
    one = make.case()
    interview = make.planned(one)
    assert interview.state == "planned"
    assert duties(one, interview) == {
        "hour": True, "in_charge": False, "two_ask": False, "notice": False, "named": False, "nature": False,
        "length": False, "no_pressure": False, "no_press": False, "recorded": False, "order": False,
        "representative": True,
    }  # fmt: skip


def test_everything_done_the_interview_is_held():
    one = make.case()
    interview = make.held(one)
    assert (interview.state, set(duties(one, interview).values())) == ("held", {True})
    assert interview.began_at is not None


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"began_at": None, "ended_at": None}, None),
        ({"compelled": None}, "order"),
        ({"admonition_at": None}, "order"),
        ({"recorded": None}, "recorded"),
        ({"recorded_by_officer": None}, "recorded"),
        ({"no_pressure": False}, "no_pressure"),
        ({"no_press": False}, "no_press"),
        ({"needs_met": False}, "length"),
        ({"may_be_crime": True}, "rights"),
    ],
)
def test_one_duty_missing_and_it_cannot_be_marked_held(given, rule):
    one = make.case()
    interview = make.noticed(one)
    make.past(one, interview)
    make.happened(one, interview, **given)
    with pytest.raises(MoveRefused):
        actions.step(one.pk, interview.pk, "hold", actor=one.lead)
    assert make.seen(one, interview.pk).state == "noticed"
    if rule:
        actions.depart(
            one.pk, interview.pk, actor=one.lead, rule=rule, reason="The recorder broke; noted at once."
        )
        actions.step(one.pk, interview.pk, "hold", actor=one.lead)
        assert make.seen(one, interview.pk).state == "held"


@pytest.mark.parametrize(
    ("plan", "rule"),
    [
        ({"hour": ""}, "hour"),
        ({"hour": "other"}, "hour"),
        ({"hour": "waking", "compensation": ""}, "compensation"),
        ({"may_record_told": False}, "recorded"),
        ({"representative_waived": False}, "representative"),
    ],
)
def test_the_plan_is_checked_too(plan, rule):
    one = make.case()
    interview = make.noticed(one, **plan)
    make.past(one, interview)
    make.happened(one, interview)
    assert duties(one, interview)[rule] is False
    with pytest.raises(MoveRefused):
        actions.step(one.pk, interview.pk, "hold", actor=one.lead)


def test_another_hour_takes_a_reason_and_time_off_duty_is_paid():
    one = make.case()
    interview = make.planned(
        one, hour="other", hour_reason="A shooting; it cannot wait.", compensation="agreed"
    )
    met = duties(one, interview)
    assert (met["hour"], met["compensation"]) == (True, True)


def test_no_more_than_two_ask_at_one_time():
    one = make.case()
    interview = make.planned(one)
    make.manned(one, interview)
    third = {"role": "asks", "name": "Lou Park", "rank": "Detective", "command": "Internal affairs"}
    for place in (1, 2):
        with pytest.raises(ValidationError) as refused:
            actions.add_person(one.pk, interview.pk, actor=one.lead, asks_as=place, **third)
        assert list(refused.value.message_dict) == ["asks_as"]
    with make.platform(one.pk):
        for place in (1, 2, 3, None):
            with pytest.raises(IntegrityError), transaction.atomic():
                Person.objects.create(
                    complaint_id=one.pk, interview=interview, role="asks", name="X", asks_as=place
                )


def test_a_third_asks_once_one_of_two_has_stopped():
    one = make.case()
    interview = make.noticed(one)
    with make.platform(one.pk):
        second = Person.objects.within_look().get(asks_as=2)
    actions.drop_person(one.pk, interview.pk, second.pk, actor=one.lead)
    actions.add_person(
        one.pk,
        interview.pk,
        actor=one.lead,
        role="asks",
        name="Lou Park",
        rank="Sergeant",
        command="IA",
        asks_as=2,
    )
    with make.platform(one.pk):
        named = [
            (row.name, row.asks_as, row.stopped_at is None)
            for row in Person.objects.within_look().order_by("name")
        ]
        assert named == [("Dana Reyes", 1, True), ("Kim Ortiz", 2, False), ("Lou Park", 2, True)]
    # somebody whom the notice does not name
    assert duties(one, interview)["named"] is False
    actions.serve(one.pk, interview.pk, actor=one.lead, way="email")
    assert duties(one, interview)["named"] is True


def test_a_representative_is_not_under_the_same_investigation():
    one = make.case()
    interview = make.planned(one, representative_waived=False, representative_clear=True)
    with pytest.raises(ValidationError) as refused:
        actions.add_person(
            one.pk, interview.pk, actor=one.lead, role="representative", name="Sam Lee", account=one.account
        )
    assert list(refused.value.message_dict) == ["account"]
    assert duties(one, interview)["representative"] is False
    actions.add_person(one.pk, interview.pk, actor=one.lead, role="representative", name="A. Union")
    assert duties(one, interview)["representative"] is True


def test_a_further_interview_comes_after_what_was_recorded_in_the_first():
    one = make.case()
    make.held(one)
    further = make.planned(one)
    assert duties(one, further)["prior"] is False
    actions.change(
        one.pk,
        further.pk,
        actor=one.lead,
        prior_given_on=today(),
        prior_given="Recording R-17, notes",
    )
    assert duties(one, further)["prior"] is True


def test_a_notice_comes_before_and_its_words_stay():
    one = make.case()
    interview = make.planned(one)
    for served_at in (interview.planned_at, timezone.now() + timedelta(hours=1)):
        with pytest.raises(ValidationError) as refused:
            actions.serve(one.pk, interview.pk, actor=one.lead, way="hand", served_at=served_at)
        assert list(refused.value.message_dict) == ["served_at"]
    make.manned(one, interview)
    served = actions.serve(one.pk, interview.pk, actor=one.lead, way="hand")
    assert make.NATURE in served.text
    assert "Sergeant Dana Reyes, Internal affairs" in served.text
    with pytest.raises(ValidationError):
        actions.change(one.pk, interview.pk, actor=one.lead, nature="Something else")
    with make.platform(one.pk), pytest.raises(DatabaseError), transaction.atomic():
        Notice.objects.within_look().update(text="Something else")


def test_moving_it_takes_a_reason_and_a_new_notice():
    one = make.case()
    interview = make.noticed(one)
    later = timezone.now() + timedelta(days=5)
    when = {"planned_at": later, "ends_at": later + timedelta(hours=1)}
    with pytest.raises(MoveRefused):
        actions.step(one.pk, interview.pk, "postpone", actor=one.lead, **when)
    actions.step(
        one.pk, interview.pk, "postpone", actor=one.lead, reason="The representative is ill.", **when
    )
    assert make.seen(one, interview.pk).state == "planned"
    assert duties(one, interview)["notice"] is False
    actions.serve(one.pk, interview.pk, actor=one.lead, way="hand")
    assert duties(one, interview)["notice"] is True


def test_the_database_wants_the_notice_too():
    one = make.case()
    interview = make.planned(one)
    began = timezone.now() - timedelta(hours=2)
    change = "UPDATE interviews_interview SET state = 'held', began_at = %s, ended_at = %s WHERE id = %s"
    values = [began, began + timedelta(hours=1), str(interview.pk)]
    with (
        make.platform(one.pk),
        connection.cursor() as cursor,
        pytest.raises(IntegrityError, match="No notice came before"),
        transaction.atomic(),
    ):
        cursor.execute(change, values)


def test_what_was_noted_stands():
    one = make.case()
    interview = make.held(one)
    with pytest.raises(ValidationError):
        actions.change(one.pk, interview.pk, actor=one.lead, compelled=False)
    with pytest.raises(ValidationError):
        actions.add_person(one.pk, interview.pk, actor=one.lead, role="present", name="Late Comer")
    with make.platform(one.pk), pytest.raises(DatabaseError, match="stands"), transaction.atomic():
        Interview.objects.within_look().filter(pk=interview.pk).update(compelled=False)
    actions.write_down(
        one.pk, interview.pk, actor=one.lead, statement="I raised my voice.", summary="Admits it."
    )
    actions.step(one.pk, interview.pk, "give", actor=one.lead, transcript_given_on=today())
    with pytest.raises(ValidationError):
        actions.write_down(one.pk, interview.pk, actor=one.lead, statement="I did not.")
    with make.platform(one.pk), pytest.raises(DatabaseError, match="stands"), transaction.atomic():
        Interview.objects.within_look().filter(pk=interview.pk).update(statement="I did not.")


def test_who_refuses_was_told_what_it_may_bring():
    one = make.case()
    interview = make.noticed(one)
    with pytest.raises(MoveRefused):
        actions.step(one.pk, interview.pk, "refuse", actor=one.lead, reason="Says nothing.")
    actions.change(one.pk, interview.pk, actor=one.lead, compelled=True, admonition_at=timezone.now())
    actions.step(one.pk, interview.pk, "refuse", actor=one.lead, reason="Says nothing.")
    assert make.seen(one, interview.pk).state == "refused"


def test_two_hours_without_a_break_want_a_reason():
    one = make.case()
    interview = make.noticed(one)
    make.past(one, interview)
    began = make.seen(one, interview.pk).planned_at
    make.happened(one, interview, ended_at=began + timedelta(hours=3))
    assert duties(one, interview)["length"] is False
    actions.add_break(
        one.pk,
        interview.pk,
        actor=one.lead,
        began_at=began + timedelta(hours=1),
        ended_at=began + timedelta(minutes=75),
    )
    assert duties(one, interview)["length"] is True
    with pytest.raises(ValidationError):
        actions.add_break(
            one.pk, interview.pk, actor=one.lead, began_at=began - timedelta(hours=1), ended_at=began
        )


def test_staff_who_are_not_sworn_have_a_shorter_list():
    one = make.case()
    with make.platform(one.pk):
        one.officer.sworn = False
        one.officer.save()
    interview = make.planned(one)
    assert set(duties(one, interview)) == {"notice", "nature", "no_pressure", "order", "representative"}
    with make.platform(one.pk):
        text = notice.notice_text(actions.interview_of(one.pk, interview.pk))
    assert "3303" not in text


def test_witnesses_and_complainants_have_no_list_and_a_complainant_no_name():
    one = make.case()
    interview = make.planned(one, part="complainant")
    assert duties(one, interview) == {}
    with pytest.raises(ValidationError):
        actions.plan(
            one.pk, actor=one.lead, part="complainant", name="Ana Diaz", planned_at=interview.planned_at,
            ends_at=interview.ends_at, place="Here",
        )  # fmt: skip
    began = timezone.now() - timedelta(hours=2)
    actions.change(
        one.pk,
        interview.pk,
        actor=one.lead,
        began_at=began,
        ended_at=began + timedelta(hours=1),
        recorded=True,
    )
    actions.step(one.pk, interview.pk, "hold", actor=one.lead)
    assert make.seen(one, interview.pk).state == "held"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"part": "suspect"}, "part"),
        ({"part": "accused"}, "officer"),
        ({"part": "witness"}, "name"),
        ({"part": "witness", "name": "Lou", "ends_at": timezone.now()}, "ends_at"),
        ({"part": "witness", "name": "Lou", "ends_at": timezone.now() + timedelta(days=9)}, "ends_at"),
    ],
)
def test_a_plan_that_does_not_fit_names_its_field(given, field):
    one = make.case()
    begins = timezone.now() + timedelta(days=1)
    with pytest.raises(ValidationError) as refused:
        actions.plan(
            one.pk,
            actor=one.lead,
            **{"planned_at": begins, "ends_at": begins + timedelta(hours=1), "place": "x"} | given,
        )
    assert list(refused.value.message_dict) == [field]


def test_the_officer_of_another_complaint_is_nobody_here():
    one = make.case()
    two = complaint.assigned(one.lead, one.boss)
    other = complaint.accused(two.complaint_id, complaint.officer_with_account("Fox, Pat", "413"), one.boss)
    begins = timezone.now() + timedelta(days=1)
    with pytest.raises(ValidationError):
        actions.plan(
            one.pk, actor=one.lead, part="accused", officer=other.pk, planned_at=begins,
            ends_at=begins + timedelta(hours=1), place="x",
        )  # fmt: skip


def test_who_was_not_let_in_plans_nothing():
    one = make.case()
    begins = timezone.now() + timedelta(days=1)
    plan = {
        "part": "witness",
        "name": "Lou",
        "planned_at": begins,
        "ends_at": begins + timedelta(hours=1),
        "place": "x",
    }
    with pytest.raises(NotThere):
        actions.plan(one.pk, actor=complaint.person("ia_investigator"), **plan)
    with pytest.raises(NotThere):
        actions.plan(one.pk, actor=one.account, **plan)
    with pytest.raises(Refused):
        actions.plan(one.pk, actor=complaint.person("chief"), **plan)


def test_what_the_officer_gets_of_it():
    one = make.case()
    interview = make.held(one)
    actions.write_down(
        one.pk, interview.pk, actor=one.lead, statement="I raised my voice.", summary="Not credible."
    )
    with make.platform(one.pk):
        (told,) = notice.statement_of(one.officer)
        served = notice.notices_of(one.officer)
        english, spanish = (
            notice.notice_text(actions.interview_of(one.pk, interview.pk), code) for code in ("en", "es")
        )
    assert (told.statement, told.recording, told.files, told.given_on) == (
        "I raised my voice.",
        "recorder R-17",
        (),
        None,
    )
    assert "Not credible." not in repr(told)
    # the factory put one more on file, as if it had been served earlier
    assert [one.text for one in served] == [served[0].text] * 2
    assert english.splitlines()[:4] == [
        "Notice of an interview",
        "",
        "To: Lee, Sam",
        "From: Police Department",
    ]
    assert spanish.startswith("Aviso de entrevista\n")
    assert "Nadie más" in spanish
    assert complaint.TEXT not in english
