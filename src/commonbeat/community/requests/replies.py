"""Reply templates: words with fields in braces, filled in for one request; and changing templates and categories."""

from __future__ import annotations

import re
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonbeat.city.agency.queries import agency
from commonbeat.kernel.access import acting

from .models import Category, PublicRequest, ReplyTemplate, ServiceRequest, in_language

FIELDS = ("number", "category", "place", "expected", "department", "survivor")
_FIELD = re.compile(r"\{(\w+)\}")
MANAGE = "requests.manage"


def filled(
    template: ReplyTemplate, record: ServiceRequest, language: str, survivor: ServiceRequest | None = None
) -> str:
    """A template's words for one request.

    Args:
        template: which one.
        record: whose facts are filled in.
        language: ``en`` or ``es``.
        survivor: the request it repeats, before that is kept.
    """
    other = survivor or record.duplicate_of
    with translation.override(language):
        facts = {
            "number": record.number,
            "category": in_language(record.category, "name", language).lower(),
            "place": _block(record, language) or _("the place"),
            "expected": date_format(record.expected_on, "DATE_FORMAT") if record.expected_on else _("soon"),
            "department": agency().name,
            "survivor": other.number if other else _("another number"),
        }
    text = in_language(template, "text", language)
    return _FIELD.sub(lambda found: facts.get(found[1], found[0]), text)


def _block(record: ServiceRequest, language: str) -> str:
    """The place as the public may read it, within a sentence: templates go into words that everybody reads."""
    block = PublicRequest.objects.filter(request=record).values_list("block", flat=True).first() or ""
    number, found, street = block.partition(" block of ")
    if not found:
        return block
    return f"la cuadra {number} de {street}" if language == "es" else f"the {block}"


def unknown_fields(text: str) -> list[str]:
    """Fields in braces that nothing is known for."""
    return sorted({name for name in _FIELD.findall(text) if name not in FIELDS})


def save_template(template: ReplyTemplate, *, actor: Any, reason: str) -> None:
    """Keep a new or changed template.

    Raises:
        ValueError: no reason, or a field nobody can fill in.
    """
    if not reason.strip():
        raise ValueError(_("Please give a reason."))
    if unknown := unknown_fields(f"{template.text_en} {template.text_es}"):
        raise ValueError(_("Nothing can be filled in for %(names)s.") % {"names": ", ".join(unknown)})
    with acting(
        actor,
        MANAGE,
        "requests.template_changed",
        object_kind="template",
        object_id=template.pk,
        reason=reason,
    ):
        template.save()


def save_category(category: Category, *, actor: Any, reason: str) -> None:
    """Keep a new or changed category. Requests that are there stay as public or private as they are.

    Raises:
        ValueError: no reason, or a stop without words.
    """
    if not reason.strip():
        raise ValueError(_("Please give a reason."))
    if category.stop_kind and not (category.stop_en and category.stop_es):
        raise ValueError(_("A category that ends the form says why, in both languages."))
    with acting(
        actor,
        MANAGE,
        "requests.category_changed",
        object_kind="category",
        object_id=category.pk,
        reason=reason,
    ):
        category.save()
