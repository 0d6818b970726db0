"""Whose turn it is in a case, and what comes next: said on top of its page, so that nobody has to look for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.ui.doings import Offer

from . import another_look, enums, rules
from .models import Complaint

WHOSE = {
    "received": _("Command reads it and tells the complainant so."),
    "acknowledged": _("Command says how it is worked on: minor or serious, and whether it may be a crime."),
    "classified": _("Command gives it to an investigator."),
    "assigned": _("The investigator begins."),
    "investigating": _("The investigator weighs the evidence, recommends a finding for each allegation, then proposes them."),
    "tolled": _("It stands still for a lawful reason; what can be done meanwhile is below."),
    "findings_proposed": _("Command looks the findings over, and sends them on or back."),
    "command_review": _("The chief adopts each finding, then decides."),
    "decided": _("The letter with the outcome goes to the complainant."),
    "complainant_notified": _("Command closes it, once every finding is final."),
}  # fmt: skip
"""State → whose turn it is. Nothing for a closed one."""
REVIEW = _("The chief answers the complainant, who asked for another look at the outcome.")
REVIEW_OUTSIDE = _("The city manager answers the complainant, who asked for another look at the outcome.")
WHOSE_OUTSIDE = {"command_review": _("The city manager adopts each finding, then decides.")}
STEPS = {
    "received": ("acknowledge",),
    "acknowledged": ("allegation", "classify"),
    "classified": ("assign",),
    "assigned": ("officer", "match", "begin_work"),
    "investigating": ("officer", "match", "allegation", "policy", "recommend", "propose"),
    "tolled": ("officer", "match", "allegation", "policy", "recommend", "propose"),
    "findings_proposed": ("submit", "send_back"),
    "command_review": ("adopt", "decide", "return_case"),
    "complainant_notified": ("close",),
}
"""State → things to do next, in their order; each only where it is needed now (`coming`)."""
OTHERS = _("The case")
GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("Allegations and officers"), ("allegation", "policy", "officer", "match", "left")),
    (
        _("The complainant"),
        ("called_back", "mediation", "withdrawal", "note_review", "ask_conversion", "decide_conversion"),
    ),
    (_("The one-year limit"), ("stand_still", "run_on", "extend", "strike")),
    (_("Who works on it"), ("assign", "let_in", "put_out", "keep_out", "lift", "outside")),
)
"""What else can be done, by what it is about; anything else is about the case."""


def whose(complaint: Complaint) -> str:
    """Whose turn it is, in a sentence; "" where the case is over."""
    if another_look.waits(complaint):
        return str(REVIEW_OUTSIDE if complaint.label == enums.OUTSIDE else REVIEW)
    outside = WHOSE_OUTSIDE.get(complaint.state, "") if complaint.label == enums.OUTSIDE else ""
    return str(outside or WHOSE.get(complaint.state, ""))


def coming(complaint: Complaint) -> list[str]:
    """Names of what comes next now, in order; inside a look that opens the case."""
    first = []
    if complaint.conversions.within_look().filter(agreed=None).exists():
        first.append("decide_conversion")
    if complaint.wants_call_back and complaint.called_back_at is None and complaint.closed_on is None:
        first.append("called_back")
    if another_look.waits(complaint):
        first.append("answer_review")
    return [*first, *(one for one in STEPS.get(complaint.state, ()) if _needed(one, complaint))]


def grouped(offers: Iterable[Offer]) -> list[tuple[str, list[Offer]]]:
    """What else can be done, under headings; none without anything to do.

    Args:
        offers: of `kernel.ui.doings`, without what comes next.
    """
    heading = {name: str(title) for title, names in GROUPS for name in names}
    found: dict[str, list[Offer]] = {str(OTHERS): []} | {str(title): [] for title, _names in GROUPS}
    for one in offers:
        found[heading.get(one.doing.name, str(OTHERS))].append(one)
    return [(title, inner) for title, inner in found.items() if inner]


def _needed(step: str, complaint: Complaint) -> bool:
    """Whether a step is of use now; those that are not stay among what else can be done."""
    if step == "officer":
        return not complaint.officers.within_look().filter(part=enums.Part.ACCUSED).exists()
    if step == "match":
        return complaint.officers.within_look().filter(member=None).exists()
    if step == "allegation":
        return not complaint.allegations.within_look().exists()
    if step == "policy":  # a finding cites the policy it rests on, in its version
        return complaint.allegations.within_look().filter(policy_number="").exists()
    if step == "recommend":
        return bool(rules.open_findings(complaint, "recommended"))
    if step == "propose":
        return not rules.why_not_propose(complaint)
    if step == "adopt":
        return bool(rules.open_findings(complaint, "adopted"))
    if step == "close":
        return not rules.why_not_close(complaint)
    return True
