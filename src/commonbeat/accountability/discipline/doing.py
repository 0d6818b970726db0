"""What can be done on the page of one officer in a case: each a form, a capability, and the function that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from commonbeat.accountability.complaints import actions_officers
from commonbeat.accountability.complaints.models import Finding, Officer
from commonbeat.kernel.ui.doings import Doing
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


Run = Callable[[Page, dict[str, Any]], object]


def _on(act: Callable[..., object], which: Callable[[Page], Any]) -> Run:
    """Call an action on one record of the case with what was typed, and what was sent along."""

    def run(page: Page, given: dict[str, Any]) -> None:
        if "file" in given:  # the form's own field has done its work
            given["files"] = page.files
            del given["file"]
        act(page.officer.complaint_id, which(page), actor=page.viewer, **given)

    return run


def _officer(page: Page) -> Any:
    return page.officer.pk


def _open(page: Page) -> Any:
    """The discipline that is open; its steps are offered while there is one."""
    assert page.discipline is not None
    return page.discipline.pk


def _serve(page: Page, given: dict[str, Any]) -> None:
    chosen = given.pop("finding")
    _on(papers.serve, _officer)(page, {**given, "finding_id": UUID(chosen) if chosen else None})


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


def _unsigned(page: Page) -> list[Served]:
    return [one for one in page.papers if not one.is_acknowledged]


def _asked(page: Page) -> list[Served]:
    return [one for one in page.papers if one.time_asked_at and not one.time_answer]


def _step(name: str) -> Callable[[Page], bool]:
    return lambda page: name in page.steps


def _may_propose(page: Page) -> bool:
    sustained = any(one.adopted == "sustained" and not one.final for one in page.findings)
    return page.standing.notified and page.discipline is None and sustained


def _offer(given: Callable[[Page], Any]) -> Callable[[Any, Page], None]:
    """Give a form what it chooses among."""
    return lambda form, page: form.offer(given(page))


def _waiting(page: Page) -> list[Finding]:
    return forms.waiting(page.discipline, page.findings) if page.discipline else []


DOINGS: tuple[Doing[Page], ...] = (
    Doing("propose", _("Propose discipline"), WORK, forms.ProposeForm, _on(actions.propose, _officer),
          _may_propose),
    Doing("give-materials", _("Give the materials"), WORK, forms.MaterialsForm, _on(actions.give_materials, _open),
          _step("give_materials")),
    Doing("respond", _("Record the response"), WORK, forms.RespondForm, _on(actions.respond, _open), _step("respond")),
    Doing("decide", _("Decide"), DECIDE, forms.DecideForm, _on(actions.decide, _open), _step("decide")),
    Doing("tell", _("Tell the decision in writing"), WORK, forms.TellForm, _on(actions.tell, _open), _step("notify")),
    Doing("appeal", _("Record an appeal"), WORK, forms.AppealForm, _on(actions.record_appeal, _open), _step("appeal")),
    Doing("hear", _("Set a hearing"), WORK, forms.HearForm, _on(actions.hear, _open), _step("hear")),
    Doing("rule", _("Record how the appeal ended"), WORK, forms.RuleForm, _on(actions.rule, _open), _step("rule"),
          _offer(_waiting)),
    Doing("close", _("Close the discipline"), WORK, forms.EmptyForm, _on(actions.close, _open), _step("close")),
    Doing("serve", _("Serve a paper"), SERVE, forms.ServeForm, _serve,
          lambda page: phases.servable(page.standing),
          lambda form, page: form.offer(phases.servable(page.standing), page.findings)),
    Doing("statements", _("Give the officer their own statements"), SERVE, forms.EmptyForm,
          _on(following.give_statements, _officer),
          lambda page: page.standing.notified and following.statements_to_give(page.officer)),
    Doing("receipt", _("Note a signature or a refusal"), SERVE, forms.ReceiptForm, _receipt, _unsigned,
          _offer(_unsigned)),
    Doing("time", _("Answer a request for more time"), SERVE, forms.TimeForm, _time, _asked, _offer(_asked)),
    Doing("departed", _("Note that the officer left"), SERVE, forms.DepartForm,
          _on(actions_officers.note_departure, _officer),
          lambda page: page.officer.left_on is None),
)  # fmt: skip
BY_NAME = {one.name: one for one in DOINGS}
