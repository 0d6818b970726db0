"""What the page is drawn from: groups, blocks, questions, the controls of a date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.forms import BoundField
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.forms.definition import Group, Question
from commonbeat.kernel.forms.fields import Pieces


@dataclass(frozen=True)
class Piece:
    """One control of a date."""

    name: str
    label: str
    id: str
    control: SafeString


@dataclass(frozen=True)
class Asked:
    """One question on the page: its field, or only its text for ``info``."""

    question: Question
    label: str
    help: str
    bound: BoundField | None
    condition: str
    when_field: str
    when_answers: str

    @property
    def kind(self) -> str:
        """How it is drawn: line, radios, checks, date or info."""
        widget = self.bound.field.widget if self.bound else None
        if widget is None:
            return "info"
        if isinstance(widget, Pieces):
            return "date"
        if isinstance(widget, forms.CheckboxSelectMultiple):
            return "checks"
        return "radios" if isinstance(widget, forms.RadioSelect) else "line"

    @property
    def dress(self) -> str:
        """The name of the control in the design system, for groups of choices."""
        return "checkbox" if self.kind == "checks" else "radio"

    @property
    def described(self) -> str:
        """Ids of the hint and the error, for a group of controls."""
        if self.bound is None:
            return ""
        ids = [f"{self.bound.auto_id}_hint"] if self.bound.help_text else []
        return " ".join([*ids, f"{self.bound.auto_id}_error"] if self.bound.errors else ids)

    @property
    def pieces(self) -> list[Piece]:
        """Month, day, year (and time) of a date."""
        if self.bound is None or not isinstance(self.bound.field.widget, Pieces):
            return []
        return list(_pieces(self.bound))


@dataclass(frozen=True)
class Block:
    """A group once (or one of the times it is filled in)."""

    group: Group
    title: str
    number: int
    asked: list[Asked]
    remove: str
    fresh: bool


@dataclass(frozen=True)
class GroupShown:
    """A group with its blocks and, if it repeats, the names of its buttons."""

    group: Group
    title: str
    blocks: list[Block]
    condition: str
    when_field: str
    when_answers: str
    rows_name: str = ""
    add: str = ""
    limit: str = ""


LABELS = {"month": _("Month"), "day": _("Day"), "year": _("Year"), "time": _("Time")}


def _pieces(bound: BoundField) -> Iterator[Piece]:
    """The controls of a date, each with its own label, dressed as the design system has it."""
    widget = bound.field.widget
    attrs = {"id": bound.auto_id} | ({"aria-invalid": "true"} if bound.errors else {})
    context = widget.get_context(bound.html_name, bound.value(), attrs)["widget"]
    for name, part in zip(Pieces.names, context["subwidgets"], strict=False):
        dress = "usa-select" if name == "month" else "usa-input"
        wrong = " usa-input--error" if bound.errors and name != "month" else ""
        part["attrs"]["class"] = f"{dress}{wrong}"
        control = bound.form.renderer.render(part["template_name"], {"widget": part})
        yield Piece(name, str(LABELS[name]), part["attrs"]["id"], mark_safe(control))
