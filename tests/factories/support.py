"""A department with patrol officers, their hours, and what is counted about them."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta
from typing import Any

from factories import people

from commonbeat.accountability.support import computing, gate
from commonbeat.accountability.support.models import Alert, File, Involvement, Occurrence
from commonbeat.city.agency.queries import agency
from commonbeat.city.roster.models import Member, Shift, Unit
from commonbeat.kernel import audit, walls

DAY = date(2026, 11, 15)
"""The comparison of this day's month rests on the twelve months before November 2026."""
_counter = itertools.count(1)


def person(*roles: str, name: str = "") -> Any:
    """An account of its own address."""
    return people.person(*roles, email=f"{roles[0]}{next(_counter)}@example.test", name=name)


def switch_on() -> None:
    """A labour notice, confirmed by a second person."""
    notice = gate.record_notice(
        actor=person("support_coordinator"),
        document="Side letter 26-3",
        organisation="Police Officers Association",
        served_on=date(2026, 1, 5),
    )
    gate.confirm_notice(notice, actor=person("chief"))


def platform(*, writing: bool = True) -> Any:
    """The platform's look at everything here."""
    return walls.looking(audit.SYSTEM, "support_compute", writing=writing)


def officers(count: int = 12, *, unit: str = "patrol", hours: int = 150, names: Any = None) -> list[Member]:
    """Sworn members who worked the same hours in each of the last twelve months, by day."""
    car, _made = Unit.objects.get_or_create(code=f"U-{unit}", defaults={"kind": unit})
    first = Member.objects.count()
    made = [
        Member.objects.create(
            number=f"N{first + i:03d}", name=names[i] if names else f"Officer {first + i:03d}"
        )
        for i in range(count)
    ]
    for month in range(12):
        begins = datetime(2025 + (10 + month) // 12, (10 + month) % 12 + 1, 3, 8, tzinfo=agency().tz)
        Shift.objects.bulk_create(
            Shift(member=one, unit=car, starts_at=begins, ends_at=begins + timedelta(hours=hours))
            for one in made
        )
    return made


def force(member: Member, times: int = 1, *, kind: str = "force", on: date = date(2026, 6, 10)) -> None:
    """Reports of force about one officer."""
    moment = datetime(on.year, on.month, on.day, 20, tzinfo=agency().tz)
    with platform():
        file = File.objects.within_look().filter(number=member.number).first() or computing.new_file(member)
        for _time in range(times):
            key = f"K{next(_counter)}"
            Occurrence(kind=kind, happened_at=moment, source="test", external_id=key).save(force_insert=True)
            Involvement(
                file=file, account_id=file.account_id, occurrence_key=key, source="test", external_id=key
            ).save(force_insert=True)


def usual(members: list[Member], each: int = 3) -> None:
    """What everybody has."""
    for member in members:
        force(member, each)


def alert_of(member: Member) -> Alert:
    """The one alert of a member, as the platform sees it."""
    with platform(writing=False):
        found: Alert = (
            Alert.objects.within_look()
            .select_related("file__member", "figure")
            .get(file__number=member.number)
        )
    return found


def raised(led_by: Any = None, *, account: Any = None) -> tuple[Member, Alert]:
    """One officer of twelve with four times the usual force reports, and the alert about it."""
    from commonbeat.accountability.support.supervision import set_supervisor

    switch_on()
    members = officers()
    if account is not None:
        members[0].account = account
        members[0].save()
    if led_by is not None:
        set_supervisor(
            actor=person("support_coordinator"), member=members[0], supervisor=led_by, since=date(2026, 1, 1)
        )
    usual(members)
    force(members[0], 17)
    computing.compute(DAY)
    return members[0], alert_of(members[0])
