"""What can be done on the page of a request: each a form, a capability, and the one function that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel import clocks
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.ui.doings import Doing

from . import actions, enums, forms
from .models import DisclosureRequest
from .process import OPEN
from .promises import REQUEST

WORK = "disclosure.work"


@dataclass(frozen=True)
class Page:
    """What a page knows when it decides which forms to show."""

    request: DisclosureRequest
    viewer: Any
    clock: Clock | None


def page_of(request: DisclosureRequest, viewer: Any) -> Page:
    """Gather it, inside the look that opens the complaint."""
    return Page(request, viewer, clocks.clock_of(REQUEST, request))


def _on(act: Callable[..., object], *more: Any) -> Callable[[Page, dict[str, Any]], object]:
    """Call an action on the request with what was typed."""
    return lambda page, given: act(page.request, *more, actor=page.viewer, **given)


def _open(page: Page) -> bool:
    return page.request.state in OPEN


def _held(page: Page) -> bool:
    return _open(page) and page.clock is not None and bool(clocks.open_grounds(page.clock))


def _steps(form: Any, page: Page) -> None:
    """Offer the next step of delay the law has, and what a court or a prosecutor may hold it for."""
    following = clocks.next_renewal(page.clock) if page.clock is not None else None
    steps = [(following.name, following.title)] if following is not None else []
    form.fields["step"].choices = [*steps, *enums.Ground.choices]


DOINGS: tuple[Doing[Page], ...] = (
    Doing("delay", _("Delay it, with reasons in writing"), WORK, forms.DelayForm, _on(actions.delay), _open, _steps),
    Doing("go-on", _("What held it is over"), WORK, forms.GoOnForm, _on(actions.go_on), _held),
    Doing("redact", _("Note something blacked out"), WORK, forms.RedactForm, _on(actions.redact), _open),
    Doing("release", _("The records went out"), WORK, forms.ReleaseForm, _on(actions.end, "release"), _open),
    Doing("refuse", _("Nothing is given out"), WORK, forms.RefuseForm, _on(actions.end, "refuse"), _open),
    Doing("withdraw", _("The requester withdraws"), WORK, forms.WithdrawForm, _on(actions.end, "withdraw"), _open),
)  # fmt: skip
BY_NAME = {one.name: one for one in DOINGS}
