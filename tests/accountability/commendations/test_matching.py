"""Who fits what a resident remembers."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from commonbeat.accountability.commendations.matching import candidates, supervisor_of
from commonbeat.city.roster.models import Member, Shift, Unit
from commonbeat.operations.calls.models import Call, CallUnit

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 2)
NOON = datetime(2026, 11, 2, 20, tzinfo=UTC)  # 12:00 in Marisol


@pytest.fixture
def ana() -> Member:
    return Member.objects.create(number="0412", name="Ana Núñez", rank="Officer")


@pytest.fixture
def ben() -> Member:
    return Member.objects.create(number="77", name="Ben Okafor", rank="Sergeant")


def on_duty(member: Member, code: str = "", start: datetime = NOON, hours: int = 4) -> None:
    unit = Unit.objects.get_or_create(code=code)[0] if code else None
    Shift.objects.create(member=member, unit=unit, starts_at=start, ends_at=start + timedelta(hours=hours))


def found(**told) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.member.name, one.why) for one in candidates(**told)]


def test_badge_and_name_are_read_loosely(ana: Member, ben: Member):
    assert found(badge="# 412", name="officer nunez") == [("Ana Núñez", ("badge number", "name"))]
    assert found(name="OKAFOR") == [("Ben Okafor", ("name",))]
    assert found(name="the officer", badge="") == []
    assert found() == []


def test_the_unit_counts_on_that_day_and_hour_only(ana: Member, ben: Member):
    on_duty(ana, "P12")
    on_duty(ben, "P12", NOON + timedelta(hours=6))
    assert {name for name, _ in found(car="p-12", day=DAY)} == {"Ana Núñez", "Ben Okafor"}
    assert found(car="P12", day=DAY, hour=time(13)) == [("Ana Núñez", ("on duty in that unit then",))]
    assert found(car="P12") == []
    assert found(car="P12", day=DAY + timedelta(days=3)) == []


def test_a_call_names_its_units(ana: Member, ben: Member):
    on_duty(ana, "P12")
    on_duty(ben, "P13")
    call = Call.objects.create(
        source="cad", external_id="9", number="26-100", type_code="THEFT", received_at=NOON,
        received_local=NOON, utc_offset_min=-480, known_at=NOON,
    )  # fmt: skip
    CallUnit.objects.create(call=call, unit_code="P12")
    assert found(incident_number=" 26-100 ") == [("Ana Núñez", ("on duty in a unit sent to that call",))]
    assert found(incident_number="26-999") == []


def test_who_was_not_here_then_is_left_out(ana: Member):
    Member.objects.filter(pk=ana.pk).update(active_to=date(2026, 10, 1))
    assert found(name="Nunez", day=DAY) == []
    assert found(name="Nunez", day=date(2026, 9, 1)) == [("Ana Núñez", ("name",))]


def test_the_one_sergeant_on_duty_is_the_supervisor(ana: Member, ben: Member):
    on_duty(ben)
    assert supervisor_of(ana, day=DAY, hour=time(13)) == ben
    assert supervisor_of(ben, day=DAY, hour=time(13)) is None
    other = Member.objects.create(number="78", name="Cy Park", rank="Sergeant")
    on_duty(other)
    assert supervisor_of(ana, day=DAY, hour=time(13)) is None
    assert supervisor_of(ana, day=None, hour=None) is None
