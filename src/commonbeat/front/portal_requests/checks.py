"""What has to be put right before a report can go on, in the order of the page, each with where to go to."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from .received import Received

# Names of the receiving room for what this page calls otherwise.
PLACES = {"place": "id_address", "photos": "iss-photos", "category": ""}


def look(got: Received) -> None:
    """Fill `mistakes`: place, the category's questions, then the rest of the form."""
    found = no_place(got)
    if got.pointed.problem:
        got.form.add_error("address", got.pointed.problem)
    if got.asked is not None and not got.asked.is_valid():
        for field in got.asked.visible_fields():
            found += [(field.id_for_label or field.auto_id, said(field.label, text)) for text in field.errors]
    if not got.posted.get("description", "").strip() and not got.pictures:
        got.form.add_error("description", _("Say what is wrong in a few words, or add a picture."))
    for field in got.form.visible_fields():
        if field.name != "address":
            found += [(field.id_for_label or field.auto_id, said(field.label, text)) for text in field.errors]
    found += [("iss-photos", text) for text in got.refused]
    got.mistakes = found


def no_place(got: Received) -> list[tuple[str, str]]:
    """What is wrong with the place, and the way on for words that were not found."""
    if not got.pointed.problem:
        return []
    found = [("id_address", got.pointed.problem)]
    if got.pointed.unknown:
        found.append(("iss-as-typed", _("Or check the box to send it with your words.")))
    return found


def said(label: object, text: str) -> str:
    """A field's name and what is wrong with it, as one line."""
    name = str(label)
    return f"{name} {text}" if name.endswith(("?", ":")) else f"{name}: {text}"


def refused_by(errors: Mapping[str, str], got: Received) -> list[tuple[str, str]]:
    """What the receiving room refused, where it stands on the page."""
    found = []
    for name, text in errors.items():
        if name in got.form.fields:
            got.form.add_error(name, text)
            found.append((f"id_{name}", said(got.form.fields[name].label, text)))
        else:
            found.append((PLACES.get(name, f"id_q-{name}"), text))
    return found
