"""What can be done on the page of an interview: each a form, a capability, and the one function that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel import attachments
from commonbeat.kernel.ui.doings import Doing
from commonbeat.kernel.workflow import available

from . import actions, checklist, enums, forms, notice
from .models import Interview

WORK = "complaints.work"


@dataclass(frozen=True)
class Page:
    """What a page knows when it decides which forms to show."""

    record: Interview
    viewer: Any
    steps: frozenset[str]
    checks: list[checklist.Check]


def page_of(interview: Interview, viewer: Any) -> Page:
    """Gather it, inside the look that opens the case."""
    steps = frozenset(step.name for step in available(interview, viewer))
    return Page(interview, viewer, steps, checklist.checklist(interview))


def on(act: Callable[..., object], *more: Any) -> Callable[[Any, dict[str, Any]], object]:
    """Call an action on a record of a case with what was typed.

    Args:
        more: what it takes besides the ids of the case and the record.
    """
    return lambda page, given: act(
        page.record.complaint_id, page.record.pk, *more, actor=page.viewer, **given
    )


def _drop(page: Page, given: dict[str, Any]) -> None:
    actions.drop_person(page.record.complaint_id, page.record.pk, given["person"], actor=page.viewer)


def _before(page: Page) -> bool:
    return page.record.state in ("planned", "noticed")


def _held(page: Page) -> bool:
    return page.record.state == "held"


def _begun(*names: str) -> Callable[[Any, Page], None]:
    """Begin a form with what stands."""
    return lambda form, page: form.initial.update(forms.initial(page.record, names))


def _duties(form: Any, page: Page) -> None:
    form.fields["rule"].choices = [(one.rule, one.title) for one in page.checks if not one.settled]


def _step(name: str, title: Any, form: Any, **more: Any) -> Doing[Page]:
    """A move of the process."""
    return Doing(name, title, WORK, form, on(actions.step, name), lambda page: name in page.steps, **more)


def _files(name: str, title: Any, policy: str, shown: Callable[[Page], bool], hint: Any) -> Doing[Page]:
    """Files of one kind."""

    def fill(form: Any, page: Page) -> None:
        sent = (form.data, form.files) if form.is_bound else (None, None)
        form.uploads = attachments.Uploads(
            policy, actor=page.viewer, data=sent[0], files=sent[1], name=name, label=str(title)
        )

    return Doing(name, title, WORK, forms.FilesForm, on(actions.add_files), shown, fill, hint=hint)


DOINGS: tuple[Doing[Page], ...] = (
    Doing("person", _("Name who is present"), WORK, forms.PersonForm, on(actions.add_person), _before),
    Doing("serve", _("Serve the notice"), WORK, forms.ServeForm, on(actions.serve),
          lambda page: _before(page) and page.record.part == enums.Part.ACCUSED,
          hint=_("Its words are below; they are kept as they are now.")),
    Doing("happened", _("Note what happened"), WORK, forms.HappenedForm, on(actions.change), _before,
          _begun(*actions.HAPPENED)),
    Doing("break", _("Note a break"), WORK, forms.BreakForm, on(actions.add_break), _before),
    Doing("depart", _("Write down why a duty is not met"), WORK, forms.DepartForm, on(actions.depart),
          lambda page: _before(page) and any(not one.settled for one in page.checks), _duties),
    _step("hold", _("It was held"), forms.EmptyForm,
          hint=_("Every duty is met, or a written reason stands for it. What is noted can no longer be changed.")),
    Doing("write", _("Write down what was said"), WORK, forms.SaidForm, on(actions.write_down), _held,
          _begun(*actions.SAID)),
    _files("transcript", _("Add a transcript or a recording's text"), notice.TRANSCRIPT,
           lambda page: _before(page) or _held(page), _("Who was interviewed gets these.")),
    _files("notes", _("Add notes and papers"), notice.NOTES, lambda page: _before(page) or _held(page),
           _("For the case; who was interviewed does not get these.")),
    _step("give", _("Recording or transcript was given"), forms.GiveForm),
    Doing("plan", _("Change the plan"), WORK, forms.PlanForm, on(actions.change), _before, _begun(*actions.PLANNED)),
    _step("postpone", _("Move it to another time"), forms.PostponeForm, hint=_("A new notice is needed then.")),
    _step("refuse", _("They refused to answer"), forms.ReasonForm),
    _step("miss", _("They did not appear"), forms.ReasonForm),
    _step("call_off", _("Call it off"), forms.ReasonForm),
    # its button stands beside each name
    Doing("drop", _("Take somebody off the list"), WORK, forms.DropForm, _drop, lambda page: False),
)  # fmt: skip
BY_NAME = {one.name: one for one in DOINGS}
NEXT = frozenset({"person", "serve", "happened", "hold", "write", "give"})
"""What comes next, while it is offered; anything else stands under “more”."""
