"""The service list and the definitions: categories that take reports, and their own questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

import commonbeat.community.requests.public as desk
from commonbeat.kernel import forms
from commonbeat.kernel.forms import Definition, Group, Question
from commonbeat.kernel.forms.hints import condition_of

from .faults import refused

DATATYPES = {
    "text": "string", "long": "text", "number": "number", "money": "number", "date": "datetime", "datetime": "datetime",
    "one": "singlevaluelist", "many": "multivaluelist", "yes_no": "singlevaluelist", "phone": "string",
    "email": "string", "info": "string",
}  # fmt: skip


def offered(language: str) -> list[desk.CategoryShown]:
    """Categories that take reports, in the order of the form; those that lead elsewhere are left out."""
    return [one for group in desk.categories(language) for one in group.categories if not one.stop_kind]


def service(code: str, language: str) -> desk.CategoryShown:
    """One category that takes reports.

    Raises:
        Refused: 404, there is none; where the city looks after it elsewhere, the sentence says who does.
    """
    try:
        found = desk.category(code, language)
    except desk.UnknownCategory as unknown:
        raise refused(404, f"service_code {code[:60]} was not found.") from unknown
    if found.stop_kind:
        raise refused(404, f"service_code {code[:60]} takes no reports here. {found.stops}".strip())
    return found


def listed(language: str) -> list[dict[str, Any]]:
    """The rows of the service list."""
    return [
        {
            "service_code": one.code,
            "service_name": one.name,
            "description": one.description,
            "metadata": bool(attributes(one, language)),
            "type": "realtime",
            "keywords": ", ".join(one.keywords),
            "group": one.group,
        }
        for one in offered(language)
    ]


def definition(code: str, language: str) -> dict[str, Any]:
    """A service definition; without attributes where a category asks nothing of its own.

    Raises:
        Refused: 404, no such service.
    """
    found = service(code, language)
    return {"service_code": found.code, "attributes": attributes(found, language)}


def asked(one: desk.CategoryShown) -> forms.FormVersion | None:
    """The questions of a category as they are asked now."""
    return forms.current(one.form_key) if one.form_key else None


def attributes(one: desk.CategoryShown, language: str) -> list[dict[str, Any]]:
    """The attributes of a category."""
    version = asked(one)
    if version is None:
        return []
    questions = enumerate(_each(version.definition), start=1)
    return [_attribute(version.definition, *pair, at, language) for at, pair in questions]


def _each(form: Definition) -> Iterator[tuple[Group, Question]]:
    for group in form.groups:
        for question in group.questions:
            yield group, question


def _attribute(form: Definition, group: Group, question: Question, at: int, language: str) -> dict[str, Any]:
    """One question as an attribute.

    Open311 has no conditions: a question asked only after certain answers is not required, and says when it counts.
    """
    depends = question.when or group.when
    condition = condition_of(form, depends, language) if depends else ""
    words = [question.label.said(language), condition]
    return {
        "variable": question.kind != "info",
        "code": question.code,
        "datatype": DATATYPES[question.kind],
        "required": question.required and not depends and question.kind != "info",
        "datatype_description": question.help.said(language) or None,
        "order": at,
        "description": " ".join(word for word in words if word),
        "values": _values(question, language),
    }


def _values(question: Question, language: str) -> list[dict[str, str]]:
    if question.kind == "yes_no":
        return [{"key": "yes", "name": _("Yes")}, {"key": "no", "name": _("No")}]
    return [{"key": choice.key, "name": choice.words.said(language)} for choice in question.choices]
