"""The questions of a report in steps: the same for a resident page by page and for a clerk on one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.forms import QuestionForm, build, current

from .text import report_types

PREFIXES = {"when": "w", "things": "t", "vehicles": "v", "people": "p", "tell": "n", "sign": "s"}
SHARED = tuple(PREFIXES)


@dataclass(frozen=True)
class Step:
    """One page of a report.

    Attributes:
        name: ``what``, ``things``, ``people``, ``tell`` or ``check``.
        title: its heading.
        forms: keys of the question forms on it.
        files: whether pictures and papers can be added here.
    """

    name: str
    title: str | Promise
    forms: tuple[str, ...]
    files: bool = False


def steps_for(kind: str) -> tuple[Step, ...]:
    """The pages of a report of this kind, in order.

    Raises:
        KeyError: there is no such kind.
    """
    own = report_types()[kind]
    lines = tuple(
        f"reports.{one}s" if one == "vehicle" else "reports.things" for one in own.asks if one != "suspect"
    )
    steps = [Step("what", _("When, where and how"), ("reports.when", own.form))]
    if lines:
        title = _("The vehicle") if lines == ("reports.vehicles",) else _("The things")
        steps.append(Step("things", title, lines))
    steps += [
        Step("people", _("People"), ("reports.people",)),
        Step("tell", _("In your own words"), ("reports.tell",), files=True),
        Step("check", _("Check and sign"), ("reports.sign",)),
    ]
    return tuple(steps)


def forms_of(
    step: Step, *, data: Mapping[str, Any] | None = None, answers: Mapping[str, Any] | None = None
) -> list[QuestionForm]:
    """The question forms of a page, in the active language.

    Args:
        step: which page.
        data: what was posted; ``None`` shows kept answers.
        answers: form key → kept answers.
    """
    kept = answers or {}
    return [
        build(current(key), data=data, prefix=prefix_of(key), answers=kept.get(key)) for key in step.forms
    ]


def prefix_of(key: str) -> str:
    """What control names of a form begin with: one letter for those all reports share, ``k`` for the kind's own."""
    return PREFIXES.get(key.removeprefix("reports."), "k")


def add_problems(forms: list[QuestionForm]) -> None:
    """Check what one question alone cannot know: the end is not before the beginning, a way to be told is there."""
    for form in forms:
        if form.version.key == "reports.when" and form.is_valid():
            first, last = (form.cleaned_data.get(name) for name in ("happened_from", "happened_to"))
            if first and last and str(last) < str(first):
                form.add_error("happened_to", _("The end is before the beginning."))
        if form.version.key == "reports.people" and form.is_valid():
            given = form.cleaned_data
            if not given.get("phone") and not given.get("email") and not given.get("home_address"):
                form.add_error(
                    "phone", _("Give a phone number, an e-mail or an address, so that we can reach you.")
                )
