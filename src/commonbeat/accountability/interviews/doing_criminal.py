"""What can be done on the page of a criminal track: each a form, a capability, and the one function that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.access import allowed
from commonbeat.kernel.ui.doings import Doing
from commonbeat.kernel.walls import grants
from commonbeat.kernel.walls.declare import kind
from commonbeat.kernel.workflow import available, is_open

from . import actions_criminal as actions
from . import enums, forms
from .models_criminal import CriminalTrack
from .process import CRIMINAL, TRACK


@dataclass(frozen=True)
class Page:
    """What a page knows when it decides which forms to show.

    Attributes:
        writes: whether a look for writing would open the track.
    """

    track: CriminalTrack
    viewer: Any
    steps: frozenset[str]
    writes: bool


def page_of(track: CriminalTrack, viewer: Any) -> Page:
    """Gather it, inside a look that opens the track."""
    steps = frozenset(step.name for step in available(track, viewer))
    return Page(track, viewer, steps, _may_write(track, viewer))


def _may_write(track: CriminalTrack, viewer: Any) -> bool:
    """Whether a look for writing would open this track; asked in a look for reading, to show the right forms."""
    if allowed(viewer, kind(enums.CRIMINAL).writes[track.label]):
        return True
    live = [one for one in grants.grants_of_case(enums.CRIMINAL, track.pk) if one.revoked_at is None]
    return any(one.account_id == viewer.pk and one.role in grants.WRITERS for one in live)


def _on(act: Callable[..., object], *more: Any) -> Callable[[Page, dict[str, Any]], object]:
    """Call an action on the track with what was typed."""
    return lambda page, given: act(page.track.pk, *more, actor=page.viewer, **given)


def _step(name: str, form: Any) -> Doing[Page]:
    """A move of the process, in its own words."""
    title = CRIMINAL.transition(name).title
    return Doing(
        name, title, TRACK, form, _on(actions.step, name), lambda page: page.writes and name in page.steps
    )


def _may_toll(page: Page) -> bool:
    return is_open(page.track) and not page.track.tolls and allowed(page.viewer, actions.OPEN)


DOINGS: tuple[Doing[Page], ...] = (
    _step("refer", forms.ReferForm),
    _step("file", forms.FiledForm),
    _step("decline", forms.EndedForm),
    _step("convict", forms.EndedForm),
    _step("acquit", forms.EndedForm),
    _step("end", forms.EndForm),
    Doing("note", _("Write into the log"), actions.WORK, forms.NoteForm, _on(actions.add_note), lambda page: page.writes),
    Doing("toll", _("Let the year of the complaint stand still"), "complaints.command", forms.ReasonForm,
          _on(actions.toll), _may_toll,
          hint=_("Gov. Code 3304(d)(2)(A). It runs on by itself when this track ends.")),
    Doing("let_in", _("Let somebody in"), actions.OPEN, forms.LetInForm, _on(actions.let_in),
          hint=_("Criminal investigators work here; investigators of the complaint only read. Nobody does both.")),
    Doing("put_out", _("Take somebody out"), actions.OPEN, forms.LetInForm, _on(actions.put_out)),
)  # fmt: skip
BY_NAME = {one.name: one for one in DOINGS}
