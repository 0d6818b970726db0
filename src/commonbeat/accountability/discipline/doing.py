"""What can be done on the page of one officer in a case: each a form, a capability, and the function that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonbeat.accountability.complaints import actions_officers
from commonbeat.accountability.complaints.models import Finding, Officer
from commonbeat.kernel.access import allowed
from commonbeat.kernel.workflow import available

from . import actions, cases, following, forms, papers, phases
from .models import Discipline, Served
from .phases import Standing

POLICY = "discipline.paper"
SERVE, WORK, DECIDE = "complaints.work", "discipline.work", "complaints.decide"


@dataclass(frozen=True)
class Page:
    """What a page knows when it decides which forms to show."""

    officer: Officer
    viewer: Any
    discipline: Discipline | None
    papers: list[Served]
    findings: list[Finding]
    standing: Standing
    steps: frozenset[str] = field(default_factory=frozenset)
    files: tuple[Any, ...] = ()


def page_of(officer: Officer, viewer: Any, files: tuple[Any, ...] = ()) -> Page:
    """Gather what the page of an officer shows, inside a look that opens the case.

    Args:
        officer: in the case.
        viewer: who looks.
        files: what was sent along, taken before the look began.
    """
    current, served = cases.current(officer), cases.papers_of(officer)
    steps = frozenset(step.name for step in available(current, viewer)) if current else frozenset()
    rows = Finding.objects.within_look().filter(officer=officer).select_related("allegation")
    return Page(
        officer, viewer, current, served, list(rows), cases.standing_of(officer, served), steps, files
    )


Run = Callable[[Page, dict[str, Any]], Any]


@dataclass(frozen=True)
class Doing:
    """One thing to do.

    Attributes:
        name: last part of its address.
        title: heading of its form and words of its button.
        capability: what the actor must hold.
        form: the form.
        run: called inside the look with what the page knows and the cleaned values.
        shown: whether it is offered.
        offer: fills the form's choices.
    """

    name: str
    title: str | Promise
    capability: str
    form: type[django_forms.Form]
    run: Run
    shown: Callable[[Page], bool]
    offer: Callable[[Any, Page], None] = lambda form, page: None


def _files(page: Page, given: dict[str, Any]) -> tuple[Any, ...]:
    """What was sent along; the form's own field has done its work."""
    given.pop("file", None)
    return page.files


def _serve(page: Page, given: dict[str, Any]) -> None:
    chosen = given.pop("finding")
    papers.serve(
        page.officer.complaint_id, page.officer.pk, actor=page.viewer,
        finding_id=UUID(chosen) if chosen else None, files=_files(page, given), **given,
    )  # fmt: skip


def _statements(page: Page, given: dict[str, Any]) -> None:
    following.give_statements(page.officer.complaint_id, page.officer.pk, actor=page.viewer)


def _propose(page: Page, given: dict[str, Any]) -> None:
    files = _files(page, given)
    actions.propose(page.officer.complaint_id, page.officer.pk, actor=page.viewer, files=files, **given)


def _act(act: Callable[..., Any]) -> Run:
    """A step of the discipline that is open."""

    def run(page: Page, given: dict[str, Any]) -> None:
        assert page.discipline is not None
        if "file" in given:
            given["files"] = _files(page, given)
        act(page.officer.complaint_id, page.discipline.pk, actor=page.viewer, **given)

    return run


def _receipt(page: Page, given: dict[str, Any]) -> None:
    refused = given["what"] == "refused"
    papers.note_receipt(
        page.officer.complaint_id,
        UUID(given["paper"]),
        actor=page.viewer,
        refused=refused,
        words=given["words"],
    )


def _time(page: Page, given: dict[str, Any]) -> None:
    papers.decide_time(
        page.officer.complaint_id,
        UUID(given["paper"]),
        actor=page.viewer,
        until=given["until"],
        words=given["words"],
    )


def _depart(page: Page, given: dict[str, Any]) -> None:
    actions_officers.note_departure(page.officer.complaint_id, page.officer.pk, actor=page.viewer, **given)


def _unsigned(page: Page) -> list[Served]:
    return [one for one in page.papers if not one.is_acknowledged]


def _asked(page: Page) -> list[Served]:
    return [one for one in page.papers if one.time_asked_at and not one.time_answer]


def _step(name: str) -> Callable[[Page], bool]:
    return lambda page: name in page.steps


def _may_propose(page: Page) -> bool:
    sustained = any(one.adopted == "sustained" and not one.final for one in page.findings)
    return page.standing.notified and page.discipline is None and sustained


DOINGS = (
    Doing("serve", _("Serve a paper"), SERVE, forms.ServeForm, _serve,
          lambda page: bool(phases.servable(page.standing)),
          lambda form, page: form.offer(phases.servable(page.standing), page.findings)),
    Doing("statements", _("Give the officer their own statements"), SERVE, forms.EmptyForm, _statements,
          lambda page: page.standing.notified and bool(following.statements_to_give(page.officer))),
    Doing("propose", _("Propose discipline"), WORK, forms.ProposeForm, _propose, _may_propose),
    Doing("give-materials", _("Give the materials"), WORK, forms.MaterialsForm, _act(actions.give_materials),
          _step("give_materials")),
    Doing("respond", _("Record the response"), WORK, forms.RespondForm, _act(actions.respond), _step("respond")),
    Doing("decide", _("Decide"), DECIDE, forms.DecideForm, _act(actions.decide), _step("decide")),
    Doing("tell", _("Tell the decision in writing"), WORK, forms.TellForm, _act(actions.tell), _step("notify")),
    Doing("appeal", _("Record an appeal"), WORK, forms.AppealForm, _act(actions.record_appeal), _step("appeal")),
    Doing("hear", _("Set a hearing"), WORK, forms.HearForm, _act(actions.hear), _step("hear")),
    Doing("rule", _("Record how the appeal ended"), WORK, forms.RuleForm, _act(actions.rule), _step("rule"),
          lambda form, page: form.offer(forms.waiting(page.discipline, page.findings) if page.discipline else [])),
    Doing("close", _("Close the discipline"), WORK, forms.EmptyForm, _act(actions.close), _step("close")),
    Doing("receipt", _("Note a signature or a refusal"), SERVE, forms.ReceiptForm, _receipt,
          lambda page: bool(_unsigned(page)), lambda form, page: form.offer(_unsigned(page))),
    Doing("time", _("Answer a request for more time"), SERVE, forms.TimeForm, _time,
          lambda page: bool(_asked(page)), lambda form, page: form.offer(_asked(page))),
    Doing("departed", _("Note that the officer left"), SERVE, forms.DepartForm, _depart,
          lambda page: page.officer.left_on is None),
)  # fmt: skip
BY_NAME = {one.name: one for one in DOINGS}


def form_of(doing: Doing, page: Page, data: Any = None, files: Any = None) -> django_forms.Form:
    """A form, bound or not, with its choices."""
    made = doing.form(data, files, prefix=doing.name)
    doing.offer(made, page)
    return made


def offered(page: Page) -> list[Doing]:
    """What this viewer may do now."""
    return [one for one in DOINGS if allowed(page.viewer, one.capability) and one.shown(page)]
