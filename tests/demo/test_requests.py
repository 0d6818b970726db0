"""A year of invented requests: it follows every rule real ones follow, and its figures are those of its records."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import Count, Max
from django.utils import timezone

from commonbeat.city.agency.models import AgencyProfile
from commonbeat.community.requests import publication
from commonbeat.community.requests.models import (
    CodeCase,
    Follower,
    Picture,
    PublicRequest,
    Questionnaire,
    ServiceRequest,
)
from commonbeat.community.requests.process import CLOSED
from commonbeat.community.requests.scrubbing import findings
from commonbeat.demo import loading, plants, requests, requests_words, sign_ins
from commonbeat.demo.clock import ZONE
from commonbeat.kernel import workflow
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.contact.models import Conversation
from commonbeat.kernel.workflow.models import Move

WEEKS = 6


def _today() -> date:
    """The day in the demo's city: a plan that begins with Greenwich's would reach into the future every evening."""
    return timezone.localdate(timezone=ZoneInfo(ZONE))


@pytest.fixture
def built(db, city):
    AgencyProfile.objects.update_or_create(
        id=1, defaults={"timezone": ZONE, "city_name": "Marisol", "languages": ["en", "es"]}
    )
    plan = plants.plan_for(_today(), WEEKS)
    loading.load_places(city, plan.first_day)
    sign_ins.open_accounts({})
    lines: list[str] = []
    count = requests.build(plan, 98, lines.append)
    assert lines == [f"Residents report {count:,} issues"]
    return count


def test_the_year_keeps_every_rule(built, django_capture_on_commit_callbacks) -> None:
    assert built == round(requests.TOTAL * WEEKS / requests.WEEKS)
    assert ServiceRequest.objects.count() == built == Conversation.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # every state has its move
    _states()
    _clocks()
    _public()
    _around()
    assert requests.build(plants.plan_for(_today(), WEEKS), 98, print) == 0


def _states() -> None:
    states = set(ServiceRequest.objects.values_list("state", flat=True))
    assert {"new", "confirmed", "investigating", "fixed", "no_further_action", "duplicate"} <= states
    closed = ServiceRequest.objects.filter(state__in=CLOSED)
    assert not closed.filter(closed_at=None).exists()
    assert not closed.filter(public_reason_en="").exists()
    assert not closed.filter(public_reason_es="").exists()
    assert not ServiceRequest.objects.exclude(state__in=CLOSED).exclude(closed_at=None).exists()
    assert Move.objects.filter(at__gt=timezone.now()).count() == 0
    lost = ServiceRequest.objects.filter(beat_code="")
    assert sorted(lost.values_list("place_text", flat=True)) == sorted(requests_words.NOT_FOUND)
    assert set(lost.values_list("place_source", "state", "lon", "lat", "h3")) == {
        ("words", "new", None, None, None)
    }


def _clocks() -> None:
    closing = Clock.objects.filter(kind="requests.closing")
    again = Move.objects.filter(transition="not_fixed").count()
    assert closing.count() == ServiceRequest.objects.count() + again
    assert Clock.objects.filter(kind="requests.first_answer").count() == ServiceRequest.objects.count()
    still_open = ServiceRequest.objects.exclude(state__in=CLOSED).count()
    assert closing.filter(outcome="").count() == still_open
    assert closing.filter(outcome="late").count() > 0
    assert closing.filter(outcome="kept").count() > 3 * closing.filter(outcome="late").count()


def _public() -> None:
    shown = ServiceRequest.objects.filter(private=False)
    assert PublicRequest.objects.count() == shown.count()
    assert not [row.description for row in PublicRequest.objects.all() if findings(row.description)]
    row = PublicRequest.objects.exclude(block="").select_related("request").order_by("number")[7]
    record = row.request
    assert publication.public_place(record.lon, record.lat, record.beat_code) == (row.block, row.lon, row.lat)
    before = {one.pk: one.__dict__ for one in PublicRequest.objects.order_by("number")[:40]}
    for one in PublicRequest.objects.select_related("request").order_by("number")[:40]:
        publication.project(one.request)
    steps = (
        Move.objects.filter(process="requests.request")
        .values("subject_id")
        .annotate(n=Count("pk"), last=Max("at"))
    )
    last = {row["subject_id"]: row["last"] for row in steps if row["n"] > 1}
    dated = dict(PublicRequest.objects.filter(request__in=last).values_list("request", "updated_at"))
    assert all(last[pk] <= at < timezone.now() for pk, at in dated.items())
    assert len(set(dated.values())) > 50, "not the moment of loading"
    after = {one.pk: one.__dict__ for one in PublicRequest.objects.order_by("number")[:40]}
    same = (
        "block",
        "lon",
        "lat",
        "state",
        "late",
        "day",
        "closed_on",
        "followers",
        "description",
        "expected_on",
    )
    assert [[row[name] for name in same] for row in before.values()] == [
        [row[name] for name in same] for row in after.values()
    ]


def _around() -> None:
    assert CodeCase.objects.count() > 5
    assert all(workflow.history(case).last().to_state == case.state for case in CodeCase.objects.all())
    assert Follower.objects.filter(request__private=True).count() == 0
    assert (
        requests.afterwards.MOST_PICTURES <= Picture.objects.count() <= requests.afterwards.MOST_PICTURES + 1
    )
    assert Picture.objects.filter(request__private=True).count() == 0
    asked = Questionnaire.objects.select_related("request")
    assert all(one.sent_at == one.request.closed_at + timedelta(days=21) for one in asked)
