"""The one-year limit of a complaint, ground by ground, as commanders enter it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from factories import complaints as make
from factories.complaints import person
from factories.people import signed_in
from factories.police_reports import agency

from commonbeat.accountability.complaints import actions_case, actions_clocks
from commonbeat.accountability.complaints.promises import LIMIT
from commonbeat.city.agency.days import today
from commonbeat.kernel import audit, clocks, walls
from commonbeat.kernel.clocks import running
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.workflow import MoveRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(monkeypatch):
    """A complaint known on 12 February 2026, being investigated, on 1 November of that year; yields id and commander."""
    from datetime import UTC, datetime

    from django.utils import timezone

    agency()
    boss, lead = make.commander(), person("ia_investigator")
    done = make.assigned(lead, boss, discovered_on=date(2026, 2, 12))
    actions_case.step(done.complaint_id, "begin_work", actor=lead)
    assert timezone.now() > datetime(2026, 11, 1, tzinfo=UTC)
    return done.complaint_id, boss


def limit(pk):
    with walls.looking(audit.SYSTEM, "complaint_work", case=pk):
        from commonbeat.accountability.complaints.models import Complaint

        return clocks.clock_of(LIMIT, Complaint.objects.within_look().get())


def due(pk) -> date:
    return limit(pk).due_at.astimezone(running.calendar().tz).date()


GROUNDS = [
    # what is entered, in order: (ground, since, until) → due
    ([], date(2027, 2, 12)),
    ([("criminal", date(2026, 3, 1), date(2026, 5, 10))], date(2027, 4, 24)),
    ([("criminal", date(2026, 3, 1), date(2026, 5, 10)), ("waiver", date(2026, 5, 1), date(2026, 5, 20))], date(2027, 5, 4)),
    ([("waiver", date(2026, 5, 1), date(2026, 5, 20)), ("criminal", date(2026, 3, 1), date(2026, 5, 10))], date(2027, 5, 4)),
    ([("criminal", date(2026, 3, 1), date(2026, 5, 10)), ("incapacity", date(2026, 3, 15), date(2026, 4, 15))], date(2027, 4, 24)),
    ([("civil_suit", date(2026, 6, 1), date(2026, 6, 1))], date(2027, 2, 13)),
]  # fmt: skip


@pytest.mark.parametrize(("entered", "expected"), GROUNDS)
def test_the_year_stands_still_for_the_union_of_its_grounds(case, entered, expected):
    pk, boss = case
    for ground, since, until in entered:
        actions_clocks.stand_still(
            pk, actor=boss, ground=ground, since=since, until=until, reason="File 26-100."
        )
    assert due(pk) == expected


def test_an_open_ground_takes_the_case_to_its_standing_still_and_the_last_one_back(case):
    pk, boss = case
    actions_clocks.stand_still(
        pk, actor=boss, ground="criminal", since=date(2026, 3, 1), reason="District attorney."
    )
    actions_clocks.stand_still(
        pk, actor=boss, ground="civil_suit", since=date(2026, 4, 1), reason="Case 26-CV-1."
    )
    assert make.seen(pk).state == "tolled"
    actions_clocks.run_on(pk, actor=boss, ground_held="criminal", at=date(2026, 5, 10), reason="Declined.")
    assert make.seen(pk).state == "tolled"
    actions_clocks.run_on(pk, actor=boss, ground_held="civil_suit", at=date(2026, 6, 8), reason="Settled.")
    assert make.seen(pk).state == "investigating"
    assert due(pk) == date(2027, 5, 23)


def test_a_reasonable_extension_is_a_length(case):
    pk, boss = case
    actions_clocks.extend(pk, actor=boss, ground="multi_agency", days=30, reason="The sheriff has the video.")
    assert due(pk) == date(2027, 3, 14)


def test_a_mistaken_entry_is_struck_out_and_kept(case):
    pk, boss = case
    clock = actions_clocks.stand_still(
        pk, actor=boss, ground="waiver", since=date(2026, 3, 1), until=date(2026, 5, 10), reason="Wrong file."
    )
    with walls.looking(audit.SYSTEM, "complaint_work", case=pk):
        entry = clock.tolls.get().pk
    actions_clocks.strike(pk, entry, actor=boss, reason="Another officer's waiver.")
    assert due(pk) == date(2027, 2, 12)
    with walls.looking(audit.SYSTEM, "complaint_work", case=pk):
        assert [one.struck_reason for one in clocks.entries_of(limit(pk))] == ["Another officer's waiver."]


def test_the_page_says_why_it_is_due(case):
    pk, boss = case
    actions_clocks.stand_still(
        pk,
        actor=boss,
        ground="criminal",
        since=date(2026, 3, 1),
        until=date(2026, 5, 10),
        reason="File 26-100.",
    )
    text = signed_in(boss).get(reverse("complaints:detail", args=[pk])).content.decode()
    assert "24 Apr 2027" in text
    assert "Gov. Code §3304(d)(2)(A)" in text
    assert "71 days" in text


def test_the_officer_of_the_case_enters_nothing(case):
    pk, _boss = case
    from commonbeat.kernel.access import Refused

    with pytest.raises(Refused):
        actions_clocks.extend(pk, actor=make.seen(pk).lead, ground="multi_agency", days=30, reason="x")


def test_what_was_not_entered_in_time_corrects_a_late_year_and_the_mark_stays():
    agency()
    boss, lead = make.commander(), person("ia_investigator")
    pk = make.assigned(lead, boss, discovered_on=date(2025, 1, 10)).complaint_id
    assert limit(pk).is_late(clocks.now())
    actions_clocks.stand_still(
        pk, actor=boss, ground="criminal", since=date(2025, 2, 1), reason="The prosecution still goes on."
    )
    assert not limit(pk).is_late(clocks.now())
    with walls.looking(audit.SYSTEM, "complaint_work", case=pk):
        from commonbeat.accountability.complaints.models import Complaint

        old = [one for one in clocks.clocks_of(Complaint.objects.within_look().get()) if one.kind == LIMIT]
    assert [(one.outcome, one.late_at is not None) for one in old] == [("void", True), ("", False)]


def test_striking_the_last_open_ground_lets_the_investigation_go_on(case):
    pk, boss = case
    clock = actions_clocks.stand_still(
        pk, actor=boss, ground="criminal", since=date(2026, 3, 1), reason="Wrong file."
    )
    with walls.looking(audit.SYSTEM, "complaint_work", case=pk):
        entry = clock.tolls.get().pk
    actions_clocks.strike(pk, entry, actor=boss, reason="Another case.")
    assert make.seen(pk).state == "investigating"


def test_the_year_runs_from_the_day_somebody_knew_once_command_writes_it_down():
    boss = make.commander()
    pk = make.taken().complaint_id
    actions_case.step(pk, "acknowledge", actor=boss)
    received, knew = today(), today() - timedelta(days=40)
    minor = {"severity": "minor"}
    with pytest.raises(MoveRefused) as refused:
        actions_case.step(
            pk, "classify", actor=boss, values=minor | {"discovered_on": received + timedelta(days=1)}
        )
    assert list(refused.value.errors) == ["discovered_on"]
    assert make.seen(pk).discovered_on == received
    actions_case.step(pk, "classify", actor=boss, values=minor | {"discovered_on": knew})
    assert limit(pk).started_at.astimezone(running.calendar().tz).date() == knew
    with walls.looking(audit.SYSTEM, "complaint_work", case=pk):
        kept = Clock.objects.filter(kind=LIMIT, subject_id=pk)
        assert sorted(one.outcome for one in kept) == ["", "void"]
