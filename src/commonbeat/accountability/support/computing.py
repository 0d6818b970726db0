"""The monthly comparison: figures for everybody, alerts for those somebody should look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone

from commonbeat.city.agency.queries import agency
from commonbeat.city.roster.models import Member
from commonbeat.kernel import audit, workflow
from commonbeat.kernel.walls import GrantRefused, grants, looking

from . import gate, telling
from .counting import Counted, counted, worked
from .enums import POSITIVE, WALL, Indicator
from .measures import NotCompared, PeerComparison, Row, Standing, compared
from .models import Alert, Figure, File, IndicatorRun
from .models_alerts import CLOSED
from .supervision import chain, open_to

QUIET = timedelta(days=90)
"""How long after an alert was closed the same indicator raises no other."""
KEPT = timedelta(days=730)
"""How long figures without an alert are kept."""
LASTS = timedelta(hours=2)


@dataclass(frozen=True)
class Compared:
    """What a run came to.

    Attributes:
        figures: officers × indicators.
        refused: assignments × indicators without a comparison.
        alerts: ids of new alerts.
    """

    figures: int = 0
    refused: int = 0
    alerts: tuple[str, ...] = ()


def period_before(day: date) -> tuple[date, date]:
    """The twelve whole months before a day's month: first day, and first day after."""
    until = day.replace(day=1)
    return until.replace(year=until.year - 1), until


def compute(day: date | None = None) -> Compared:
    """Compare the twelve months before this one, once; a second run of the same month changes nothing.

    Nothing happens while early support is not switched on.

    Args:
        day: any day of the month it is done for; today, unless given.
    """
    if not gate.switched_on():
        return Compared()
    since, until = period_before(day or agency().local_time(timezone.now()).date())
    with looking(audit.SYSTEM, "support_compute", writing=True, lasts=LASTS):
        files = _files()
        duty = worked(since, until)
        figures = refused = 0
        chosen: list[Figure] = []
        for indicator in Indicator:
            events = counted(indicator, since, until)
            rows = [
                Row(number, duty[number].assignment, duty[number].total, events.get(number, Counted(0)).count)
                for number in sorted(duty)
                if number in files
            ]
            if not rows or _done(indicator, since, until):
                continue
            found = compared(indicator, rows, f"{since:%Y-%m}/{until:%Y-%m}")
            for comparison in found.compared:
                made = _keep(comparison, indicator, since, until, files, events)
                figures += len(made)
                chosen += [
                    figure
                    for figure, one in zip(made, comparison.standings, strict=True)
                    if one.look and indicator not in POSITIVE
                ]
            for group in found.refused:
                figures += _keep_refused(group, indicator, since, until, files, events, duty)
            refused += len(found.refused)
        alerts = tuple(str(one.pk) for one in map(_raise, chosen) if one is not None)
        _forget(until)
        if figures:
            audit.record(
                "support.compared",
                actor=audit.SYSTEM,
                object_kind="period",
                object_id=f"{until:%Y-%m}",
                details={"until": f"{until:%Y-%m-%d}", "figures": figures, "alerts": len(alerts)},
            )
    return Compared(figures, refused, alerts)


def _done(indicator: str, since: date, until: date) -> bool:
    return bool(
        IndicatorRun.objects.within_look().filter(indicator=indicator, since=since, until=until).exists()
    )


def _files() -> dict[str, File]:
    """A file for each sworn member, the account it is about kept up to date; by member number."""
    known = {file.number: file for file in File.objects.within_look().select_related("member")}
    for member in Member.objects.filter(is_sworn=True):
        file = known.get(member.number)
        if file is None:
            known[member.number] = new_file(member)
        elif (file.member_id, file.account_id) != (member.pk, member.account_id):
            _relink(file, member)
    return known


def new_file(member: Member) -> File:
    """The file of a member, which nobody opens as their own supervisor."""
    file = File(number=member.number, member=member, account=member.account)
    file.save(force_insert=True)
    _keep_out(file)
    return file


def _keep_out(file: File) -> None:
    """The person it is about reads their rows for that purpose, and never as anybody's supervisor."""
    if file.account is None:
        return
    try:
        grants.recuse(audit.SYSTEM, WALL, file.pk, file.account, reason="it is about them")
    except GrantRefused:
        return


def _relink(file: File, member: Member) -> None:
    """The member came to an account, or to another one."""
    File.objects.within_look().filter(pk=file.pk).update(member=member, account=member.account_id)
    file.member, file.account = member, member.account
    for name in (
        "figures",
        "alerts",
        "meetings",
        "plans",
        "followups",
        "outcomes",
        "answers",
        "involvements",
    ):
        getattr(file, name).within_look().update(account=member.account_id)
    file.dutytimes.within_look().update(account=member.account_id)
    _keep_out(file)


def _run(indicator: str, group: str, since: date, until: date, **more: Any) -> IndicatorRun:
    run = IndicatorRun(indicator=indicator, assignment=group[:80], since=since, until=until, **more)
    run.save(force_insert=True)
    return run


def _keep(
    comparison: PeerComparison,
    indicator: str,
    since: date,
    until: date,
    files: dict[str, File],
    events: dict[str, Counted],
) -> list[Figure]:
    run = _run(indicator, comparison.group, since, until, peers=comparison.peers, method=comparison.method)

    def figure(one: Standing) -> Figure:
        file = files[one.member]
        return Figure(
            **_common(run, file, events.get(one.member, Counted(0))),
            hours=one.exposure,
            expected=one.expected,
            chance_low=one.chance[0],
            chance_high=one.chance[1],
            ratio=one.ratio,
            low=one.interval[0],
            high=one.interval[1],
            sure=one.tail,
            shape=comparison.prior.shape,
            rate=comparison.prior.rate,
        )

    made = [figure(one) for one in comparison.standings]
    Figure.objects.within_look().bulk_create(made, batch_size=2000)
    return made


def _keep_refused(
    group: NotCompared,
    indicator: str,
    since: date,
    until: date,
    files: dict[str, File],
    events: dict[str, Counted],
    duty: dict[str, Any],
) -> int:
    run = _run(indicator, group.group, since, until, peers=len(group.members), refused=group.reason[:300])
    made = [
        Figure(
            **_common(run, files[number], events.get(number, Counted(0))),
            refused=run.refused,
            hours=duty[number].total,
        )
        for number in group.members
    ]
    Figure.objects.within_look().bulk_create(made, batch_size=2000)
    return len(made)


def _common(run: IndicatorRun, file: File, events: Counted) -> dict[str, Any]:
    return {
        "run": run,
        "file": file,
        "account_id": file.account_id,
        "indicator": run.indicator,
        "assignment": run.assignment,
        "since": run.since,
        "until": run.until,
        "peers": run.peers,
        "method": run.method,
        "count": events.count,
        "set_aside": events.set_aside,
    }


def _raise(figure: Figure) -> Alert | None:
    """One alert, unless one is open, was closed lately, or rests on nothing new."""
    others = Alert.objects.within_look().filter(file=figure.file, indicator=figure.indicator)
    if others.exclude(state__in=CLOSED).exists():
        return None
    last = others.aggregate(closed=Max("closed_at"), until=Max("until"))
    if last["closed"]:
        new = counted(figure.indicator, last["until"], figure.until).get(figure.file.number, Counted(0))
        if timezone.now() - last["closed"] < QUIET or new.count == 0:
            return None
    alert = Alert(
        file=figure.file,
        account_id=figure.account_id,
        indicator=figure.indicator,
        figure=figure,
        since=figure.since,
        until=figure.until,
    )
    workflow.begin(alert, actor=audit.SYSTEM, capability=None)
    people = chain(figure.file.member)
    if not people:
        telling.tell_managers(alert)
    for person in people[:1]:
        open_to(figure.file, person, "leads this person; an alert was raised")
        telling.tell(person, alert)
    return alert


def _forget(until: date) -> None:
    """Old figures go, unless an alert rests on them; so do comparisons that hold none any more."""
    old = Figure.objects.within_look().filter(until__lt=until - KEPT, alerts=None)
    old.delete()
    IndicatorRun.objects.within_look().filter(until__lt=until - KEPT, figures=None).delete()
