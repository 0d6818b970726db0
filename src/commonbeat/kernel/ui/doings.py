"""What can be done on the page of a record: each thing a form, a capability, and the one function that does it.

A topic lists its things to do once. Its page draws what `offers` gives with ``ui/partials/doings.html``; its view makes
the form and tries it. What is refused comes back open, with what was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection, transaction
from django.forms import Form
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from commonbeat.kernel.access import allowed

from . import forms

Page = TypeVar("Page")


@dataclass(frozen=True)
class Doing(Generic[Page]):
    """One thing to do. A topic's own ``Page`` holds what it knows: the record, the viewer, the steps that are possible.

    Attributes:
        name: last part of its address, and the prefix of its form.
        title: heading of its form and words of its button.
        capability: what the actor must hold.
        form: the form's class.
        run: does it with the cleaned values; refuses with a ``ValidationError`` or a ``ValueError``.
        shown: whether it is offered now.
        fill: gives the fresh form its choices and first values.
        hint: a sentence above the form.
    """

    name: str
    title: str | Promise
    capability: str
    form: type[Form]
    run: Callable[[Page, dict[str, Any]], object]
    shown: Callable[[Page], object] = lambda page: True
    fill: Callable[[Any, Page], object] = lambda form, page: None
    hint: str | Promise = ""

    def form_of(self, page: Page, data: Any = None, files: Any = None) -> Form:
        """Its form, empty or with what was sent."""
        made = self.form(data, files, prefix=self.name)
        self.fill(made, page)
        return made

    def offered_to(self, viewer: Any, page: Page) -> bool:
        """Whether the viewer may, and it can be done now."""
        return allowed(viewer, self.capability) and bool(self.shown(page))

    def tried(self, page: Page, form: Form) -> bool:
        """Do all of it or nothing; what refuses it is said on the form.

        Returns:
            Whether it was done.
        """
        # In a look, half of what was done must not stay. Outside of one each action is a transaction by itself, and the
        # log keeps whom it refused.
        whole = transaction.atomic if connection.in_atomic_block else nullcontext

        def act(given: dict[str, Any]) -> None:
            with whole():
                self.run(page, given)

        return forms.tried(form, act) is not None

    @property
    def said(self) -> str:
        """What is told when it is done."""
        return _("Done: %(what)s.") % {"what": self.title}


@dataclass(frozen=True)
class Offer:
    """A `Doing` as the page draws it.

    Attributes:
        action: where the form goes.
        open: whether it was sent back with errors.
    """

    doing: Doing[Any]
    form: Form
    action: str
    open: bool


def offers(
    doings: Iterable[Doing[Page]],
    page: Page,
    viewer: Any,
    address: Callable[[str], str],
    bound: Mapping[str, Form] | None = None,
) -> list[Offer]:
    """What a viewer is offered on a page now.

    Args:
        doings: all that there are.
        address: gives where the form of a name goes.
        bound: forms that were refused, by name; each is drawn again, whatever is offered otherwise.
    """
    refused = bound or {}
    return [
        Offer(one, refused.get(one.name) or one.form_of(page), address(one.name), one.name in refused)
        for one in doings
        if one.name in refused or one.offered_to(viewer, page)
    ]
