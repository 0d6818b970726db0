"""Public progress of many requests at once, and their pictures."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from factories import requests as make
from factories.pictures import picture

from commonbeat.city.agency.queries import agency
from commonbeat.community.requests import actions, public, publication
from commonbeat.community.requests.models import Picture, PublicRequest, PublicUpdate, ServiceRequest
from commonbeat.kernel import workflow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


def lately(**more: object) -> list[public.UpdateShown]:
    now = timezone.now()
    return public.updates(since=now - timedelta(days=2), until=now + timedelta(minutes=1), **more)


def midnight() -> datetime:
    zone = agency().tz
    return datetime.combine(timezone.now().astimezone(zone).date(), time(), zone)


def test_steps_and_words_oldest_first_with_the_state_after_each(worker) -> None:
    record = make.request()
    workflow.move(record, "confirm", actor=worker, reason="not for the public")
    said = actions.update(record, actor=worker, text_en="We were there.", text_es="Fuimos.")
    make.close(record, worker)
    found = lately(language="en")
    assert [(row.state_kind, row.text) for row in found] == [
        ("open", "Received"), ("open", "Confirmed"), ("open", "We were there."), ("fixed", "Fixed. It was fixed."),
    ]  # fmt: skip
    assert found[2].id == said.pk
    assert {row.number for row in found} == {record.number}
    assert found[0].id == PublicRequest.objects.get().public_id
    assert found[0].at == midnight(), "the minute of reporting is nobody's"
    spanish = lately(language="es")
    assert [row.text for row in spanish[2:]] == ["Fuimos.", "Resuelta. Se arregló."]


def test_words_before_a_step_keep_the_state_before_it(worker) -> None:
    record = make.request()
    actions.update(record, actor=worker, text_en="Soon.")
    make.close(record, worker)
    actions.update(record, actor=worker, text_en="All gone.")
    assert [row.state_kind for row in lately()] == ["open", "open", "fixed", "fixed"]


def test_a_reason_that_was_taken_back_is_not_said_of_the_step(worker) -> None:
    record = make.request()
    make.close(record, worker)
    workflow.move(record, "reopen", actor=worker, reason="a mistake")
    assert [row.text for row in lately()] == ["Received", "Fixed", "We are looking into it"]


def test_by_span_number_and_page(worker) -> None:
    one, other = make.request(), make.request()
    make.close(one, worker)
    make.request(private=True)
    assert len(lately()) == 3
    assert [row.text for row in lately(numbers=[one.number])] == ["Received", "Fixed. It was fixed."]
    assert lately(numbers=["R26-999999"]) == []
    pages = [lately(most=2), lately(most=2, skip=2)]
    assert pages[0] + pages[1] == lately()
    assert public.updates(since=midnight() - timedelta(days=9), until=midnight() - timedelta(days=1)) == []
    assert other.number in {row.number for row in lately()}


def test_as_many_queries_for_one_as_for_many(worker, django_assert_num_queries) -> None:
    for _n in range(2):
        for _row in range(4):
            make.close(make.request(), worker)
        with django_assert_num_queries(3):
            lately()


def test_pictures_only_where_somebody_let_them_be_seen(worker) -> None:
    record = make.request()
    for kind in ("before", "after"):
        actions.add_picture(record, picture(), actor=worker, kind=kind)
    make.close(record, worker)
    public_id = PublicRequest.objects.get().public_id
    assert {row.photo_token for row in lately()} == {""}
    assert public.photo_tokens([public_id]) == {}
    before, after = Picture.objects.order_by("at")
    actions.show_picture(before, True, actor=worker)
    assert public.photo_tokens([public_id]) == {public_id: str(before.token)}
    actions.show_picture(after, True, actor=worker)
    assert public.photo_tokens([public_id]) == {public_id: str(after.token)}
    assert [row.photo_token for row in lately()] == [str(before.token), str(after.token)]
    assert public.photo_tokens([]) == {}


def test_a_new_row_is_dated_at_the_end_of_its_quarter_of_an_hour() -> None:
    at = datetime(2026, 5, 1, 10, 5, 3, 7, agency().tz)
    assert publication.rounded_up(at) == datetime(2026, 5, 1, 10, 15, tzinfo=agency().tz)
    assert publication.rounded_up(at.replace(minute=15, second=0, microsecond=0)).minute == 15
    assert publication.rounded_up(at.replace(minute=59)).hour == 11
    make.request()
    first = PublicRequest.objects.get().updated_at
    assert (first.minute % 15, first.second, first.microsecond) == (0, 0, 0)
    assert timezone.now() - timedelta(minutes=1) < first <= timezone.now() + publication.STEP


def changed(record: ServiceRequest) -> bool:
    """Whether the row was dated anew since it was made old; makes it old again."""
    old = timezone.now() - timedelta(days=5)
    row = PublicRequest.objects.get(request=record)
    PublicRequest.objects.filter(request=record).update(updated_at=old)
    return row.updated_at > timezone.now() - timedelta(days=1)


def test_the_row_is_dated_by_public_changes_alone(worker) -> None:
    record = make.request()
    assert changed(record)
    publication.project(record)
    assert not changed(record), "nothing changed"
    public.follow(PublicRequest.objects.get().public_id, "a@example.test", "en")
    record.followers.update(confirmed_at=timezone.now())
    publication.project(record)
    assert not changed(record), "a follower is no change"
    actions.note(record, actor=worker, text="for staff")
    assert not changed(record)
    workflow.move(record, "confirm", actor=worker)
    assert changed(record)
    actions.update(record, actor=worker, text_en="We were there.")
    assert changed(record)
    actions.add_picture(record, picture(), actor=worker)
    assert not changed(record)
    actions.show_picture(Picture.objects.get(), True, actor=worker)
    assert changed(record)
    actions.add_picture(record, picture("PNG"), actor=worker, shown=True)
    assert changed(record)


def test_many_rows_at_once_are_dated_by_their_last_public_step(worker) -> None:
    new, closed, said = make.request(), make.request(), make.request()
    make.close(closed, worker)
    at = timezone.now() + timedelta(days=1)
    PublicUpdate.objects.create(request=said, text_en="Soon.", at=at)
    PublicRequest.objects.all().delete()
    publication.project_many(list(ServiceRequest.objects.select_related("category")))
    dated = dict(PublicRequest.objects.values_list("request", "updated_at"))
    first = workflow.history(new).first().at
    assert dated == {
        new.pk: publication.rounded_up(first), closed.pk: workflow.history(closed).last().at, said.pk: at,
    }  # fmt: skip
