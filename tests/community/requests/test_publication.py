"""The public rows, the monthly counts of private ones, and what runs by itself."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from factories import requests as make

from commonbeat.community.requests import jobs, publication
from commonbeat.community.requests.models import (
    AreaWatch,
    CodeCase,
    Follower,
    PublicRequest,
    PublicRequestMonth,
    Questionnaire,
    ServiceRequest,
)
from commonbeat.community.requests.published import closed_in_time, said_fixed
from commonbeat.kernel import audit, workflow
from commonbeat.kernel.publish.models import Release

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


def test_two_neighbours_give_the_same_public_point() -> None:
    first = publication.public_place(-121.45021, 37.75011, "W")
    second = publication.public_place(-121.45033, 37.75007, "W")
    assert first == second == ("1200 block of Oak Avenue", -121.4512, 37.7501)


def test_a_place_is_never_moved_over_a_beats_border() -> None:
    # The block with three homes is nearest and may not stand for anybody; the next one lies in the other beat.
    assert publication.public_place(-121.4499, 37.7501, "E")[0] == "1400 block of Oak Avenue"
    assert publication.public_place(-121.4499, 37.7501, "9Z") == ("", None, None)
    assert publication.public_place(-121.4499, 37.7501, "") == ("", None, None)


def test_many_rows_are_the_same_as_one_by_one(worker) -> None:
    for _row in range(3):
        make.request(description="Carts, call 555-010-0198")
    make.close(ServiceRequest.objects.first(), worker)
    make.request(private=True)
    fields = [
        f.name for f in PublicRequest._meta.concrete_fields if f.name not in ("public_id", "updated_at")
    ]
    one_by_one = list(PublicRequest.objects.order_by("number").values_list(*fields))
    PublicRequest.objects.all().delete()
    records = list(ServiceRequest.objects.select_related("category"))
    assert publication.project_many(records) == 3
    assert list(PublicRequest.objects.order_by("number").values_list(*fields)) == one_by_one


def test_late_marks_come_and_go_with_the_promised_day() -> None:
    record = make.request()
    day = timezone.now().date()
    for expected, late in ((day - timedelta(days=3), "yes"), (day + timedelta(days=3), "no")):
        PublicRequest.objects.filter(request=record).update(expected_on=expected)
        publication.refresh()
        assert PublicRequest.objects.get().late == late


def test_private_requests_are_counted_by_kind_and_whole_month() -> None:
    for _row in range(2):
        make.request(category="encampment")
    make.request(private=True)
    make.request()
    ServiceRequest.objects.update(
        received_at=datetime(2026, 3, 1, 4, tzinfo=UTC)
    )  # still February in California
    publication.refresh(datetime(2026, 3, 20, tzinfo=UTC))
    rows = PublicRequestMonth.objects.order_by("category").values_list("category", "n")
    assert list(rows) == [("encampment", 2), ("shopping-cart", 1)]
    assert {f"{row.month}" for row in PublicRequestMonth.objects.all()} == {"2026-02-01"}
    publication.refresh(datetime(2026, 2, 20, tzinfo=UTC))
    assert PublicRequestMonth.objects.count() == 0


def test_the_day_begins_with_cure_dates_and_forgotten_addresses(worker) -> None:
    record = make.request()
    case = CodeCase(
        number="C26-1", request=record, section="1", finding="x", opened_at=timezone.now(), notice_how="mail",
        notice_on="2026-01-01", cure_by="2026-01-10",
    )  # fmt: skip
    workflow.begin(case, actor=worker, capability="requests.inspect")
    case.refresh_from_db()
    workflow.move(case, "serve_notice", actor=worker)
    old = timezone.now() - timedelta(days=9)
    Follower.objects.create(request=record, email="a@x.test", address_key="k", asked_at=old)
    AreaWatch.objects.create(lon=0, lat=0, radius_m=100, email="a@x.test", address_key="k", asked_at=old)
    jobs.begin_day()
    case.refresh_from_db()
    assert (case.state, workflow.history(case).last().actor_kind) == ("reinspection", audit.SYSTEM.kind)
    assert (Follower.objects.count(), AreaWatch.objects.count()) == (0, 0)
    jobs.begin_day()
    assert workflow.history(case).count() == 3


def test_both_datasets_are_released_daily() -> None:
    make.request()
    jobs.publish_requests()
    released = Release.objects.filter(kind="dataset").values_list("name", "n")
    assert sorted(released) == [("private-requests-by-month", 0), ("service-requests", 1)]
    jobs.tell_watches()
    jobs.ask_residents()


def test_the_share_closed_in_time_counts_every_closed_row() -> None:
    yesterday = timezone.now().date() - timedelta(days=2)
    for late in ("yes", "no", "no", "no"):
        record = make.request()
        PublicRequest.objects.filter(request=record).update(closed_on=yesterday, late=late)
    found = closed_in_time()
    assert (found.value, found.n, found.shown, found.detail) == (75.0, 4, "75 of 100", {"late": 1})


def test_without_anything_closed_there_is_no_share() -> None:
    found = closed_in_time()
    assert (found.value, found.n, found.shown) == (None, 0, "–")


def test_answers_are_counted() -> None:
    before = timezone.now() - timedelta(days=3)
    for answer in ("yes", "partly", "no", "yes", ""):
        Questionnaire.objects.create(
            request=make.request(), sent_at=before, answered_at=before if answer else None, answer=answer
        )
    found = said_fixed()
    assert (found.value, found.n, found.detail) == (50.0, 4, {"in_part": 1})


def test_words_that_sound_like_an_emergency_wait_until_somebody_looked(worker) -> None:
    record = make.request(description="A man with a gun is here, help")
    assert record.urgent
    assert PublicRequest.objects.get(request=record).description == ""

    workflow.move(record, "confirm", actor=worker)

    assert PublicRequest.objects.get(request=record).description == "A man with a gun is here, help"
