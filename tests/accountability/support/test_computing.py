"""The monthly comparison: figures, alerts, when it keeps quiet."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from factories import complaints as make_complaint
from factories import support as make

from commonbeat.accountability.commendations import actions as thanking
from commonbeat.accountability.commendations.models import Commendation, Praised
from commonbeat.accountability.complaints import actions_officers
from commonbeat.accountability.complaints.models import Complaint, Finding
from commonbeat.accountability.support import computing, counting, gate
from commonbeat.accountability.support.models import Alert, Figure, File, IndicatorRun, LabourNotice
from commonbeat.city.agency.days import today
from commonbeat.kernel import audit, walls
from commonbeat.kernel.access import Refused
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.notify.models import Message

pytestmark = pytest.mark.django_db


def figures(indicator: str, **given):
    with make.platform(writing=False):
        return {
            one.file.number: one
            for one in Figure.objects.within_look()
            .filter(indicator=indicator, **given)
            .select_related("file")
        }


def test_nothing_is_compared_before_the_labour_notice_is_confirmed_by_two():
    make.usual(make.officers())
    assert computing.compute(make.DAY) == computing.Compared()
    first = make.person("support_coordinator")
    notice = gate.record_notice(
        actor=first, document="Letter", organisation="POA", served_on=date(2026, 1, 1)
    )
    assert gate.switched_on() is False
    with pytest.raises(ValidationError, match="another person"):
        gate.confirm_notice(notice, actor=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        LabourNotice.objects.update(confirmed_by=first, confirmed_at=timezone.now())
    assert computing.compute(make.DAY) == computing.Compared()
    with make.platform(writing=False):
        assert IndicatorRun.objects.within_look().count() == 0
    gate.confirm_notice(notice, actor=make.person("chief"))
    assert gate.switched_on() is True
    assert computing.compute(make.DAY).figures > 0
    gate.withdraw_notice(notice, actor=make.person("chief"), reason="agreement ended")
    assert gate.switched_on() is False
    with pytest.raises(ValidationError, match="withdrawn already"):
        gate.withdraw_notice(notice, actor=make.person("chief"), reason="again")


def test_notices_are_checked():
    chief = make.person("chief")
    with pytest.raises(ValidationError, match="Name the document"):
        gate.record_notice(actor=chief, document=" ", organisation="POA", served_on=date(2026, 1, 1))
    with pytest.raises(ValidationError, match="has been served"):
        gate.record_notice(actor=chief, document="x", organisation="y", served_on=today() + timedelta(days=1))
    with pytest.raises(Refused):
        gate.record_notice(
            actor=make.person("sergeant"), document="x", organisation="y", served_on=date(2026, 1, 1)
        )
    notice = gate.record_notice(actor=chief, document="x", organisation="y", served_on=date(2026, 1, 1))
    with pytest.raises(ValidationError, match="give a reason"):
        gate.withdraw_notice(notice, actor=chief, reason=" ")
    assert list(
        AuditEntry.objects.filter(action__startswith="support.notice").values_list("action", flat=True)
    ) == ["support.notice_recorded"]


def test_each_officer_has_one_figure_for_each_indicator_and_no_total():
    make.switch_on()
    members = make.officers()
    make.usual(members)
    make.force(members[0], 17)
    make.force(members[1], 2, kind="pursuit")
    done = computing.compute(make.DAY)
    assert (done.figures, len(done.alerts)) == (48, 1)
    found = figures("force")
    high, usual = found[members[0].number], found[members[1].number]
    assert (high.count, usual.count) == (20, 3)
    assert high.expected == pytest.approx((20 + 11 * 3) / 12)
    assert (high.since, high.until) == (date(2025, 11, 1), date(2026, 11, 1))
    assert high.hours == pytest.approx(1799)  # the clock went forward during one turn of duty
    assert high.assignment == "patrol/days"
    assert (high.peers, high.refused) == (12, "")
    assert high.low < high.ratio < high.high
    assert high.ratio < high.count / high.expected  # pulled in
    assert high.sure > 0.9 > usual.sure
    pursuits = figures("pursuits")
    assert pursuits[members[1].number].count == 2
    assert pursuits[members[1].number].refused == "patrol/days saw 2 events; 5 are needed."
    assert pursuits[members[1].number].ratio is None
    names = {one.name for one in Figure._meta.get_fields()}
    assert not names & {"score", "rank", "total", "points", "percentile", "rating"}


def test_a_second_run_of_the_month_changes_nothing():
    _member, alert = make.raised()
    assert computing.compute(make.DAY) == computing.Compared()
    assert computing.compute(make.DAY + timedelta(days=5)) == computing.Compared()
    with make.platform(writing=False):
        assert Alert.objects.within_look().get().pk == alert.pk


def test_one_alert_while_one_is_open_and_quiet_for_a_while_after():
    member, alert = make.raised()
    with make.platform():
        Figure.objects.within_look()
    assert len(computing.compute(date(2026, 12, 5)).alerts) == 0  # still open
    with make.platform(), transaction.atomic():
        from commonbeat.kernel import workflow

        for step, reason in (("acknowledge", ""), ("review", ""), ("no_action", "a new dog in the unit")):
            workflow.move(alert, step, actor=audit.SYSTEM, reason=reason)
    assert len(computing.compute(date(2027, 1, 5)).alerts) == 0  # closed lately
    with make.platform():
        Alert.objects.within_look().update(closed_at=timezone.now() - timedelta(days=120))
    assert len(computing.compute(date(2027, 2, 5)).alerts) == 0  # nothing new since
    make.force(member, 1, on=date(2027, 2, 10))
    assert len(computing.compute(date(2027, 3, 5)).alerts) == 1


def test_the_database_holds_one_open_alert():
    _member, alert = make.raised()
    again = Alert(
        file=alert.file,
        indicator=alert.indicator,
        figure=alert.figure,
        since=date(2020, 1, 1),
        until=date(2021, 1, 1),
    )
    from commonbeat.kernel import workflow

    with pytest.raises(IntegrityError), make.platform():
        workflow.begin(again, actor=audit.SYSTEM, capability=None)


def test_peers_are_those_of_the_same_assignment():
    make.switch_on()
    patrol, dogs, few = make.officers(12), make.officers(9, unit="dogs"), make.officers(3, unit="boats")
    make.usual(patrol, 1)
    make.usual(dogs, 12)
    make.force(few[0], 9)
    done = computing.compute(make.DAY)
    assert done.alerts == ()
    found = figures("force")
    assert found[dogs[0].number].expected == pytest.approx(12)
    assert found[patrol[0].number].expected == pytest.approx(1)
    assert found[few[0].number].refused == "boats/days has 3 officers with exposure; 8 are needed."


def test_commendations_are_compared_and_alarm_nobody():
    make.switch_on()
    members = make.officers()
    for member, times in [(members[0], 20), *((one, 1) for one in members[1:])]:
        for _time in range(times):
            done = thanking.commend(text="Thank you!", channel="web", told={"officer_name": "x"})
            Praised.objects.create(commendation=done.record, member=member, passed_on_at=timezone.now())
    Commendation.objects.update(received_at=make.agency().local_time(timezone.now()).replace(2026, 6, 1))
    assert computing.compute(make.DAY).alerts == ()
    first = figures("commendations")[members[0].number]
    assert first.count == 20
    assert first.low > 1.5


def test_thanks_count_once_they_were_passed_on():
    make.switch_on()
    members = make.officers()
    for member, at in [(members[0], None), (members[0], timezone.now()), (members[1], None)]:
        done = thanking.commend(text="Thank you!", channel="web", told={"officer_name": "x"})
        Praised.objects.create(commendation=done.record, member=member, passed_on_at=at)
    Commendation.objects.update(received_at=make.agency().local_time(timezone.now()).replace(2026, 6, 1))
    computing.compute(make.DAY)
    found = figures("commendations")
    assert (found[members[0].number].count, found[members[1].number].count) == (1, 0)


def complaint_about(member, result: str = "", *, told: bool = True, frivolous: bool = False):
    """A complaint of June 2026 about a member, with a final finding."""
    by = make_complaint.commander()
    done = make_complaint.assigned(by=by)
    officer = make_complaint.accused(done.complaint_id, member, by)
    with walls.looking(audit.SYSTEM, "complaint_work", case=done.complaint_id, writing=True):
        Complaint.objects.within_look().update(
            received_at=make.agency().local_time(timezone.now()).replace(2026, 6, 1)
        )
        if result:
            Finding.objects.within_look().update(
                adopted=result, adopted_on=date(2026, 8, 1), final=result, final_on=date(2026, 9, 1),
                frivolous=frivolous, appeal_over_on=date(2026, 9, 1),
            )  # fmt: skip
    if told:
        actions_officers.notify_officer(done.complaint_id, officer.pk, actor=by)


def counted(since=date(2025, 11, 1), until=date(2026, 11, 1)):
    with make.platform(writing=False):
        return counting.counted("complaints", since, until)


def test_a_complaint_counts_once_the_officer_was_told_of_it():
    """Before notice nothing may show that there is one: neither to the officer nor to those around."""
    (member,) = make.officers(1)
    complaint_about(member, told=False)
    assert counted() == {}
    complaint_about(member)
    assert counted() == {member.number: counting.Counted(1)}
    assert counted(date(2026, 7, 1), date(2026, 11, 1)) == {}


def test_complaints_about_leaders_are_not_counted_inside():
    (member,) = make.officers(1)
    complaint_about(member)
    with walls.looking(audit.SYSTEM, "complaint_list", writing=True):
        Complaint.objects.within_look().update(label="outside")
    assert counted() == {}


def test_what_is_kept_apart_is_counted_apart():
    """Penal Code 832.5(c): unfounded, exonerated and frivolous ones may help to see a need for training, no more."""
    (member,) = make.officers(1)
    complaint_about(member, "unfounded")
    complaint_about(member, "exonerated")
    complaint_about(member, "not_sustained", frivolous=True)
    complaint_about(member, "not_sustained")
    assert counted() == {member.number: counting.Counted(1, 3)}


def test_nobody_gets_into_the_own_file_as_a_supervisor():
    account = make.person("support_coordinator")
    _member, alert = make.raised(account=account)
    assert alert.account_id == account.pk
    with pytest.raises(walls.NotThere), walls.looking(account, "support_review", case=alert.file_id):
        pass
    with walls.looking(account, "support_list"):
        assert Alert.objects.within_look().count() == 0
    with walls.looking(account, "support_own"):
        assert Alert.objects.within_look().get().pk == alert.pk


def test_the_supervisor_hears_of_it_without_a_name_or_a_figure():
    sergeant = make.person("sergeant")
    member, _alert = make.raised(sergeant)
    mail = Message.objects.get(recipient=sergeant.email)
    assert member.name not in mail.subject + mail.body
    assert "force" not in (mail.subject + mail.body).lower()


def test_an_account_that_comes_later_is_linked():
    member, alert = make.raised()
    assert alert.account_id is None
    member.account = make.person("officer")
    member.save()
    computing.compute(date(2026, 12, 5))
    assert make.alert_of(member).account_id == member.account_id
    with walls.looking(member.account, "support_own"):
        assert Figure.objects.within_look().filter(indicator="force").count() == 2
        assert File.objects.within_look().get().number == member.number


def test_old_figures_go_unless_an_alert_rests_on_them():
    _member, alert = make.raised()
    make.officers(1)
    with make.platform():
        Figure.objects.within_look().update(until=date(2020, 1, 1))
        IndicatorRun.objects.within_look().update(until=date(2020, 1, 1))
        computing._forget(date(2026, 11, 1))
        assert Figure.objects.within_look().get().pk == alert.figure_id
        assert IndicatorRun.objects.within_look().count() == 1


def test_watches_follow_the_hour_at_which_turns_begin():
    assert [counting.watch_of(hour).value for hour in (3, 4, 11, 12, 18, 19, 23)] == [
        "nights", "days", "days", "evenings", "evenings", "nights", "nights"
    ]  # fmt: skip


def test_the_twelve_months_before():
    assert computing.period_before(date(2026, 11, 15)) == (date(2025, 11, 1), date(2026, 11, 1))
    assert computing.period_before(date(2028, 2, 29)) == (date(2027, 2, 1), date(2028, 2, 1))
