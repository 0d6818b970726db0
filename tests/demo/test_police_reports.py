"""A year of invented police reports, held to the process, the clocks and what is published."""

from datetime import date

import pytest
from factories.police_reports import agency

from commonbeat.city.agency.numbers import next_number
from commonbeat.city.places.models import MapPoint
from commonbeat.community.reports import numbers
from commonbeat.community.reports.models import (
    CallBack,
    IncidentDraft,
    OnlineReport,
    PropertyLine,
    PublicReport,
    Slot,
    StateEntry,
)
from commonbeat.community.reports.published import NAME
from commonbeat.demo import police_reports
from commonbeat.demo.plants import plan_for
from commonbeat.kernel import audit
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.contact.models import Conversation
from commonbeat.kernel.publish.actions import release
from commonbeat.kernel.workflow import process
from commonbeat.kernel.workflow.models import Move

pytestmark = pytest.mark.django_db


@pytest.fixture
def built() -> int:
    agency(city_name="Marisol")
    MapPoint.objects.bulk_create(
        [
            MapPoint(
                label=f"{n}00 BLOCK OF ELM STREET", lon=-121.4, lat=37.7, beat_code="1A", address_count=12
            )
            for n in range(1, 9)
        ]
    )
    return police_reports.build(plan_for(date(2026, 5, 26), 60), 7, lambda line: None)


def test_a_year_follows_the_process_and_the_clocks(built: int) -> None:
    assert (
        built
        == OnlineReport.objects.count()
        == Conversation.objects.filter(kind="reports.report").count()
        == 1500
    )
    known = {state.name for state in process("reports.report").states}
    assert set(OnlineReport.objects.values_list("state", flat=True)) <= known
    last = dict(
        Move.objects.filter(process="reports.report")
        .order_by("at", "id")
        .values_list("subject_id", "to_state")
    )
    assert last == dict(OnlineReport.objects.values_list("pk", "state"))
    reviews = Clock.objects.filter(kind="reports.review")
    assert reviews.count() == 1500
    assert 20 <= reviews.filter(outcome="late").count() <= 200
    assert not OnlineReport.objects.filter(kind="identity_theft", state="refused").exists()
    accepted = OnlineReport.objects.filter(state="accepted")
    assert accepted.count() == IncidentDraft.objects.count() > 1000
    assert accepted.filter(case_number=None).count() == 0
    numbered = (
        PropertyLine.objects.exclude(serial_tidy="")
        .filter(loss="7")
        .exclude(report__state__in=("refused", "withdrawn"))
    )
    assert StateEntry.objects.count() == numbered.count() > 100
    assert CallBack.objects.filter(ended="").count() == 3
    assert Slot.objects.exists()


def test_numbers_go_on_where_the_year_ended(built: int) -> None:
    given = set(OnlineReport.objects.values_list("number", flat=True))

    assert next_number("T") not in given
    assert not numbers.case_number_taken(numbers.next_case_number())


def test_building_twice_changes_nothing(built: int) -> None:
    assert police_reports.build(plan_for(date(2026, 5, 26), 60), 7, lambda line: None) == 0
    assert OnlineReport.objects.count() == 1500


def test_the_dataset_is_released_and_tells_of_no_handful(built: int) -> None:
    release(NAME, actor=audit.SYSTEM, reason="For a test")

    rows = list(PublicReport.objects.values_list("month", "kind"))
    assert 1200 < len(rows) <= 1500
    for key in set(rows):
        assert rows.count(key) >= 11
