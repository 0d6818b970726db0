"""Interviews, evidence and one criminal track for the invented city's open complaints."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from commonbeat.accountability.complaints.enums import INTERNAL
from commonbeat.accountability.complaints.looks import as_platform
from commonbeat.accountability.complaints.models import Complaint, Officer
from commonbeat.accountability.interviews import actions, actions_criminal, actions_evidence
from commonbeat.accountability.interviews.models import Interview
from commonbeat.city.agency.days import today
from commonbeat.demo.plants import Plan
from commonbeat.kernel.accounts.models import User

MOST = 6
NATURE = "Conduct towards a member of the public at the time and place the notice names."
THINGS: tuple[dict[str, str], ...] = (
    {
        "kind": "video", "description": "Body-worn video of the contact, 14 minutes",
        "system": "body-worn video", "reference": "BWV-20771", "why": "Named, not copied.",
    },
    {
        "kind": "document", "description": "Dispatch record of the call", "system": "dispatch", "reference": "CAD log",
        "why": "Named, not copied.",
    },
    {"kind": "object", "description": "Torn shirt in a sealed bag", "why": "Given by the complainant at the counter."},
)  # fmt: skip


def build(plan: Plan, seed: int, progress: Callable[..., object] = print) -> int:
    """Give some complaints that are being investigated what an investigation leaves; after the complaints.

    Args:
        plan: the city's time frame; what is planned here lies in the days to come.
        seed: another seed is another city; the complaints it left open decide what there is.
        progress: told one line.

    Returns:
        How many interviews there are; 0 when they were there already, or nobody is there to hold them.
    """
    people = {user.email.partition("@")[0]: user for user in User.objects.filter(is_active=True)}
    with as_platform():
        if Interview.objects.within_look().exists():
            return 0
        open_ones = Complaint.objects.within_look().filter(
            state="investigating", lead__isnull=False, label=INTERNAL
        )
        chosen = list(open_ones.select_related("lead").order_by("-severity", "received_at", "pk")[:MOST])
        accused = {
            one.complaint_id: one.pk
            for one in Officer.objects.within_look()
            .filter(complaint__in=chosen, part="accused")
            .order_by("pk")
        }
    for place, complaint in enumerate(chosen):
        _evidence(complaint, place, people.get("ia_commander"))
        _interviews(complaint, accused.get(complaint.pk), place)
    if chosen and {"ia_commander", "criminal_investigator"} <= people.keys():
        _criminal(chosen[0], people["ia_commander"], people["criminal_investigator"])
    with as_platform():
        made = int(Interview.objects.within_look().count())
    progress(f"Internal affairs plans and holds {made} interviews")
    return made


def _evidence(complaint: Complaint, place: int, second: User | None) -> None:
    """Two or three items; the object goes to the evidence room."""
    for thing in THINGS[: 2 + place % 2]:
        item = actions_evidence.add(complaint.pk, actor=complaint.lead, **thing)
        if thing["kind"] == "object":
            step = actions_evidence.hand_over(
                complaint.pk,
                item.pk,
                actor=complaint.lead,
                to_place="Evidence room, shelf 12",
                why="Kept under seal.",
            )
            if second is not None and second.pk != complaint.lead_id:
                actions_evidence.answer(
                    complaint.pk, item.pk, step.pk, actor=second, received=True, condition="Seal 0417 whole"
                )


def _interviews(complaint: Complaint, officer: UUID | None, place: int) -> None:
    """The complainant was heard; the officer has a notice, or is to get one."""
    case: dict[str, Any] = {"case": complaint.pk, "actor": complaint.lead}
    now = timezone.now()
    heard = now - timedelta(days=3 + place)
    first = actions.plan(
        **case, part="complainant", planned_at=heard, ends_at=heard + timedelta(minutes=40), place="Front desk, room 1",
        language=complaint.language,
    )  # fmt: skip
    actions.change(**case, pk=first.pk, began_at=heard, ended_at=heard + timedelta(minutes=35), recorded=True,
                   recording_system="interview recorder", recording_reference=f"IR-{310 + place}")  # fmt: skip
    actions.step(**case, pk=first.pk, name="hold")
    actions.write_down(
        **case, pk=first.pk, statement=complaint.text, summary="Repeats what was written, and adds no name."
    )
    if officer is None:
        return
    begins = (now + timedelta(days=4 + place)).replace(minute=0, second=0, microsecond=0)
    asked = actions.plan(
        **case, part="accused", officer=officer, planned_at=begins, ends_at=begins + timedelta(hours=1),
        place="Internal affairs, room 2", nature=NATURE, hour="on_duty", compensation="not_due",
        may_record_told=True,
    )  # fmt: skip
    add: dict[str, Any] = {"rank": "Sergeant", "command": "Internal affairs"}
    actions.add_person(**case, pk=asked.pk, role="in_charge", name=complaint.lead.name, asks_as=1, **add)
    if place % 3 != 2:
        actions.serve(**case, pk=asked.pk, way="hand")


def _criminal(complaint: Complaint, boss: User, detective: User) -> None:
    """One of them may be a crime: the county looks into it, and the year stands still."""
    track = actions_criminal.open_track(
        complaint.pk, actor=boss, agency_name="County sheriff", agency_number="26-00417", opened_on=today(),
        offences="Penal Code 149",
    )  # fmt: skip
    actions_criminal.let_in(track.pk, actor=boss, account=detective, reason="Works on it for the sheriff.")
    actions_criminal.add_note(
        track.pk, actor=detective, text="Spoke with the witness from the shop across the street."
    )
    actions_criminal.toll(track.pk, actor=boss, reason="The sheriff investigates the same act.")
