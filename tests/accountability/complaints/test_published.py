"""Closing the books of complaints: what is counted, when, and what is told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from factories import complaints as make
from factories import complaints_many as many
from factories.retention import outcomes, years_later

from commonbeat.accountability.complaints import actions, published, published_books
from commonbeat.accountability.complaints.actions import Who
from commonbeat.accountability.complaints.jobs import close_complaint_books
from commonbeat.accountability.complaints.looks import as_platform
from commonbeat.accountability.complaints.measures_published import Counted, medians
from commonbeat.accountability.complaints.models import (
    Booking,
    ClosedQuarter,
    Complaint,
    PublicFigure,
)
from commonbeat.accountability.complaints.published_books import Quarter
from commonbeat.analysis.refusal import ImpossibleInput
from commonbeat.city.agency import days
from commonbeat.kernel.publish.queries import published as released
from commonbeat.kernel.retention import batches, executing

pytestmark = pytest.mark.django_db


def told() -> dict[str, int | None]:
    return dict(PublicFigure.objects.values_list("key", "value"))


def test_quarters_follow_each_other():
    assert Quarter.of(date(2026, 12, 31)).name == "2026-Q4"
    assert Quarter(2026, 4).next == Quarter(2027, 1)
    assert (Quarter(2026, 1).first, Quarter(2026, 1).last) == (date(2026, 1, 1), date(2026, 3, 31))


def test_nothing_is_told_before_there_is_a_complaint():
    assert published.close_books(date(2026, 11, 22)) == []
    assert ClosedQuarter.objects.count() == 0


def test_a_quarter_closes_thirty_days_after_its_end():
    many.received(12, datetime(2026, 2, 3, tzinfo=UTC))
    assert published.close_books(date(2026, 4, 30)) == []
    assert published.close_books(date(2026, 5, 1)) == ["2026-Q1"]
    assert published.close_books(date(2026, 5, 1)) == []
    assert told()["received quarter=2026-Q1"] == 12
    release = released(published.DATASET).release
    assert (release.number, release.reason) == (1, "Books closed: 2026-Q1")
    assert release.n == PublicFigure.objects.count()


def test_what_is_known_late_counts_in_the_next_quarter_and_changes_nothing_told():
    many.received(12, datetime(2026, 2, 3, tzinfo=UTC))
    published.close_books(date(2026, 5, 1))
    before = told()
    many.received(3, datetime(2026, 3, 30, tzinfo=UTC))
    many.received(8, datetime(2026, 4, 2, tzinfo=UTC))
    assert published.close_books(date(2026, 8, 1)) == ["2026-Q2"]
    now = told()
    assert {key: now[key] for key in before} == before
    assert now["received quarter=2026-Q2"] == 11


def test_what_an_earlier_system_brings_late_is_left_out_and_counted():
    many.received(12, datetime(2026, 2, 3, tzinfo=UTC))
    published.close_books(date(2026, 5, 1))
    many.received(40, datetime(2026, 1, 5, tzinfo=UTC), source="old")
    many.received(9, datetime(2026, 4, 5, tzinfo=UTC))
    published.close_books(date(2026, 8, 1))
    assert told()["received quarter=2026-Q2"] == 9
    assert ClosedQuarter.objects.get(name="2026-Q2").left_out == 40


def test_cases_opened_by_the_department_are_not_counted():
    many.received(12, datetime(2026, 2, 3, tzinfo=UTC))
    many.received(30, datetime(2026, 2, 4, tzinfo=UTC), kind="internal")
    published.close_books(date(2026, 5, 1))
    assert told()["received quarter=2026-Q1"] == 12


def test_what_became_an_inquiry_or_a_duplicate_is_told_in_number():
    at, over = datetime(2026, 2, 3, tzinfo=UTC), date(2026, 3, 3)
    for n, how in ((9, "investigated"), (2, "inquiry"), (1, "duplicate")):
        many.received(n, at, final_on=over, ended_how=how)
    published.close_books(date(2026, 5, 1))
    figures = told()
    assert [figures[f"ended quarter=2026-Q1 how={how}"] for how in ("inquiry", "duplicate")] == [2, 1]
    assert figures["received quarter=2026-Q1"] == 12  # it was received, whatever it became


def test_a_quarter_of_few_is_not_told():
    many.received(3, datetime(2026, 2, 3, tzinfo=UTC))
    assert published.close_books(date(2026, 5, 1)) == ["2026-Q1"]
    assert [key for key, value in told().items() if value] == []


def test_a_complaint_counts_once_under_its_gravest_kind():
    ids = many.received(6, datetime(2026, 2, 3, tzinfo=UTC), codes=("discourtesy", "force_other"))
    with as_platform():
        cases = {row.pk: row for row in Complaint.objects.within_look()}
        assert published_books.main_kinds(cases) == dict.fromkeys(ids, "force")


def test_few_officers_are_not_told_however_many_complaints():
    """Eight complaints about one officer are a number about one person."""
    one = make.member("412", "Lee, Sam")
    many.received(8, datetime(2026, 2, 3, tzinfo=UTC), codes=("discourtesy",), officers=[one])
    others = [make.member(str(500 + at), f"Person {at}") for at in range(30)]
    many.received(
        30, datetime(2026, 2, 3, tzinfo=UTC), codes=("neglect_of_duty",), officers=others, spread=True
    )
    published.close_books(date(2026, 5, 1))
    figures = told()
    assert figures.get("received quarter=2026-Q1 kind=conduct") is None
    assert figures["received quarter=2026-Q1"] == 38


def test_a_case_that_went_all_the_way_is_counted_in_every_table():
    make.closed("sustained")
    with as_platform():
        Quarter_of = Quarter.of(days.today())
        found = {(one.what, one.part): one for one in published_books.events(Quarter_of.last)}
    assert set(found) == {
        ("received", ""), ("finding", ""), ("ended", ""),
        ("duty", "acknowledge"), ("duty", "letter"),
    } | {key for key in found if key == ("duty", "limit")}  # fmt: skip
    assert found["received", ""].labels == {"kind": "conduct", "criminal": "no"}
    assert found["finding", ""].labels == {"kind": "conduct", "finding": "sustained"}
    assert found["duty", "acknowledge"].labels == {"duty": "acknowledge", "outcome": "kept"}
    ended = found["ended", ""].labels
    assert (ended["how"], ended["band"], ended["days"]) == ("investigated", "to_30", 0)
    assert set(ended["stages"]) == {"read", "assigned", "looked_into", "decided", "letter"}


def test_dates_that_make_no_sense_are_counted_and_leave_every_duration():
    done = make.closed("sustained")
    with as_platform():
        Complaint.objects.within_look().filter(pk=done.complaint_id).update(
            quality_flags=["received_before_incident"]
        )
        until = Quarter.of(days.today()).last
        [ended] = [one.labels for one in published_books.events(until) if one.what == "ended"]
    assert (ended["how"], ended["band"], ended["days"]) == ("investigated", "odd", None)
    rows = [Counted(None, "ended", "2026-Q1", {"days": None, "stages": {}}) for _ in range(20)]
    rows += [Counted(None, "ended", "2026-Q1", {"days": days, "stages": {}}) for days in range(1, 12)]
    told = {("ended", "year=2026"): 31}
    assert medians(rows, "2026", told) == {("stages", "year=2026", "stage=all"): 6}


def test_a_second_call_that_was_asked_for_is_a_duty_of_its_own():
    boss, today = make.commander(), days.today()
    done = make.taken(Who(phone="(209) 555-0142"), wants_call_back=True)
    for _again in range(2):
        actions.called_back(done.complaint_id, actor=boss, what="We talked.")
        with as_platform(done.complaint_id):
            actions.ask_call_back(Complaint.objects.within_look().get())
    actions.called_back(done.complaint_id, actor=boss, what="We talked.")
    closed = published.close_books(Quarter.of(today).last + timedelta(days=31))
    assert closed[-1] == Quarter.of(today).name
    assert published.close_books(Quarter.of(today).next.last + timedelta(days=31)) == [
        Quarter.of(today).next.name
    ]
    with as_platform():
        booked = list(Booking.objects.within_look().filter(what="duty", labels__duty="call_back"))
    assert [one.quarter for one in booked] == [Quarter.of(today).name] * 3
    assert len({one.part for one in booked}) == 3


def test_a_finding_that_may_still_be_appealed_is_not_counted():
    make.decided("sustained")
    with as_platform():
        found = [one.what for one in published_books.events(days.today() + timedelta(days=1))]
    assert "finding" not in found


def test_figures_that_were_told_stand():
    many.received(12, datetime(2026, 2, 3, tzinfo=UTC))
    published.close_books(date(2026, 5, 1))
    for change in (
        lambda: PublicFigure.objects.update(value=1),
        lambda: PublicFigure.objects.all().delete(),
        lambda: ClosedQuarter.objects.update(year=2000),
    ):
        with pytest.raises(DatabaseError, match="stands"), transaction.atomic():
            change()


def test_what_was_counted_is_behind_the_wall():
    many.received(12, datetime(2026, 2, 3, tzinfo=UTC))
    published.close_books(date(2026, 5, 1))
    with as_platform():
        assert Booking.objects.within_look().count() == 12
    assert {field.name for field in PublicFigure._meta.get_fields()}.isdisjoint(
        {"complaint", "officer", "number"}
    )


def test_the_job_closes_what_is_due():
    many.received(12, datetime.now(UTC) - timedelta(days=130))
    close_complaint_books()
    assert ClosedQuarter.objects.exists()


def test_a_figure_says_what_it_is():
    many.received(12, datetime(2026, 2, 3, tzinfo=UTC), codes=("discourtesy",))
    published.close_books(date(2027, 2, 1))
    one = PublicFigure.objects.get(key="received year=2026 kind=conduct")
    assert (one.table, one.span, one.period, one.by, one.which) == (
        "received",
        "year",
        "2026",
        "kind",
        "conduct",
    )
    assert (str(one.title), str(one.which_said)) == (
        "Complaints we received, by kind",
        "Conduct and courtesy",
    )
    assert one.place > PublicFigure.objects.get(key="received year=2026").place
    assert str(one) == f"received year=2026 kind=conduct: {one.value}"


def test_what_was_counted_goes_with_the_complaint_and_what_was_told_stays(monkeypatch, tmp_path, settings):
    settings.COMMONBEAT_HOME = tmp_path
    by, chief = make.commander(), make.person("chief")
    make.closed(by=by, chief=chief, who=make.officer_with_account())
    many.received(15, timezone.now())
    published.close_books(days.today() + timedelta(days=130))
    before = told()
    with as_platform():
        assert Booking.objects.within_look().filter(what="ended").count() == 1
    years_later(monkeypatch, 5.01)
    batch = batches.propose()
    batches.review(batch, actor=by)
    batches.approve(batch, actor=chief, reason="Council resolution 2026-114")
    executing.execute(batch.pk)
    assert list(outcomes(batch).values()) == ["disposed"]
    with as_platform():
        assert set(Booking.objects.within_look().values_list("what", flat=True)) == {"received"}
    assert told() == before


def test_records_that_do_not_agree_with_what_was_told_stop_the_release():
    many.received(12, datetime(2026, 2, 3, tzinfo=UTC))
    published.close_books(date(2026, 5, 1))
    before = told()
    many.received(9, datetime(2026, 4, 5, tzinfo=UTC))
    with as_platform():
        Booking.objects.within_look().first().delete()
    with pytest.raises(ImpossibleInput), transaction.atomic():
        published.close_books(date(2026, 8, 1))
    assert told() == before
    assert [one.name for one in ClosedQuarter.objects.all()] == ["2026-Q1"]
    assert released(published.DATASET).release.number == 1


def test_books_reach_back_three_years_and_no_further():
    many.received(12, datetime(2019, 2, 3, tzinfo=UTC), source="old")
    many.received(14, datetime(2024, 2, 3, tzinfo=UTC))
    done = published.close_books(date(2026, 5, 1))
    assert (done[0], done[-1], len(done)) == ("2023-Q1", "2026-Q1", 13)
    figures = told()
    assert figures["received year=2024"] == 14
    assert figures["received year=2023"] == 0
    assert (
        sum(
            value or 0
            for key, value in figures.items()
            if key.startswith("received quarter=") and " k" not in key and " a" not in key
        )
        == 14
    )
