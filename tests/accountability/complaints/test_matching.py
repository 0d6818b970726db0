"""Who fits what a resident remembers."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from factories import complaints as make
from factories.people import signed_in

from commonbeat.accountability.complaints.matching import candidates, for_complaint, supervisor_of
from commonbeat.accountability.complaints.models import Complaint
from commonbeat.city.roster.models import Member, Shift, Unit
from commonbeat.kernel import audit, walls
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
    assert found(badges=["# 412"], name="officer nunez") == [("Ana Núñez", ("badge number", "name"))]
    assert found(name="OKAFOR") == [("Ben Okafor", ("name",))]
    assert found(name="the officer", badges=[""]) == []
    assert found() == []


def test_the_unit_counts_on_that_day_and_hour_only(ana: Member, ben: Member):
    on_duty(ana, "P12")
    on_duty(ben, "P12", NOON + timedelta(hours=6))
    assert {name for name, _ in found(cars=["p-12"], day=DAY)} == {"Ana Núñez", "Ben Okafor"}
    assert found(cars=["P12"], day=DAY, hour=time(13)) == [("Ana Núñez", ("on duty in that unit then",))]
    assert found(cars=["P12"]) == []
    assert found(cars=["P12"], day=DAY + timedelta(days=3)) == []


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


def test_a_place_names_units_by_the_calls_near_it(ana: Member, ben: Member):
    on_duty(ana, "P12")
    on_duty(ben, "P13")
    for number, place, unit in (("1", "OAK ST/MAIN ST", "P12"), ("2", "ELM ST", "P13")):
        call = Call.objects.create(
            source="cad", external_id=number, number=number, type_code="STOP", received_at=NOON, location_text=place,
            received_local=NOON, utc_offset_min=-480, known_at=NOON,
        )  # fmt: skip
        CallUnit.objects.create(call=call, unit_code=unit)
    near = {"place": "Corner of Oak and Main", "day": DAY}
    assert found(**near, hour=time(12, 10)) == [("Ana Núñez", ("on duty in a unit sent near there then",))]
    assert found(**near, hour=time(18)) == []
    assert found(**near) == []
    assert found(place="the street", day=DAY, hour=time(12)) == []


def test_a_complaints_officers_are_looked_for_one_by_one(ana: Member, ben: Member):
    on_duty(ana, "P12")
    done = make.taken(
        officers=("badge 77", "car P12 · tall"),
        occurred_from=NOON + timedelta(minutes=5),
        incident_number="26-100",
    )
    with walls.looking(audit.SYSTEM, "complaint_work", case=done.complaint_id):
        told = for_complaint(Complaint.objects.within_look().get())
    assert {words: [one.member.name for one in fitting] for words, fitting in told} == {
        "badge 77": ["Ben Okafor"],
        "car P12 · tall": ["Ana Núñez"],
    }


def test_without_an_officer_told_time_and_call_are_enough(ana: Member):
    on_duty(ana, "P12")
    call = Call.objects.create(
        source="cad", external_id="9", number="26-100", type_code="STOP", received_at=NOON, received_local=NOON,
        utc_offset_min=-480, known_at=NOON,
    )  # fmt: skip
    CallUnit.objects.create(call=call, unit_code="P12")
    done = make.taken(incident_number="26-100")
    boss = make.commander()
    page = signed_in(boss).get(f"/console/complaints/{done.complaint_id}/").content.decode()
    assert "on duty in a unit sent to that call" in page
    watcher = signed_in(make.person("oversight")).get(f"/console/complaints/{done.complaint_id}/")
    assert "on duty in a unit sent to that call" not in watcher.content.decode()
