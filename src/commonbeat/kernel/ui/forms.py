"""Form controls in USWDS dress, with the links a screen reader needs between control, hint and error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm, BoundField, widgets
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.safestring import SafeString

CLASSES: tuple[tuple[type[widgets.Widget], str], ...] = (
    (widgets.CheckboxSelectMultiple, "usa-checkbox__input"),
    (widgets.RadioSelect, "usa-radio__input"),
    (widgets.CheckboxInput, "usa-checkbox__input"),
    (widgets.Textarea, "usa-textarea"),
    (widgets.FileInput, "usa-input"),
    (widgets.SelectMultiple, "usa-select"),
    (widgets.Select, "usa-select"),
    (widgets.Input, "usa-input"),
)


def class_of(widget: widgets.Widget) -> str:
    """Return the USWDS class of a control; "" for one that USWDS does not dress."""
    return next((name for kind, name in CLASSES if isinstance(widget, kind)), "")


def control(field: BoundField) -> SafeString:
    """Return the control as HTML, its own attributes kept."""
    widget = field.field.widget
    own, ours = widget.attrs.get("class", ""), class_of(widget)
    classes = own if ours in own.split() else f"{own} {ours}".strip()
    if field.errors and classes.startswith("usa-input"):
        classes += " usa-input--error"
    described = [f"{field.auto_id}_hint"] if field.help_text else []
    attrs = {"class": classes}
    if field.errors:
        described.append(f"{field.auto_id}_error")
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attrs)


def kind_of(field: BoundField) -> dict[str, str]:
    """Say how a field is laid out: one box with its label after it, a group of choices, or label above."""
    widget = field.field.widget
    if isinstance(widget, widgets.RadioSelect | widgets.CheckboxSelectMultiple):
        widget.attrs["class"] = class_of(widget)  # the single controls of a group do not pass `control`
    if isinstance(widget, widgets.CheckboxSelectMultiple):
        return {"kind": "group", "group_class": "usa-checkbox"}
    if isinstance(widget, widgets.RadioSelect):
        return {"kind": "group", "group_class": "usa-radio"}
    return {"kind": "checkbox" if isinstance(widget, widgets.CheckboxInput) else "line", "group_class": ""}


def refuse(form: BaseForm, error: Exception) -> None:
    """Say on a form why an action refused what was typed: beside the field that is named, else on top.

    Args:
        form: valid so far.
        error: a ``ValidationError``, an error with ``errors`` by field (``MoveRefused``), or any other with its words.
    """
    if isinstance(error, ValidationError):
        errors = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    else:
        errors = getattr(error, "errors", None) or {"": str(error)}
    for name, words in errors.items():
        form.add_error(name if name in form.fields else None, words)


def tried(form: BaseForm, act: Callable[[dict[str, Any]], Any]) -> Any:
    """Do something with what was typed; what refuses it is said on the form.

    Args:
        form: bound or not; nothing is done with one that is not valid.
        act: gets the cleaned values; refuses with a ``ValidationError`` or a ``ValueError`` (``MoveRefused`` is one).

    Returns:
        What ``act`` returned, ``True`` where it returns nothing; ``None`` when nothing was done.
    """
    if not form.is_valid():
        return None
    try:
        done = act(dict(form.cleaned_data))
    except (ValidationError, ValueError) as refused:
        refuse(form, refused)
        return None
    return True if done is None else done


def acted(
    request: HttpRequest, form: BaseForm, act: Callable[[dict[str, Any]], Any], said: str | Promise
) -> bool:
    """Do something with what was typed, as `tried`, and tell so on the next page.

    Args:
        said: the sentence that tells it.

    Returns:
        Whether it was done; if not, the form comes back with what was typed and what is wrong.
    """
    done = tried(form, act) is not None
    if done:
        messages.success(request, str(said))
    return done
