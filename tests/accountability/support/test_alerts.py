"""From an alert to a talk, a plan, looking again, what came of it; who may do what; what the officer says."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from factories import support as make

from commonbeat.accountability.support import actions, climbing, supervision
from commonbeat.accountability.support.models import Alert, Answer, Supervision
from commonbeat.city.agency import days
from commonbeat.kernel import clocks, walls, workflow
from commonbeat.kernel.access import Refused
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.notify.models import Message
from commonbeat.kernel.walls import grants
from commonbeat.kernel.workflow import MoveRefused

pytestmark = pytest.mark.django_db
TODAY = days.today


@pytest.fixture
def sergeant():
    return make.person("sergeant", name="Ben Okafor")


@pytest.fixture
def raised(sergeant):
    return make.raised(sergeant, account=make.person("officer", name="Ana Reyes"))


def working(person, alert):
    return walls.looking(person, "support_review", case=alert.file_id, writing=True)


def again(alert):
    return Alert.objects.within_look().select_related("file__member", "figure").get(pk=alert.pk)


def go(person, alert, *steps, reason="seen on the spot"):
    with working(person, alert):
        record = again(alert)
        for step in steps:
            actions.take_step(record, step, actor=person, reason=reason)
    return make.alert_of(alert.file.member)


def running(alert):
    with make.platform(writing=False):
        return [one.kind for one in clocks.clocks_of(alert) if one.stopped_at is None]


def test_the_whole_way(sergeant, raised):
    member, alert = raised
    assert (alert.state, running(alert)) == ("raised", ["support.acknowledge"])
    go(sergeant, alert, "acknowledge")
    assert running(alert) == ["support.review"]
    with working(sergeant, alert):
        record = again(alert)
        actions.hold_meeting(record, actor=sergeant, held_on=TODAY(), text="We talked.", present="mentor")
        actions.take_step(record, "review", actor=sergeant)
        with pytest.raises(MoveRefused, match="the plan first"):
            actions.take_step(record, "agree", actor=sergeant)
        record = again(alert)
        actions.make_plan(
            record, actor=sergeant, agreed_on=TODAY() - timedelta(days=40), text="Two talks a month.",
            goal="Fewer reports", helps=["talks", "mentor"],
        )  # fmt: skip
        actions.take_step(record, "agree", actor=sergeant)
    assert running(alert) == ["support.follow_up"]
    with working(sergeant, alert):
        record = again(alert)
        actions.follow_up(record, actor=sergeant, day=30, held_on=TODAY(), text="Better.")
        assert record.state == "follow_up"
        # 60 days after the agreement are 20 from now.
        left = clocks.clock_of("support.follow_up", record)
        assert (left.due_at - timezone.now()).days == 20
        with pytest.raises(ValidationError, match="on file already"):
            actions.follow_up(record, actor=sergeant, day=30, held_on=TODAY(), text="Again.")
        actions.follow_up(record, actor=sergeant, day=60, held_on=TODAY(), text="Better still.")
        actions.follow_up(record, actor=sergeant, day=90, held_on=TODAY(), text="Well.")
    assert running(alert) == []
    make.force(member, 2, on=TODAY() - timedelta(days=5))
    _at_work_since(member)
    with working(sergeant, alert):
        record = again(alert)
        made = actions.note_effect(record, actor=sergeant, text="It helped, it seems.")
        assert (made.count_before, made.count_after) == (20, 2)
        assert made.without_low <= made.without_plan <= made.without_high
        assert 0 < made.fall_expected < made.fall_seen
        actions.take_step(record, "close", actor=sergeant)
        assert again(alert).closed_at is not None
    said = set(AuditEntry.objects.filter(action__startswith="support.").values_list("action", flat=True))
    assert {"support.talked", "support.planned", "support.followed_up", "support.effect_noted"} <= said


def _at_work_since(member):
    """Everybody worked last month, too."""
    from commonbeat.city.roster.models import Member, Shift

    begins = timezone.now() - timedelta(days=20)
    Shift.objects.bulk_create(
        Shift(
            member=one,
            unit=Shift.objects.filter(member=one).first().unit,
            starts_at=begins,
            ends_at=begins + timedelta(hours=150),
        )
        for one in Member.objects.filter(number__startswith="N")
    )
    for one in Member.objects.filter(number__startswith="N").exclude(pk=member.pk):
        make.force(one, 1, on=TODAY() - timedelta(days=5))


def test_nothing_needed_takes_a_reason_and_can_be_opened_again(sergeant, raised):
    _member, alert = raised
    go(sergeant, alert, "acknowledge", "review")
    with working(sergeant, alert), pytest.raises(MoveRefused) as refused:
        actions.take_step(again(alert), "no_action", actor=sergeant)
    assert list(refused.value.errors) == ["reason"]
    assert go(sergeant, alert, "no_action").state == "no_action"
    assert running(alert) == []
    assert go(sergeant, alert, "reopen").state == "reviewed"
    assert running(alert) == ["support.review"]


def test_steps_are_taken_in_their_order(sergeant, raised):
    _member, alert = raised
    for step in ("review", "no_action", "agree", "look_again", "note_effect", "close"):
        with working(sergeant, alert), pytest.raises(MoveRefused), transaction.atomic():
            actions.take_step(again(alert), step, actor=sergeant, reason="x")
    with working(sergeant, alert):
        record = again(alert)
        for early in (
            lambda: actions.hold_meeting(record, actor=sergeant, held_on=TODAY(), text="x"),
            lambda: actions.make_plan(record, actor=sergeant, agreed_on=TODAY(), text="x", goal="y"),
            lambda: actions.follow_up(record, actor=sergeant, day=30, held_on=TODAY(), text="x"),
            lambda: actions.note_effect(record, actor=sergeant, text="x"),
        ):
            with pytest.raises(ValidationError, match="not at this step"):
                early()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"text": " "}, "write something"),
        ({"agreed_on": date(2100, 1, 1)}, "still to come"),
        ({"goal": ""}, "how one will know"),
        ({"helps": ["pills"]}, "from the list"),
    ],
)
def test_plans_are_checked(sergeant, raised, given, words):
    _member, alert = raised
    go(sergeant, alert, "acknowledge", "review")
    with working(sergeant, alert), pytest.raises(ValidationError, match=words):
        actions.make_plan(
            again(alert),
            actor=sergeant,
            **{"agreed_on": TODAY(), "text": "x", "goal": "y", "helps": [], **given},
        )


def test_a_supervisor_sees_their_own_people_only(sergeant, raised):
    _member, alert = raised
    other = make.person("sergeant")
    with walls.looking(sergeant, "support_list"):
        assert Alert.objects.within_look().get().pk == alert.pk
    with walls.looking(other, "support_list"):
        assert Alert.objects.within_look().count() == 0
    with pytest.raises(walls.NotThere), walls.looking(other, "support_review", case=alert.file_id):
        pass


@pytest.mark.parametrize(
    "role", ["officer", "ia_investigator", "ia_commander", "chief", "oversight", "city_manager", "analyst"]
)
def test_others_have_no_purpose_here(raised, role):
    who = make.person(role)
    for purpose in ("support_list", "support_review", "support_compute"):
        with pytest.raises(walls.PurposeRefused), walls.looking(who, purpose, case=raised[1].file_id):
            pass


def test_discipline_is_a_refused_purpose_for_everybody(sergeant, raised):
    for who in (sergeant, make.person("chief"), make.person("support_coordinator")):
        with (
            pytest.raises(walls.PurposeRefused, match="nothing else"),
            walls.looking(who, "support_discipline"),
        ):
            pass
    assert AuditEntry.objects.filter(action="walls.refused", purpose="support_discipline").count() == 3


def test_another_supervisor_takes_over(sergeant, raised):
    member, alert = raised
    new = make.person("sergeant")
    clerk = make.person("support_coordinator")
    supervision.set_supervisor(actor=clerk, member=member, supervisor=new, since=TODAY())
    with pytest.raises(walls.NotThere), walls.looking(sergeant, "support_review", case=alert.file_id):
        pass
    with walls.looking(new, "support_review", case=alert.file_id):
        assert again(alert).pk == alert.pk
    assert list(Supervision.objects.order_by("since").values_list("supervisor", flat=True)) == [
        sergeant.pk,
        new.pk,
    ]
    with pytest.raises(ValidationError, match="leads themselves"):
        supervision.set_supervisor(actor=clerk, member=member, supervisor=member.account, since=TODAY())
    with pytest.raises(ValidationError, match="began later"):
        supervision.set_supervisor(actor=clerk, member=member, supervisor=None, since=date(2026, 1, 1))
    with pytest.raises(Refused):
        supervision.set_supervisor(actor=new, member=member, supervisor=None, since=TODAY())


def test_the_chain_goes_up_and_around(sergeant, raised):
    member, _alert = raised
    clerk = make.person("support_coordinator")
    captain, gone = make.person("command"), make.person("officer")
    from commonbeat.city.roster.models import Member

    ben = Member.objects.create(number="77", name="Ben Okafor", account=sergeant)
    supervision.set_supervisor(actor=clerk, member=ben, supervisor=captain, since=date(2026, 1, 1))
    assert supervision.chain(member) == [sergeant, captain]
    # In a circle it ends; whoever may not look after alerts is passed over.
    cap = Member.objects.create(number="78", name="Cap", account=captain)
    supervision.set_supervisor(actor=clerk, member=cap, supervisor=member.account, since=date(2026, 1, 1))
    assert supervision.chain(member) == [sergeant, captain]
    supervision.set_supervisor(actor=clerk, member=ben, supervisor=gone, since=date(2026, 2, 1))
    assert supervision.chain(member) == [sergeant]
    assert supervision.chain(member, on=date(2026, 1, 15)) == [sergeant, captain]
    assert supervision.chain(None) == []


@pytest.fixture
def days_late(monkeypatch):
    """Lets so many days go by after the alert's clock was due."""

    def go_by(alert, days):
        with make.platform(writing=False):
            due = next(one.due_at for one in clocks.clocks_of(alert) if one.stopped_at is None)
        monkeypatch.setattr(climbing, "now", lambda: due + timedelta(days=days))

    return go_by


def test_an_alert_nobody_looks_after_climbs(sergeant, raised, days_late):
    member, alert = raised
    clerk, captain = make.person("support_coordinator"), make.person("command")
    from commonbeat.city.roster.models import Member

    ben = Member.objects.create(number="77", name="Ben Okafor", account=sergeant)
    supervision.set_supervisor(actor=clerk, member=ben, supervisor=captain, since=date(2026, 1, 1))
    assert climbing.climb() == 0
    days_late(alert, 1)
    assert climbing.climb() == 1
    assert climbing.climb() == 0
    with walls.looking(captain, "support_review", case=alert.file_id):
        assert again(alert).step == 1
    assert Message.objects.filter(recipient=captain.email).count() == 1
    assert Message.objects.filter(recipient=clerk.email).count() == 0
    days_late(alert, 9)
    assert climbing.climb() == 1
    # Above the chain are those who run early support.
    assert Message.objects.filter(recipient=clerk.email).count() == 1
    assert Message.objects.filter(recipient=member.account.email).count() == 0
    go(sergeant, alert, "acknowledge", "review", "no_action")
    assert climbing.climb() == 0
    # It is closed: who was let in because it was late is out again, who leads the officer stays.
    with pytest.raises(walls.NotThere), walls.looking(captain, "support_review", case=alert.file_id):
        pass
    with walls.looking(sergeant, "support_review", case=alert.file_id):
        assert again(alert).state == "no_action"


def test_without_a_supervisor_those_who_run_it_hear():
    clerk = make.person("support_coordinator")
    make.raised()
    assert Message.objects.filter(recipient=clerk.email).count() == 1


def test_the_officer_reads_everything_and_answers(sergeant, raised):
    member, alert = raised
    go(sergeant, alert, "acknowledge")
    with working(sergeant, alert):
        actions.hold_meeting(again(alert), actor=sergeant, held_on=TODAY(), text="We talked.")
    made = actions.answer(actor=member.account, text="It was the new beat.", alert=alert.pk)
    with walls.looking(member.account, "support_own"):
        assert Answer.objects.within_look().get().text == "It was the new beat."
        assert again(alert).meetings.within_look().get().text == "We talked."
        assert len(list(again(alert).file.figures.within_look())) == 4
    with working(sergeant, alert):
        assert Answer.objects.within_look().get().pk == made.pk
        with pytest.raises(DatabaseError), transaction.atomic():
            Answer.objects.within_look().update(text="It was my fault.")
    with pytest.raises(ValidationError, match="write something"):
        actions.answer(actor=member.account, text=" ")
    with pytest.raises(walls.NotThere):
        actions.answer(actor=make.person("officer"), text="me too")
    with pytest.raises(walls.NotThere):
        actions.answer(actor=member.account, text="x", alert=alert.file_id)
    with pytest.raises(Refused):
        actions.answer(actor=make.person("analyst"), text="x")


def test_one_officer_does_not_read_anothers(raised):
    other = make.person("officer")
    with walls.looking(other, "support_own"):
        assert Alert.objects.within_look().count() == 0


def test_effects_need_a_comparison_and_time(sergeant, raised):
    _member, alert = raised
    go(sergeant, alert, "acknowledge", "review")
    with working(sergeant, alert):
        record = again(alert)
        actions.hold_meeting(record, actor=sergeant, held_on=TODAY(), text="x")
        actions.make_plan(record, actor=sergeant, agreed_on=TODAY(), text="x", goal="y")
        actions.take_step(record, "agree", actor=sergeant)
        actions.follow_up(record, actor=sergeant, day=30, held_on=TODAY(), text="x")
        with pytest.raises(ValidationError, match="few words"):
            actions.note_effect(record, actor=sergeant, text="")
        with pytest.raises(ValidationError, match="No time has passed"):
            actions.note_effect(record, actor=sergeant, text="x")
        with pytest.raises(ValidationError, match="no hours on duty"):
            actions.note_effect(record, actor=sergeant, text="x", until=TODAY() + timedelta(days=3))


def test_a_person_cannot_be_let_into_their_own_file(raised):
    member, alert = raised
    assert supervision.open_to(alert.file, member.account, "x") is False
    with pytest.raises(walls.GrantRefused):
        grants.let_in(
            make.person("support_coordinator"), "early_support", alert.file_id, member.account,
            role="investigator", reason="x",
        )  # fmt: skip


def test_no_state_is_a_stray(raised):
    with make.platform(writing=False):
        assert not workflow.strays("support.alert").within_look().exists()
