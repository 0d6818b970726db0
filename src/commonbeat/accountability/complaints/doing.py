"""What can be done on the page of a complaint: each a form, a capability, and the one function that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel import clocks
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.ui.doings import Doing
from commonbeat.kernel.walls import grants, recusals
from commonbeat.kernel.workflow import available

from . import (
    actions,
    actions_case,
    actions_clocks,
    actions_findings,
    actions_officers,
    another_look,
    enums,
    forms,
    matching,
    reopening,
    rules,
)
from .models import Complaint
from .process import BEFORE_DECISION
from .promises import GROUNDS, LIMIT

WORK, COMMAND, DECIDE = "complaints.work", "complaints.command", "complaints.decide"


@dataclass(frozen=True)
class Page:
    """What a page knows when it decides which forms to show."""

    complaint: Complaint
    viewer: Any
    steps: frozenset[str]


def page_of(complaint: Complaint, viewer: Any) -> Page:
    """Gather it, inside the look that opens the case."""
    return Page(complaint, viewer, frozenset(step.name for step in available(complaint, viewer)))


Run = Callable[[Page, dict[str, Any]], object]


def _on(act: Callable[..., object], part: str = "") -> Run:
    """Call an action on the case with what was typed.

    Args:
        part: the field that says on which part of the case.
    """

    def run(page: Page, given: dict[str, Any]) -> None:
        chosen = [UUID(given.pop(part))] if part else []
        act(page.complaint.pk, *chosen, actor=page.viewer, **given)

    return run


def _who(act: Callable[..., object]) -> Run:
    """Let an account into the case, or keep it out."""
    return lambda page, given: act(page.viewer, enums.WALL, page.complaint.pk, given.pop("account"), **given)


def _put_out(page: Page, given: dict[str, Any]) -> None:
    who = given["account"]
    if not grants.put_out(page.viewer, enums.WALL, page.complaint.pk, who, reason=given["reason"]):
        raise ValidationError(
            {"account": _("Nobody let this person in by name. Recuse them to keep them out.")}
        )


def _step(name: str) -> Run:
    def run(page: Page, given: dict[str, Any]) -> None:
        reason = given.pop("reason", "")
        actions_case.step(page.complaint.pk, name, actor=page.viewer, reason=reason, values=given)

    return run


def _offered(step: str) -> Callable[[Page], bool]:
    return lambda page: step in page.steps


def _move(
    name: str, title: Any, capability: str, form: type[django_forms.Form] = forms.EmptyForm, **more: Any
) -> Doing[Page]:
    return Doing(name, title, capability, form, _step(name), _offered(name), **more)


def _in(*states: str) -> Callable[[Page], bool]:
    return lambda page: page.complaint.state in states


def _not_closed(page: Page) -> bool:
    return page.complaint.closed_on is None


def _not_decided(page: Page) -> bool:
    return not page.complaint.decided_on


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


def _parts(form: Any, page: Page) -> None:
    """Let a form choose among the parts of this case; each field that does is named after them."""
    for name, choices in PARTS.items():
        if name in form.fields:
            form.fields[name].choices = choices(page.complaint)


def _entries(complaint: Complaint) -> list[tuple[str, str]]:
    year = clocks.clock_of(LIMIT, complaint)
    entries = clocks.entries_of(year) if year else []
    live = [one for one in entries if one.struck_at is None]
    return [(str(one.pk), f"{TITLES.get(one.ground, one.ground)}: {one.reason}") for one in live]


def _grounds(complaint: Complaint) -> list[tuple[str, Any]]:
    year = clocks.clock_of(LIMIT, complaint)
    return [(name, TITLES.get(name, name)) for name in (clocks.open_grounds(year) if year else [])]


def _officers(complaint: Complaint) -> list[tuple[str, str]]:
    rows = complaint.officers.within_look().select_related("member")
    return [(str(one.pk), f"{one.get_part_display()}: {one}") for one in rows]


def _allegations(complaint: Complaint) -> list[tuple[str, str]]:
    return [(str(one.pk), one.kind.title) for one in complaint.allegations.within_look()]


def _findings(complaint: Complaint) -> list[tuple[str, str]]:
    rows = complaint.findings.within_look().select_related("allegation", "officer__member")
    return [(str(one.pk), f"{one.allegation.kind.title} · {one.officer}") for one in rows]


TITLES = {one.name: one.title for one in GROUNDS}
PARTS: dict[str, Callable[[Complaint], list[tuple[str, Any]]]] = {
    "entry": _entries,
    "ground_held": _grounds,
    "officer": _officers,
    "allegation": _allegations,
    "finding": _findings,
}


def _matched(form: Any, page: Page) -> None:
    """Who fits what was told stands first, then everybody."""
    _parts(form, page)
    fitting = {
        one.member: one.why for _words, found in matching.for_complaint(page.complaint) for one in found
    }
    everybody = [(one.pk, forms.told_apart(one)) for one in form.fields["member"].queryset]
    first = [(one.pk, f"{forms.told_apart(one)} ({', '.join(why)})") for one, why in fitting.items()]
    form.fields["member"].choices = [
        ("", "—"),
        *([(gettext("Fits what was told"), first)] if first else []),
        (gettext("Everybody"), everybody),
    ]


def _classified(form: Any, page: Page) -> None:
    """Begin with how it is worked on so far."""
    for name in ("severity", "criminal", "discovered_on"):
        form.initial[name] = getattr(page.complaint, name)


def _led(form: Any, page: Page) -> None:
    form.initial["lead"] = page.complaint.lead_id


def _call_possible(page: Page) -> bool:
    """A call that was promised is owed after the end too."""
    return _not_closed(page) or bool(page.complaint.wants_call_back and not page.complaint.called_back_at)


INVESTIGATED = ("assigned", "investigating", "tolled", "findings_proposed")
BEFORE_REVIEW = tuple(state for state in BEFORE_DECISION if state != "command_review")

DOINGS: tuple[Doing[Page], ...] = (
    _move("acknowledge", _("Acknowledge"), COMMAND, hint=_("You have read it. The complainant is told.")),
    _move("classify", _("Classify"), COMMAND, forms.ClassifyForm, fill=_classified),
    Doing("assign", _("Assign"), COMMAND, forms.AssignForm, _on(actions_case.assign),
          lambda page: "assign" in page.steps or page.complaint.state in INVESTIGATED, _led,
          hint=_("Who is named, a witness, or was there cannot be given it.")),
    _move("begin_work", _("Begin the investigation"), WORK),
    _move("propose", _("Propose the findings"), WORK),
    _move("send_back", _("Send back to the investigator"), COMMAND, forms.ReasonForm),
    _move("submit", _("Send to command"), COMMAND),
    Doing("adopt", _("Adopt a finding"), DECIDE, forms.AdoptForm, _on(actions_findings.adopt, "finding"),
          _in("command_review"), _parts),
    _move("return_case", _("Return for more work"), DECIDE, forms.ReasonForm),
    _move("decide", _("Decide"), DECIDE, forms.DecideForm,
          hint=_("Every finding must be adopted. The letter is due 30 days later.")),
    _move("close", _("Close"), COMMAND),
    Doing("reopen", _("Open again for new evidence"), DECIDE, forms.ReopenForm, _on(reopening.reopen),
          _offered("reopen"), _parts,
          hint=_("Gov. Code 3304(g): evidence that could not have been found before, or from the officer's answer.")),
    Doing("answer_review", _("Answer the request for another look"), DECIDE, forms.AnswerReviewForm,
          _on(another_look.answer), lambda page: another_look.waits(page.complaint),
          hint=_("The complainant reads it. What has to be found anew is opened again instead, which answers it too.")),
    Doing("decide_conversion", _("Decide the request of a colleague"), DECIDE, forms.ConversionDecisionForm,
          _on(actions_case.decide_conversion),
          lambda page: page.complaint.conversions.within_look().filter(agreed=None).exists()),
    Doing("recommend", _("Recommend a finding"), WORK, forms.RecommendForm, _on(actions_findings.recommend, "finding"),
          _in(*INVESTIGATED), _parts),
    Doing("allegation", _("Add an allegation"), WORK, forms.AllegationForm,
          lambda page, given: actions_findings.add_allegation(
              page.complaint.pk, actor=page.viewer, code=given["code"], text=given["text"],
              policy=(given["number"], given["title"], given["version"])), _not_decided),
    Doing("policy", _("Name the policy of an allegation"), WORK, forms.PolicyForm,
          _on(actions_findings.name_policy, "allegation"), _not_decided, _parts),
    Doing("officer", _("Add somebody it is about, or who was there"), WORK, forms.OfficerForm,
          _on(actions_officers.add_officer), _not_decided),
    Doing("match", _("Say who an officer is"), WORK, forms.MatchForm, _on(actions_officers.match_officer, "officer"),
          _not_decided, _matched,
          hint=_("That person is kept out of the case from this moment on, and learns nothing from it.")),
    Doing("left", _("An officer left the department"), WORK, forms.LeftForm,
          _on(actions_officers.note_departure, "officer"), _not_closed, _parts),
    Doing("note", _("Write into the log"), WORK, forms.TextForm, _on(actions_case.add_note), _not_closed),
    Doing("called_back", _("Note a call to the complainant"), WORK, forms.TextForm,
          lambda page, given: actions.called_back(page.complaint.pk, actor=page.viewer, what=given["text"]),
          _call_possible,
          hint=_("A call offers help. It never closes a complaint.")),
    Doing("withdrawal", _("Note that the complainant withdrew"), WORK, forms.TextForm,
          lambda page, given: actions.note_withdrawal(page.complaint.pk, actor=page.viewer, what=given["text"]),
          lambda page: _not_closed(page) and not page.complaint.withdrawn_at and not page.complaint.decided_on,
          hint=_("By telephone, letter or in person. They are told. It closes no allegation by itself.")),
    Doing("note_review", _("Note that the complainant asks for another look"), WORK, forms.TextForm,
          lambda page, given: another_look.note_asked(page.complaint.pk, actor=page.viewer, what=given["text"]),
          lambda page: another_look.may_ask(page.complaint),
          hint=_("By telephone, letter or in person; once. Whoever decides answers within 30 days.")),
    Doing("mediation", _("Mediation"), WORK, forms.MediationForm, _on(actions_case.mediation),
          lambda page: _not_closed(page) and not rules.why_no_mediation(page.complaint),
          hint=_("It takes both. It is never offered for force or profiling, unless the complainant asks.")),
    Doing("stand_still", _("The year stands still on a ground of the law"), COMMAND, forms.StandStillForm,
          _on(actions_clocks.stand_still), _year_runs,
          hint=_("Several grounds may hold at once; a day counts once. Enter a past time with both of its days.")),
    Doing("run_on", _("A ground ended: the year runs on"), COMMAND, forms.RunOnForm, _on(actions_clocks.run_on),
          _year_held, _parts),
    Doing("extend", _("Extend the year: several agencies or employees"), COMMAND, forms.ExtendForm,
          _on(actions_clocks.extend), _year_runs),
    Doing("strike", _("Strike out a mistaken entry of the year"), COMMAND, forms.StrikeForm,
          _on(actions_clocks.strike, "entry"), _year_entered, _parts,
          hint=_("It stays on file, struck out. The due day moves back.")),
    Doing("ask_conversion", _("It is no complaint, or was told before"), WORK, forms.ConversionForm,
          _on(actions_case.ask_conversion), _in(*BEFORE_REVIEW),
          hint=_("Somebody else decides, and the complainant reads why. It is counted in public.")),
    Doing("let_in", _("Let somebody into this case"), COMMAND, forms.LetInForm, _on(actions_case.let_in), _not_closed,
          hint=_("Who is named, a witness, or was there cannot be let in; nor, outside, any of those who lead.")),
    Doing("put_out", _("Put somebody out of this case"), COMMAND, forms.KeepOutForm, _put_out, _not_closed),
    Doing("keep_out", _("Recuse somebody for good"), COMMAND, forms.KeepOutForm, _on(actions_case.keep_out), _not_closed),
    Doing("lift", _("Ask to take back a mistaken recusal"), COMMAND, forms.KeepOutForm, _who(recusals.ask_to_lift),
          lambda page: bool(grants.recusals_of_case(enums.WALL, page.complaint.pk)),
          hint=_("Another person agrees within a week, on the page of emergencies.")),
    Doing("outside", _("Send it to the city manager"), COMMAND, forms.ReasonForm, _on(actions_case.route_outside),
          lambda page: page.complaint.label == enums.INTERNAL and _not_closed(page),
          hint=_("For a complaint about those who lead. You will not see it again.")),
)  # fmt: skip
BY_NAME = {one.name: one for one in DOINGS}
