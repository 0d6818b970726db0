"""What can be done on the page of an item: each a form, a capability, and the one function that does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel import attachments
from commonbeat.kernel.ui.doings import Doing

from . import actions_evidence as actions
from . import forms
from .doing import WORK, on
from .models_evidence import CustodyStep, Evidence


@dataclass(frozen=True)
class Page:
    """What the page of an item knows when it decides which forms to show.

    Attributes:
        steps: its chain of custody.
        now: the step that says who holds it.
    """

    record: Evidence
    viewer: Any
    steps: list[CustodyStep]
    now: CustodyStep | None


def page_of(item: Evidence, viewer: Any) -> Page:
    """Gather it, inside the look that opens the case."""
    steps = actions.chain(item)
    return Page(item, viewer, steps, actions.holding(steps))


def _may_hand_over(page: Page) -> bool:
    mine = page.now is not None and page.now.to_account_id in (None, page.viewer.pk)
    return mine and not page.steps[-1].waits


def _answer(page: Page, given: dict[str, Any]) -> None:
    on(actions.answer, page.steps[-1].pk)(page, {**given, "received": given["received"] == "yes"})


DOINGS: tuple[Doing[Page], ...] = (
    Doing("answer", _("Answer for it"), WORK, forms.AnswerForm, _answer,
          lambda page: actions.may_answer(page.steps[-1], page.viewer),
          hint=_("You are the second person: it counts when you say so.")),
    Doing("hand_over", _("Hand it over"), WORK, forms.HandOverForm, on(actions.hand_over), _may_hand_over,
          hint=_("Another person confirms it.")),
    Doing("check", _("Check the files against their hashes"), WORK, forms.EmptyForm, on(actions.check_hashes),
          lambda page: attachments.of(page.record)),
)  # fmt: skip
BY_NAME = {one.name: one for one in DOINGS}
