"""What everybody may read about a request, and what never."""

import json
import uuid
from dataclasses import asdict
from datetime import timedelta

import pytest
from django.utils import timezone
from factories import requests as make

from commonbeat.city.agency.queries import agency
from commonbeat.community.requests import actions, public
from commonbeat.community.requests.models import Picture, PublicRequest, ServiceRequest
from commonbeat.kernel import audit, workflow
from commonbeat.kernel.publish import dataset
from commonbeat.kernel.publish.actions import release
from commonbeat.kernel.publish.files import WRITERS
from commonbeat.kernel.publish.queries import published

pytestmark = pytest.mark.django_db
SECRET = {"name": "Ana Ruiz", "email": "ana@example.test", "phone": "(209) 555-0123", "wants": "email"}


def _id(record: ServiceRequest):
    return PublicRequest.objects.get(request=record).public_id


def test_the_card_of_a_new_request(town) -> None:
    record = make.request(**SECRET, description="Three carts at 1250 Oak Avenue. Call 555-010-0198.")
    shown = public.card(_id(record))
    assert (shown.number, shown.category, shown.category_code, shown.group) == (
        record.number, "Left shopping cart", "shopping-cart", "Trash and graffiti"
    )  # fmt: skip
    assert (shown.state, shown.state_kind, shown.late, shown.reason) == ("Received", "open", False, "")
    assert (shown.label, shown.lon, shown.lat, shown.beat) == (
        "1200 block of Oak Avenue",
        -121.4512,
        37.7501,
        "W",
    )
    assert shown.description == "Three carts at […] Call […]."
    assert shown.expected_by == record.expected_on
    assert [(step.title, step.text) for step in shown.steps] == [("Received", "")]
    assert (shown.reporter, shown.pictures) == ("", [])


def test_nothing_public_holds_the_reporter_or_the_exact_place(town, worker) -> None:
    record = make.request(**SECRET, place_text="1250 Oak Avenue")
    actions.note(record, actor=worker, text="Owner is Mr. Salcedo")
    actions.message(record, actor=worker, text="Which side?")
    shown = json.dumps(
        [asdict(public.card(_id(record))), *map(asdict, public.nearby("", *make.HOME))], default=str
    )
    for secret in (
        *SECRET.values(),
        "+12095550123",
        "-121.4501",
        "37.7502",
        "1250",
        "Salcedo",
        "Which side",
        "Ines Vega",
    ):
        if secret != "email":
            assert secret not in shown


def test_that_a_request_came_in_is_told_by_its_day_alone(town, worker) -> None:
    record = make.request()
    actions.update(record, actor=worker, text_en="A crew comes on Monday.")
    came_in, told = public.card(_id(record)).steps
    local = agency().local_time(record.received_at)
    assert came_in.at == local.replace(hour=0, minute=0, second=0, microsecond=0)
    assert told.at == record.updates.get().at


def test_the_timeline_tells_steps_updates_and_the_reason(town, worker) -> None:
    record = make.request()
    workflow.move(record, "investigate", actor=worker)
    actions.update(record, actor=worker, text_en="A crew comes on Monday.", text_es="El lunes va un equipo.")
    make.close(record, worker)
    shown = public.card(_id(record))
    assert [step.text for step in shown.steps if not step.title] == ["A crew comes on Monday."]
    assert {step.title for step in shown.steps if step.title} == {
        "Received",
        "We are looking into it",
        "Fixed",
    }
    assert (shown.state_kind, shown.reason, shown.closed_on is None) == ("fixed", "It was fixed.", False)


def test_the_name_is_shown_where_it_was_asked_for(town) -> None:
    record = make.request(**SECRET, show_name=True)
    assert public.card(_id(record)).reporter == "Ana Ruiz"


def test_a_request_made_private_is_gone_everywhere(town, worker) -> None:
    record = make.request()
    key = _id(record)
    actions.set_private(record, True, actor=worker, reason="asked for")
    assert public.card(key) is None
    assert public.nearby("", *make.HOME) == []
    actions.set_private(record, False, actor=worker, reason="by mistake")
    assert _id(record) != key


def test_unknown_ids_are_nothing(town) -> None:
    assert public.card(uuid.uuid4()) is None
    assert [public.picture(token) for token in ("", "x", str(uuid.uuid4()), None)] == [None] * 4


def test_nearby_is_measured_from_the_public_point(town) -> None:
    first = make.request()
    make.request(category="graffiti", answers={"surface": "wall", "hate": "no"})
    make.request(lon=-121.448, lat=37.7501)  # another block, 280 m away
    found = public.nearby("shopping-cart", -121.4512, 37.7501)
    assert [(card.number, card.distance_m, card.state_kind) for card in found] == [(first.number, 0, "open")]
    assert len(public.nearby("", -121.4512, 37.7501)) == 2
    assert public.nearby("", float("nan"), 0.0) == []


def test_old_closed_requests_are_not_offered_as_the_same(town, worker) -> None:
    record = make.request()
    make.close(record, worker)
    assert [card.state_kind for card in public.nearby("", *make.HOME)] == ["fixed"]
    PublicRequest.objects.update(day=(timezone.now() - timedelta(days=90)).date())
    assert public.nearby("", *make.HOME) == []


def test_pictures_are_seen_after_somebody_let_them(town, worker) -> None:
    record = make.request()
    row = Picture.objects.create(request=record, attachment_id=record.pk, at=record.received_at)
    assert public.card(_id(record)).pictures == []
    actions.show_picture(row, True, actor=worker)
    assert [one.token for one in public.card(_id(record)).pictures] == [str(row.token)]
    assert public.nearby("", *make.HOME)[0].photo_url_token == str(row.token)
    assert public.picture(str(row.token)) is None  # its bytes are not there


def test_the_dataset_is_released_with_its_dictionary(town) -> None:
    make.request(**SECRET, description="=1+1 carts")
    make.request(private=True)
    release("service-requests", actor=audit.SYSTEM, reason="test")
    rows = published("service-requests").rows({"category": "shopping-cart", "late": "no"})
    assert rows.count() == 1
    item = dataset("service-requests")
    text = b"".join(WRITERS["csv"](item, rows)).decode()
    assert text.splitlines()[0] == ",".join(column.name for column in item.columns)
    assert "'=1+1 carts" in text
    for kind in ("csv", "json", "geojson"):
        content = b"".join(WRITERS[kind](item, item.rows())).decode()
        assert not [secret for secret in ("Ana", "example.test", "0123", "-121.4501") if secret in content]
