"""Builds the demo city into an empty database, all or nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from commonbeat.city.agency.holidays import add_holidays, usual_holidays
from commonbeat.city.agency.models import AgencyProfile
from commonbeat.demo import (
    commendations,
    complaints,
    discipline,
    first_news,
    interviews,
    loading,
    plants,
    police_reports,
    questions,
    requests,
    sign_ins,
    support,
)
from commonbeat.demo.calls import SOURCE, DemoCalls, build_calls
from commonbeat.demo.clock import ZONE
from commonbeat.demo.geography import RESIDENTS, build_city
from commonbeat.demo.incidents import build_incidents
from commonbeat.demo.roster import build_roster
from commonbeat.kernel import audit
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.database.home import home
from commonbeat.operations.calls.models import Call, CallNote, CallUnit
from commonbeat.operations.records.models import Incident

SEED = 98


def build(
    progress: Callable[..., object] = print,
    seed: int = SEED,
    today: date | None = None,
    weeks: int = plants.WEEKS,
) -> bool:
    """Build Marisol: agency, map, roster, calls, incidents, accounts. About half a minute.

    Args:
        progress: told one line for each step.
        seed: another seed is another city.
        today: the city's calls end with the last full week before it (default: today in the city's zone).
        weeks: length of the history in weeks.

    Returns:
        Whether anything was built; ``False`` when the city is there already.
    """
    if Call.objects.filter(source=SOURCE).exists():
        progress("The demo city is there already.")
        return False
    started = time.monotonic()
    today = today or datetime.now(ZoneInfo(ZONE)).date()
    plan = plants.plan_for(today, weeks)
    progress("Drawing the map of Marisol")
    city = build_city(seed)
    progress(f"Living through {weeks} weeks, {plan.first_day} to {plan.end_day}")
    roster = build_roster(plan.first_day, plan.end_day, seed)
    demo = build_calls(today, seed, weeks, city, roster)
    incidents = build_incidents(demo, seed)
    progress(f"Storing {len(demo.calls):,} calls and {len(incidents):,} reported crimes")
    with transaction.atomic():
        _profile(demo, seed)
        _holidays(plan)
        loading.load_codes()
        loading.load_places(city, plan.first_day)
        members = loading.load_roster(roster)
        loading.copy_frame(Call._meta.db_table, demo.calls)
        loading.copy_frame(CallUnit._meta.db_table, demo.units)
        loading.copy_frame(CallNote._meta.db_table, demo.notes)
        loading.copy_frame(Incident._meta.db_table, incidents)
        entries = sign_ins.open_accounts(members)
        audit.record(
            "demo.built",
            actor=audit.SYSTEM,
            object_kind="city",
            object_id="marisol",
            reason=sign_ins.REASON,
            details={"calls": len(demo.calls), "incidents": len(incidents), "seed": seed},
        )
        # Before the commit: should the commit fail, the next build replaces the file; the other way round
        # a crash would leave accounts whose passwords nobody has.
        file = sign_ins.write_file(home(), entries)
    for life in (
        requests, police_reports, questions, complaints, commendations, interviews, discipline, support,
    ):  # fmt: skip
        life.build(plan, seed, progress)
    speaker, commander = (User.objects.get(email=entries[role]["email"]) for role in ("pio", "command"))
    first_news.publish(progress, plan, speaker, commander)
    progress(f"Marisol is built ({time.monotonic() - started:.0f} s). Sign-ins: {file}")
    return True


def _holidays(plan: plants.Plan) -> None:
    """The days its offices are closed, from the first year told to next year: promised times count without them."""
    for year in range(plan.first_day.year, plan.end_day.year + 2):
        add_holidays(usual_holidays(year), actor=audit.SYSTEM, reason=sign_ins.REASON)


def _profile(demo: DemoCalls, seed: int) -> None:
    """The agency profile; every local difference of the invented department."""
    AgencyProfile.objects.update_or_create(
        id=1,
        defaults={
            "name": "Marisol Police Department",
            "city_name": "Marisol",
            "state": "California",
            "population": RESIDENTS,
            "timezone": ZONE,
            "languages": ["en", "es"],
            "week_start": 0,
            "emergency_number": "911",
            "other_help_number": "(555) 010-0198",
            "utilisation_target": 0.6,
            "units_per_call": {"1": 2.4, "2": 1.7, "3": 1.3, "4": 1.1},
            "local": {
                "demo": {
                    "seed": seed,
                    "first_day": demo.plan.first_day.isoformat(),
                    "end_day": demo.plan.end_day.isoformat(),
                }
            },
        },
    )
