from datetime import UTC, datetime, timedelta

import pytest
from factories import calls as make

from commonbeat.kernel import audit
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.publish.actions import release
from commonbeat.kernel.publish.models import RevisionNotice
from commonbeat.operations.calls.models import PublicCall, PublicMonth, PublicNumberKey
from commonbeat.operations.calls.publication import refresh
from commonbeat.operations.calls.tables import by_beat, by_week, top_types

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def city():
    make.call_type()
    make.call_type("SEXCRIME", "city_month", "sexual")
    make.call_type("MISSING", "beat", "missing")
    make.call_type("WARRANT", "none", "warrant")
    make.beat("1A")
    make.point("1200 block of Main St", -121.45012345, 37.75012345, 8)
    make.point("1300 block of Main St", -121.45, 37.75, 7)  # nearer, but seven homes could be told apart
    make.point("100 block of Far Rd", -121.41, 37.79, 20)
    make.point("10 block of Other St", -121.45, 37.75, 20, "2B")


def test_neighbours_get_the_same_point_of_their_beat_with_enough_homes():
    make.call("1", lon=-121.4501, lat=37.7501)
    make.call("2", lon=-121.4502, lat=37.7502)
    refresh(NOW)
    assert list(
        PublicCall.objects.order_by("call__number").values_list("block", "lon", "lat", "day", "time_band")
    ) == [
        ("1200 block of Main St", -121.4501, 37.7501, datetime(2026, 1, 10).date(), "12:00–15:59"),
        ("1200 block of Main St", -121.4501, 37.7501, datetime(2026, 1, 10).date(), "12:00–15:59"),
    ]


def test_sensitive_types_are_only_counted_by_month_and_some_never():
    for number, code in enumerate(["SEXCRIME", "SEXCRIME", "MISSING", "WARRANT", "UNKNOWN", "THEFT"]):
        make.call(str(number), type_code=code)
    refresh(NOW)
    assert list(PublicCall.objects.values_list("type_label", flat=True)) == ["Theft"]
    assert sorted(PublicMonth.objects.values_list("type_label", "place", "n")) == [
        ("Missing", "1A", 1),
        ("Sexcrime", "city", 2),
    ]


def test_young_open_foreign_and_test_calls_stay_inside():
    make.call("young", NOW - timedelta(hours=71))
    make.call("open", NOW - timedelta(hours=80), closed_at=None)
    make.call("fire", service="fire")
    make.call("administrative", origin="administrative")
    make.call("test", is_test=True)
    make.call("old", NOW - timedelta(hours=73))
    refresh(NOW)
    assert list(PublicCall.objects.values_list("call__number", flat=True)) == ["old"]


def test_a_call_without_a_beat_or_a_point_carries_no_place():
    make.call("no beat", beat_code="")
    make.call("no place", lon=None, lat=None)
    refresh(NOW)
    assert set(PublicCall.objects.values_list("block", "lon", "lat")) == {("", None, None)}
    assert PublicCall.objects.count() == 2


def test_a_second_refresh_changes_nothing_and_keeps_public_numbers():
    make.call("1")
    refresh(NOW)
    before = list(PublicCall.objects.values())
    assert refresh(NOW) == []
    assert list(PublicCall.objects.values()) == before


def test_a_deleted_or_reclassified_call_leaves():
    gone, moved, kept = make.call("gone"), make.call("moved"), make.call("kept")
    refresh(NOW)
    gone.delete()
    moved.type_code = "SEXCRIME"
    moved.save()
    refresh(NOW)
    assert list(PublicCall.objects.values_list("call__number", flat=True)) == [kept.number]


def test_a_changed_public_month_brings_a_notice_and_an_audit_entry():
    first = make.call("1")
    make.call("2")
    made = release("calls", actor=audit.SYSTEM, reason="First")
    assert (made.number, made.n, len(made.sha256)) == (1, 2, 64)
    first.delete()
    again = release("calls", actor=audit.SYSTEM, reason="Daily refresh")
    assert sorted(RevisionNotice.objects.values_list("release__number", "figure", "what", "old", "new")) == [
        (again.number, "", "2026-01", "2", "1"),
        (again.number, "calls.by_beat", "1A", "2", "1"),
        (again.number, "calls.community", "2025-12-14 – 2026-01-10", "2", "1"),
        (again.number, "calls.top_types", "1A Theft", "2", "1"),
    ]
    entry = AuditEntry.objects.filter(action="publish.released").order_by("-seq").first()
    assert (entry.object_id, entry.details["rows"], entry.details["revisions"]) == ("calls", 1, 4)


def test_a_release_needs_a_reason():
    with pytest.raises(ValueError, match="needs a reason"):
        release("calls", actor=audit.SYSTEM, reason=" ")


def test_public_numbers_stay_within_a_year_and_change_with_it():
    make.call("1")
    make.call("2")
    refresh(NOW)
    first = dict(PublicCall.objects.values_list("call__number", "public_id"))
    PublicCall.objects.all().delete()
    refresh(NOW + timedelta(days=200))  # rebuilt in the same year
    assert dict(PublicCall.objects.values_list("call__number", "public_id")) == first
    refresh(NOW + timedelta(days=300))
    second = dict(PublicCall.objects.values_list("call__number", "public_id"))
    assert second.keys() == first.keys()
    assert set(second.values()) & set(first.values()) == set()
    assert list(PublicNumberKey.objects.values_list("year", flat=True)) == [2027]  # 2026's secret is gone


def test_a_public_number_is_a_well_formed_uuid_that_is_not_the_calls_own():
    call = make.call("1")
    refresh(NOW)
    number = PublicCall.objects.get().public_id
    assert (number.version, number.variant, number != call.pk) == (8, "specified in RFC 4122", True)


def test_a_corrected_monthly_count_brings_a_notice_and_a_new_month_none():
    for number in ("1", "2"):
        make.call(number, type_code="SEXCRIME")
    release("calls", actor=audit.SYSTEM, reason="First")
    release("calls-by-month", actor=audit.SYSTEM, reason="First")
    make.call("3", datetime(2026, 2, 10, 20, tzinfo=UTC), type_code="SEXCRIME")
    make.call("4", type_code="SEXCRIME")
    release("calls", actor=audit.SYSTEM, reason="Daily refresh")
    release("calls-by-month", actor=audit.SYSTEM, reason="Daily refresh")
    found = RevisionNotice.objects.filter(release__name="calls-by-month").values_list("what", "old", "new")
    assert list(found) == [("2026-01 Sexcrime city", "2", "3")]


def test_tables_count_community_calls_over_whole_weeks_and_28_days():
    make.beat("2B")
    for day in (4, 5, 11, 12):  # Sunday, Monday, Sunday, Monday of January 2026
        make.call(str(day), datetime(2026, 1, day, 20, tzinfo=UTC))
    make.call("officer", datetime(2026, 1, 6, 20, tzinfo=UTC), origin="officer")
    make.call("other", datetime(2026, 1, 7, 20, tzinfo=UTC), beat_code="2B")
    refresh(NOW)
    weeks, beats, types = by_week(), by_beat(), top_types()
    assert (weeks.rows, weeks.n, str(weeks.start), str(weeks.end)) == (
        [["2025-12-29", 1], ["2026-01-05", 3]], 4, "2025-12-29", "2026-01-11",
    )  # fmt: skip
    assert (beats.rows, beats.n, str(beats.start), str(beats.end)) == (
        [["1A", 4], ["2B", 1]], 5, "2025-12-16", "2026-01-12",
    )  # fmt: skip
    assert types.rows == [["1A", "Theft", 4], ["2B", "Theft", 1]]


def test_tables_of_nothing_are_empty():
    assert [table().rows for table in (by_week, by_beat, top_types)] == [(), (), ()]
