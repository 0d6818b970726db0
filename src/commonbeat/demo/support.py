"""Early support in the invented city: switched on with a labour notice, a year's comparison, one talk and one plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import numpy as np

from commonbeat.accountability.support import actions, computing, gate
from commonbeat.accountability.support.enums import Happened, Help, Indicator
from commonbeat.accountability.support.models import Alert, File, Involvement, LabourNotice, Occurrence
from commonbeat.accountability.support.supervision import set_supervisor
from commonbeat.city.agency.days import today
from commonbeat.city.agency.queries import agency
from commonbeat.city.roster.models import Member
from commonbeat.demo.plants import Plan
from commonbeat.kernel import audit, walls
from commonbeat.kernel.accounts.models import User

SOURCE = "demo"
NEEDED = {"support_coordinator", "chief", "sergeant"}
USUAL, MORE, LED = 2.4, 15, 8
"""Reports of force a year, how many more the one officer has, and how many the sergeant leads."""


def build(plan: Plan | None, seed: int, progress: Callable[..., object] = print) -> int:
    """Switch early support on and compare the last twelve months; after the complaints and commendations.

    Args:
        plan: the city's time frame; what is counted lies in the twelve whole months before today.
        seed: another seed is another year of reports.
        progress: told one line.

    Returns:
        How many figures there are; 0 when it was on already, or nobody is there to run it.
    """
    people = {user.email.partition("@")[0]: user for user in User.objects.filter(is_active=True)}
    if LabourNotice.objects.exists() or not people.keys() >= NEEDED:
        return 0
    members = list(Member.objects.filter(is_sworn=True, rank="Police Officer").order_by("number"))
    one = next((who for who in members if who.account_id == getattr(people.get("officer"), "pk", 0)), None)
    one = one or (members[0] if members else None)
    if one is None:
        return 0
    _switch_on(people)
    led = [one, *(who for who in members if who.pk != one.pk)][:LED]
    since = computing.period_before(today())[0]
    for who in led:
        set_supervisor(
            actor=people["support_coordinator"], member=who, supervisor=people["sergeant"], since=since
        )
    _reports(np.random.default_rng([seed, 67]), members, one)
    found = computing.compute(today())
    _talk(people["sergeant"], one)
    progress(f"Early support compares {found.figures:,} figures and raises {len(found.alerts)} alert(s)")
    return found.figures


def _switch_on(people: dict[str, User]) -> None:
    notice = gate.record_notice(
        actor=people["support_coordinator"],
        document="Side letter 26-3 on early support",
        organisation="Marisol Police Officers Association",
        served_on=today() - timedelta(days=45),
        note="Single indicators, no total; what is found is for a talk, never for discipline.",
    )
    gate.confirm_notice(notice, actor=people["chief"])


def _reports(rng: Any, members: list[Member], one: Member) -> None:
    """A year of reports of force: what is usual, and one officer with markedly more."""
    since, until = computing.period_before(today())
    begins = datetime.combine(since, time(), agency().tz)
    happened: list[Occurrence] = []
    involved: list[Involvement] = []
    with walls.looking(audit.SYSTEM, "support_compute", writing=True):
        for who in members:
            file = File.objects.within_look().filter(number=who.number).first() or computing.new_file(who)
            for _report in range(int(rng.poisson(USUAL)) + (MORE if who.pk == one.pk else 0)):
                hours = float(rng.uniform(0, (until - since).days * 24 - 24))
                key = f"F-{len(happened) + 1:04d}"
                happened.append(
                    Occurrence(
                        kind=Happened.FORCE, happened_at=begins + timedelta(hours=hours), level="1", source=SOURCE,
                        external_id=key,
                    )
                )  # fmt: skip
                involved.append(
                    Involvement(
                        file=file, account_id=file.account_id, occurrence_key=key, source=SOURCE, external_id=key
                    )
                )  # fmt: skip
        Occurrence.objects.within_look().bulk_create(happened)
        Involvement.objects.within_look().bulk_create(involved)


def _talk(sergeant: User, one: Member) -> None:
    """The sergeant reads the alert, talks with the officer, and both agree on a plan."""
    with walls.looking(audit.SYSTEM, "support_compute"):
        raised = (
            Alert.objects.within_look().filter(file__number=one.number, indicator=Indicator.FORCE).first()
        )
    if raised is None:
        return
    with walls.looking(sergeant, "support_review", case=raised.file_id, writing=True):
        alert = Alert.objects.within_look().select_related("figure", "file").get(pk=raised.pk)
        actions.take_step(alert, "acknowledge", actor=sergeant)
        actions.hold_meeting(
            alert, actor=sergeant, held_on=today(),
            text="Most reports are from the weekend nights downtown. We went through three of them together.",
        )  # fmt: skip
        actions.take_step(alert, "review", actor=sergeant)
        actions.make_plan(
            alert, actor=sergeant, agreed_on=today(), text="A month of weekday evenings, and two shifts with the trainer.",
            goal="Words are tried first, and the recordings show it.", helps=(Help.TALKS, Help.TRAINING),
        )  # fmt: skip
        actions.take_step(alert, "agree", actor=sergeant)
