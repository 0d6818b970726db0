"""Questions as versioned, translated data: conditions, repeating groups, limits, answers in words.

A topic ships a TOML file and registers it in ``module.py``::

    register_form("requests.graffiti", HERE / "forms" / "graffiti.toml")

A page asks and keeps::

    version = current("requests.graffiti")
    questions = build(version, data=request.POST or None)
    if questions.is_valid():
        record.form_key, record.form_number, record.answers = version.key, version.number, questions.answers()

and any other page shows them with ``shown(version(key, number), answers, language)``. How: ``docs/howto/change-a-form.md``.
"""

from typing import Any

from commonbeat.kernel.forms.definition import Choice, Definition, Group, Question, Words
from commonbeat.kernel.forms.errors import BadDefinition, Fault, UnknownForm
from commonbeat.kernel.forms.registry import form, forms, load_definition, register_form

_LATER = {
    "FormVersion": "models", "QuestionForm": "asking", "build": "asking", "ShownAnswer": "showing", "shown": "showing",
    "Overtaken": "versions", "check": "versions", "current": "versions", "history": "versions",
    "shipped_news": "versions", "take_over": "versions", "version": "versions",
}  # fmt: skip
__all__ = [
    "BadDefinition", "Choice", "Definition", "Fault", "FormVersion", "Group", "Overtaken", "Question",
    "QuestionForm", "ShownAnswer", "UnknownForm", "Words", "build", "check", "current", "form", "forms", "history",
    "load_definition", "register_form", "shipped_news", "shown", "take_over", "version",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Look up what needs the tables when it is first used: this package is imported before them."""
    if name not in _LATER:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
