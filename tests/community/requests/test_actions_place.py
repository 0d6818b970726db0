"""A place known in words only: what goes on without it, and what follows once staff found it."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from factories import requests as make
from factories.people import person

from commonbeat.community.requests import actions, counts, links, map, public, queries, rounds, watching
from commonbeat.community.requests.actions_place import set_place
from commonbeat.community.requests.models import AreaWatch, PublicRequest, ServiceRequest
from commonbeat.community.requests.published import REQUESTS
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.publish.files import WRITERS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
WORDS = "the yellow wall behind the old cannery"
WEST, EAST = make.HOME, (-121.448, 37.7502)


def in_words(**facts: Any) -> ServiceRequest:
    return make.request(**{"lon": None, "lat": None, "place_text": WORDS, "place_source": "words", **facts})


def found(
    record: ServiceRequest, worker: Any, at: tuple[float, float] = WEST, text: str = "1250 Oak Avenue"
) -> None:
    set_place(record, actor=worker, lon=at[0], lat=at[1], text=text, reason="The resident called back")


def test_words_alone_are_a_whole_request() -> None:
    record = in_words()
    assert (record.point, record.h3, record.beat_code, record.place_text) == (None, None, "", WORDS)
    assert (record.place_source, record.state, record.team) == ("words", "new", "code_enforcement")
    assert Clock.objects.filter(subject_id=record.pk).count() == 2
    row = PublicRequest.objects.get(request=record)
    assert (row.block, row.lon, row.lat, row.beat) == ("", None, None, "")
    assert WORDS not in str(public.card(row.public_id)), "only staff read where it is"


@pytest.mark.parametrize(
    "facts",
    [
        {"place_text": ""}, {"place_text": "  "}, {"lon": WEST[0]}, {"lon": WEST[0], "lat": WEST[1]},
        {"place_source": "pin"}, {"place_source": "address"}, {"lat": 37.75, "place_source": "pin"},
    ],
)  # fmt: skip
def test_half_a_place_is_none(facts: dict[str, Any]) -> None:
    with pytest.raises(public.SubmitRefused) as refused:
        in_words(**facts)
    assert refused.value.errors == {"place": "Say where it is."}
    assert ServiceRequest.objects.count() == 0


@pytest.mark.parametrize(
    "values", [{"lon": None}, {"lon": None, "lat": None}, {"place_source": "words"},
               {"lon": None, "lat": None, "place_source": "words", "place_text": ""}],
)  # fmt: skip
def test_the_database_holds_a_point_or_words(values: dict[str, Any]) -> None:
    record = make.request()
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRequest.objects.filter(pk=record.pk).update(**values)


def test_a_missing_place_is_no_place_near_others() -> None:
    lost, near = in_words(), make.request()
    assert queries.similar(lost) == []
    assert queries.similar(near) == []
    assert [card.number for card in public.nearby("", *WEST)] == [near.number]
    assert map.place_map(lost) is None
    drawn = map.requests_map(ServiceRequest.objects.all())
    assert (
        drawn.note
        == "1 requests; the list names the first 1. 1 more is not drawn: its place is not found yet."
    )
    assert [row[0].partition(" ")[0] for row in drawn.rows] == [near.number]


def test_the_round_ends_with_places_that_are_not_found_yet(worker: Any) -> None:
    lost, far, first = in_words(), make.request(lon=EAST[0]), make.request()
    ServiceRequest.objects.filter(pk=lost.pk).update(expected_on="2026-01-01")
    ServiceRequest.objects.filter(pk=first.pk).update(expected_on="2026-01-02")
    for record in (lost, far, first):
        actions.assign(record, actor=worker, owner=worker)
    stops = rounds.round_of(worker)
    assert [one.record.pk for one in stops] == [first.pk, far.pk, lost.pk]
    assert [one.metres > 0 for one in stops] == [False, True, False]


def test_a_round_of_words_alone(worker: Any) -> None:
    actions.assign(record := in_words(), actor=worker, owner=worker)
    assert [(one.record.pk, one.way) for one in rounds.round_of(worker)] == [(record.pk, "")]


def test_the_dataset_holds_the_row_without_a_point() -> None:
    record = in_words()
    rows = PublicRequest.objects.all()
    assert f",{record.number}," in b"".join(WRITERS["csv"](REQUESTS, rows)).decode()
    assert '"geometry":null' in b"".join(WRITERS["geojson"](REQUESTS, rows)).decode().replace(" ", "")
    assert WORDS not in b"".join(WRITERS["csv"](REQUESTS, rows)).decode()


def test_a_place_that_was_found_brings_beat_block_and_cell(worker: Any) -> None:
    record = in_words()
    before = PublicRequest.objects.get(request=record).updated_at
    assert counts.unplaced_count() == 1
    found(record, worker)
    kept = ServiceRequest.objects.get()
    assert (kept.point, kept.beat_code, kept.place_text, kept.place_source) == (
        WEST,
        "W",
        "1250 Oak Avenue",
        "staff",
    )
    assert (kept.place_words, kept.h3 is not None, kept.found_at is not None) == (WORDS, True, True)
    assert (record.point, record.beat_code) == (WEST, "W")
    row = PublicRequest.objects.get()
    assert (row.block, row.beat, row.lon) == ("1200 block of Oak Avenue", "W", -121.4512)
    assert row.updated_at >= before
    assert counts.unplaced_count() == 0
    entry = AuditEntry.objects.get(action="requests.placed")
    assert (entry.reason, entry.details) == (
        "The resident called back",
        {"from": "", "to": "W", "found": True},
    )
    assert WORDS not in str(entry.details), "the log outlives the request"


def test_a_place_that_was_wrong_is_corrected(worker: Any) -> None:
    record = make.request()
    found(record, worker, EAST, "1450 Oak Avenue")
    row = PublicRequest.objects.get()
    assert (row.block, row.beat) == ("1400 block of Oak Avenue", "E")
    assert (record.place_words, record.found_at) == ("1250 Oak Avenue", None)
    found(record, worker)
    assert (record.place_words, record.beat_code) == ("1250 Oak Avenue", "W"), "what was said first stays"


def test_a_private_request_is_found_in_private(worker: Any) -> None:
    found(record := in_words(private=True), worker)
    assert (record.beat_code, PublicRequest.objects.count()) == ("W", 0)


def test_who_watches_the_area_hears_once_the_place_is_found(worker: Any) -> None:
    public.watch_area(-121.4512, 37.7501, 200, [], "ana@example.test", "en")
    watch = AreaWatch.objects.get()
    public.confirm_watch(links.token_for(links.CONFIRM_WATCH, watch.pk))
    record = in_words()
    assert watching.tell_all() == 0
    found(record, worker)
    assert [row.number for row in watching.new_for(AreaWatch.objects.get())] == [record.number]
    assert [watching.tell_all(), watching.tell_all()] == [1, 0]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"reason": " "}, "Please give a reason."),
        ({"text": " "}, "Say the place in at most 200 characters."),
        ({"text": "x" * 201}, "Say the place in at most 200 characters."),
        ({"lat": 40.0}, "This point is not in the city. If the place is not ours, close the request with “Not ours”."),
        ({"lat": float("nan")}, "This point is not in the city. If the place is not ours, close the request with “Not ours”."),
    ],
)  # fmt: skip
def test_what_is_no_place_changes_nothing(worker: Any, facts: dict[str, Any], said: str) -> None:
    record = in_words()
    given = {"lon": WEST[0], "lat": WEST[1], "text": "1250 Oak Avenue", "reason": "Seen", **facts}
    with pytest.raises(ValueError, match="^" + said.replace(".", r"\.") + "$"):
        set_place(record, actor=worker, **given)
    assert (
        ServiceRequest.objects.get().point,
        AuditEntry.objects.filter(action="requests.placed").count(),
    ) == (None, 0)


def test_only_who_works_on_requests_sets_places() -> None:
    with pytest.raises(PermissionDenied):
        found(in_words(), person("sergeant"))
    assert ServiceRequest.objects.get().point is None
