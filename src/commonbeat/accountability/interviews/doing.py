"""What can be done on the page of an interview, a piece of evidence or a criminal track: a form and one function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from commonbeat.kernel import attachments, walls
from commonbeat.kernel.ui.forms import refuse


@dataclass(frozen=True)
class Doing:
    """One thing to do.

    Attributes:
        name: last part of its address.
        title: words of its heading and its button.
        form: makes the form from data (or ``None``).
        run: called inside the look with the cleaned values.
        shown: whether it is offered.
        first: among what comes next, or under “more”.
        hint: a sentence above the form.
        uploads: files that come with it.
    """

    name: str
    title: str | Promise
    form: Callable[[Any], forms.Form]
    run: Callable[[dict[str, Any]], Any]
    shown: bool = True
    first: bool = False
    hint: str | Promise = ""
    uploads: attachments.Uploads | None = None


@dataclass(frozen=True)
class Offer:
    """A `Doing` as the page draws it.

    Attributes:
        action: where the form goes.
        open: whether it was sent back with errors.
    """

    doing: Doing
    form: forms.Form
    action: str
    open: bool

    @property
    def wrong(self) -> bool:
        """Whether something is said above the page."""
        return bool(self.open and self.form.errors)


def offers(doings: list[Doing], address: Callable[[str], str], bound: dict[str, forms.Form]) -> list[Offer]:
    """What is offered on a page.

    Args:
        doings: all that there are.
        address: where the form of a name goes.
        bound: forms that were refused.
    """
    return [
        Offer(one, bound.get(one.name) or one.form(None), address(one.name), one.name in bound)
        for one in doings
        if one.shown or one.name in bound
    ]


def tried(doing: Doing, data: Any) -> forms.Form | None:
    """Do it.

    Returns:
        The form with what is wrong, or ``None`` when it is done.
    """
    form = doing.form(data)
    if doing.uploads is not None and not doing.uploads.is_valid():
        form.is_valid()
        form.add_error(None, " ".join(doing.uploads.errors))
    if form.is_valid():
        try:
            doing.run(dict(form.cleaned_data))
        except (ValidationError, ValueError) as refused:
            refuse(form, refused)
        else:
            return None
    return form


def must_write(case: Any) -> None:
    """Refuse who may only read this case, before the database does.

    Raises:
        PermissionDenied: the look in progress does not open it for writing.
    """
    if not walls.sees(case, writing=True):
        raise PermissionDenied(_("You may read this case; you were not let in to work on it."))
