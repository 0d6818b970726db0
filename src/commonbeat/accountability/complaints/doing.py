"""What can be done on the page of a complaint: each a form, a capability, and the one function that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonbeat.city.agency.days import today
from commonbeat.kernel import clocks
from commonbeat.kernel.access import allowed
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.walls import grants, recusals
from commonbeat.kernel.workflow import available

from . import actions, actions_case, actions_clocks, actions_findings, actions_officers, enums, forms, rules
from .models import Complaint
from .process import BEFORE_DECISION
from .promises import GROUNDS, LIMIT

WORK, COMMAND, DECIDE = "complaints.work", "complaints.command", "complaints.decide"
Run = Callable[[UUID, Any, dict[str, Any]], Any]


@dataclass(frozen=True)
class Page:
    """What a page knows when it decides which forms to show."""

    complaint: Complaint
    viewer: Any
    steps: frozenset[str]


def _always(page: Page) -> bool:
    return page.complaint.closed_on is None


@dataclass(frozen=True)
class Doing:
    """One thing to do.

    Attributes:
        name: last part of its address.
        title: heading of its form and words of its button.
        capability: what the actor must hold.
        form: the form.
        run: called inside the look with the case, the actor and the cleaned values.
        shown: whether it is offered.
        first: among what comes next, or under “more”.
        hint: a sentence above the form.
    """

    name: str
    title: str | Promise
    capability: str
    form: type[django_forms.Form]
    run: Run
    shown: Callable[[Page], bool] = _always
    first: bool = False
    hint: str | Promise = ""


def _offered(step: str) -> Callable[[Page], bool]:
    return lambda page: step in page.steps


def _step(name: str) -> Run:
    def run(case: UUID, actor: Any, given: dict[str, Any]) -> None:
        values = {key: value for key, value in given.items() if key != "reason"}
        actions_case.step(case, name, actor=actor, reason=given.get("reason", ""), values=values)

    return run


def _move(
    name: str, title: Any, capability: str, form: type[django_forms.Form] = forms.EmptyForm, hint: Any = ""
) -> Doing:
    return Doing(name, title, capability, form, _step(name), _offered(name), first=True, hint=hint)


def _decided(case: UUID, actor: Any, given: dict[str, Any]) -> None:
    actions_case.step(case, "decide", actor=actor, values=given)


def _in(*states: str) -> Callable[[Page], bool]:
    return lambda page: page.complaint.state in states


def _year(page: Page) -> Clock | None:
    found = clocks.clock_of(LIMIT, page.complaint)
    return found if found is not None and found.is_running else None


def _year_runs(page: Page) -> bool:
    return _year(page) is not None


def _year_held(page: Page) -> bool:
    year = _year(page)
    return year is not None and bool(clocks.open_grounds(year))


def _year_entered(page: Page) -> bool:
    year = _year(page)
    return year is not None and any(one.struck_at is None for one in clocks.entries_of(year))


INVESTIGATED = ("assigned", "investigating", "tolled", "findings_proposed")
BEFORE_REVIEW = tuple(state for state in BEFORE_DECISION if state != "command_review")

DOINGS: tuple[Doing, ...] = (
    _move("acknowledge", _("Acknowledge"), COMMAND, hint=_("You have read it. The complainant is told.")),
    _move("classify", _("Classify"), COMMAND, forms.ClassifyForm),
    Doing("assign", _("Assign"), COMMAND, forms.AssignForm,
          lambda case, actor, given: actions_case.assign(case, actor=actor, **given),
          lambda page: "assign" in page.steps or page.complaint.state in INVESTIGATED, first=True,
          hint=_("Who is named, a witness, or was there cannot be given it.")),
    _move("begin_work", _("Begin the investigation"), WORK),
    _move("propose", _("Propose the findings"), WORK),
    _move("send_back", _("Send back to the investigator"), COMMAND, forms.ReasonForm),
    _move("submit", _("Send to command"), COMMAND),
    Doing("adopt", _("Adopt a finding"), DECIDE, forms.AdoptForm,
          lambda case, actor, given: actions_findings.adopt(case, UUID(given.pop("finding")), actor=actor, **given),
          _in("command_review"), first=True),
    _move("return_case", _("Return for more work"), DECIDE, forms.ReasonForm),
    Doing("decide", _("Decide"), DECIDE, forms.DecideForm, _decided, _offered("decide"), first=True,
          hint=_("Every finding must be adopted. The letter is due 30 days later.")),
    _move("close", _("Close"), COMMAND),
    _move("reopen", _("Open again for new evidence"), DECIDE, forms.ReasonForm,
          hint=_("Gov. Code 3304(g): evidence that could not have been found before, or from the officer's answer.")),
    Doing("decide_conversion", _("Decide the request of a colleague"), DECIDE, forms.ConversionDecisionForm,
          lambda case, actor, given: actions_case.decide_conversion(case, actor=actor, **given),
          lambda page: page.complaint.conversions.within_look().filter(agreed=None).exists(), first=True),
    Doing("recommend", _("Recommend a finding"), WORK, forms.RecommendForm,
          lambda case, actor, given: actions_findings.recommend(case, UUID(given.pop("finding")), actor=actor, **given),
          _in(*INVESTIGATED), first=True),
    Doing("allegation", _("Add an allegation"), WORK, forms.AllegationForm,
          lambda case, actor, given: actions_findings.add_allegation(
              case, actor=actor, code=given["code"], text=given["text"],
              policy=(given["number"], given["title"], given["version"])),
          lambda page: not page.complaint.decided_on),
    Doing("policy", _("Name the policy of an allegation"), WORK, forms.PolicyForm,
          lambda case, actor, given: actions_findings.name_policy(case, UUID(given.pop("allegation")), actor=actor, **given),
          lambda page: not page.complaint.decided_on),
    Doing("officer", _("Add somebody it is about, or who was there"), WORK, forms.OfficerForm,
          lambda case, actor, given: actions_officers.add_officer(case, actor=actor, **given),
          lambda page: not page.complaint.decided_on),
    Doing("match", _("Say who an officer is"), WORK, forms.MatchForm,
          lambda case, actor, given: actions_officers.match_officer(case, UUID(given.pop("officer")), actor=actor, **given),
          lambda page: not page.complaint.decided_on,
          hint=_("That person is kept out of the case from this moment on, and learns nothing from it.")),
    Doing("left", _("An officer left the department"), WORK, forms.LeftForm,
          lambda case, actor, given: actions_officers.note_departure(case, UUID(given.pop("officer")), actor=actor, **given)),
    Doing("note", _("Write into the log"), WORK, forms.TextForm,
          lambda case, actor, given: actions_case.add_note(case, actor=actor, text=given["text"])),
    Doing("called_back", _("Note a call to the complainant"), WORK, forms.TextForm,
          lambda case, actor, given: actions.called_back(case, actor=actor, what=given["text"]),
          lambda page: page.complaint.closed_on is None,
          hint=_("A call offers help. It never closes a complaint.")),
    Doing("mediation", _("Mediation"), WORK, forms.MediationForm,
          lambda case, actor, given: actions_case.mediation(case, actor=actor, stage=given["stage"]),
          lambda page: page.complaint.closed_on is None and not rules.why_no_mediation(page.complaint),
          hint=_("It takes both. It is never offered for force or profiling, unless the complainant asks.")),
    Doing("stand_still", _("The year stands still on a ground of the law"), COMMAND, forms.StandStillForm,
          lambda case, actor, given: actions_clocks.stand_still(case, actor=actor, **given), _year_runs,
          hint=_("Several grounds may hold at once; a day counts once. Enter a past time with both of its days.")),
    Doing("run_on", _("A ground ended: the year runs on"), COMMAND, forms.RunOnForm,
          lambda case, actor, given: actions_clocks.run_on(case, actor=actor, **given), _year_held),
    Doing("extend", _("Extend the year: several agencies or employees"), COMMAND, forms.ExtendForm,
          lambda case, actor, given: actions_clocks.extend(case, actor=actor, **given), _year_runs),
    Doing("strike", _("Strike out a mistaken entry of the year"), COMMAND, forms.StrikeForm,
          lambda case, actor, given: actions_clocks.strike(case, UUID(given.pop("entry")), actor=actor, **given),
          _year_entered, hint=_("It stays on file, struck out. The due day moves back.")),
    Doing("ask_conversion", _("It is no complaint, or was told before"), WORK, forms.ConversionForm,
          lambda case, actor, given: actions_case.ask_conversion(case, actor=actor, **given), _in(*BEFORE_REVIEW),
          hint=_("Somebody else decides, and the complainant reads why. It is counted in public.")),
    Doing("let_in", _("Let somebody into this case"), COMMAND, forms.LetInForm,
          lambda case, actor, given: grants.let_in(actor, enums.WALL, case, given["account"], role=given["role"],
                                                   reason=given["reason"])),
    Doing("put_out", _("Put somebody out of this case"), COMMAND, forms.KeepOutForm,
          lambda case, actor, given: grants.put_out(actor, enums.WALL, case, given["account"], reason=given["reason"])),
    Doing("keep_out", _("Recuse somebody for good"), COMMAND, forms.KeepOutForm,
          lambda case, actor, given: actions_case.keep_out(case, actor=actor, **given)),
    Doing("lift", _("Ask to take back a mistaken recusal"), COMMAND, forms.KeepOutForm,
          lambda case, actor, given: recusals.ask_to_lift(actor, enums.WALL, case, given["account"], reason=given["reason"]),
          lambda page: bool(grants.recusals_of_case(enums.WALL, page.complaint.pk)),
          hint=_("Another person agrees within a week, on the page of emergencies.")),
    Doing("outside", _("Send it to the city manager"), COMMAND, forms.ReasonForm,
          lambda case, actor, given: actions_case.route_outside(case, actor=actor, reason=given["reason"]),
          lambda page: page.complaint.label == enums.INTERNAL and page.complaint.closed_on is None,
          hint=_("For a complaint about those who lead. You will not see it again.")),
)  # fmt: skip
BY_NAME = {one.name: one for one in DOINGS}


def offered(complaint: Complaint, viewer: Any) -> list[Doing]:
    """What this viewer can do now, inside the look that opens the case."""
    page = Page(complaint, viewer, frozenset(step.name for step in available(complaint, viewer)))
    return [one for one in DOINGS if allowed(viewer, one.capability) and one.shown(page)]


def form_of(doing: Doing, complaint: Complaint, data: Any = None) -> django_forms.Form:
    """Its form, with the parts of this case to choose from.

    Args:
        data: what was sent; ``None`` for a fresh one.
    """
    given: dict[str, Any] = {"prefix": doing.name}
    if issubclass(doing.form, forms._OfCase):
        given["parts"] = _parts(complaint)
    if data is None:
        given["initial"] = {
            "discovered_on": complaint.discovered_on, "criminal": complaint.criminal, "severity": complaint.severity,
            "left_on": today(), "lead": complaint.lead_id,
        }  # fmt: skip
    return doing.form(data, **given)


def _parts(complaint: Complaint) -> dict[str, list[tuple[str, str]]]:
    officers = list(complaint.officers.within_look().select_related("member"))
    findings = complaint.findings.within_look().select_related("allegation", "officer__member")
    named = {one.pk: f"{one.get_part_display()}: {one}" for one in officers}
    year = clocks.clock_of(LIMIT, complaint)
    titles = {one.name: str(one.title) for one in GROUNDS}
    entries = [one for one in clocks.entries_of(year) if one.struck_at is None] if year else []
    return {
        "entry": [(str(one.pk), f"{titles.get(one.ground, one.ground)}: {one.reason}") for one in entries],
        "ground_held": [
            (name, titles.get(name, name)) for name in (clocks.open_grounds(year) if year else [])
        ],
        "officer": [(str(one.pk), named[one.pk]) for one in officers],
        "allegation": [(str(one.pk), one.kind.title) for one in complaint.allegations.within_look()],
        "finding": [(str(one.pk), f"{one.allegation.kind.title} · {one.officer}") for one in findings],
    }
