"""What can be done on the page of an alert: each a form and the one function that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.ui.doings import Doing

from . import actions, forms
from .enums import FOLLOW_UPS
from .models import Alert

REVIEW = "support.review"


@dataclass(frozen=True)
class Page:
    """What a page knows when it decides which forms to show.

    Attributes:
        left: days after which the plan is still to be looked at again.
    """

    alert: Alert
    viewer: Any
    left: list[int]


def page_of(alert: Alert, viewer: Any) -> Page:
    """Gather it, inside the look that opens the file."""
    done = set(alert.followups.within_look().values_list("day", flat=True))
    return Page(alert, viewer, [one for one in FOLLOW_UPS if one not in done])


def _on(act: Callable[..., object]) -> Callable[[Page, dict[str, Any]], object]:
    """Call an action on the alert with what was typed."""
    return lambda page, given: act(page.alert, actor=page.viewer, **given)


def _in(*states: str) -> Callable[[Page], bool]:
    return lambda page: page.alert.state in states


def _days(form: Any, page: Page) -> None:
    form.fields["day"].choices = [(one, _("%(n)s days") % {"n": one}) for one in page.left]


DOINGS: tuple[Doing[Page], ...] = (
    Doing("talk", _("Write down a talk"), REVIEW, forms.MeetingForm, _on(actions.hold_meeting),
          _in("acknowledged", "reviewed", "plan", "follow_up")),
    Doing("plan", _("Write down a plan"), REVIEW, forms.PlanForm, _on(actions.make_plan), _in("reviewed")),
    Doing("follow_up", _("Look at the plan again"), REVIEW, forms.FollowUpForm, _on(actions.follow_up),
          lambda page: page.alert.state in ("plan", "follow_up") and page.left, _days),
    Doing("effect", _("Work out what came of it"), REVIEW, forms.WordsForm, _on(actions.note_effect), _in("follow_up")),
)  # fmt: skip
BY_NAME = {one.name: one for one in DOINGS}
SAID = {
    "talk": _("The talk is on file."),
    "plan": _("The plan is on file."),
    "follow_up": _("It is on file."),
    "effect": _("The effect is on file."),
}
