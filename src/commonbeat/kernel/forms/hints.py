"""Words around a question: its help with its limits, its condition, what is missing."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.kernel.forms.definition import DEFAULT_LENGTH, Definition, Question, When


def help_of(question: Question, language: str | None) -> str:
    """The help as written, and the limits worth knowing before typing."""
    said = [question.help.said(language)]
    if question.kind == "long" or (question.kind == "text" and question.max_length < DEFAULT_LENGTH["text"]):
        said.append(_("At most %(most)s characters.") % {"most": number_format(question.max_length)})
    if question.kind == "many":
        said.append(_("Pick all that fit."))
    if question.kind == "datetime":
        said.append(_("If you do not know the time, leave it empty."))
    return " ".join(part for part in said if part)


def condition_of(definition: Definition, when: When | None, language: str | None) -> str:
    """When a question is asked, in words for readers without a script: "Only if you answered …"."""
    decides = definition.question(when.question) if when else None
    if when is None or decides is None:
        return ""
    words = {choice.key: choice.words.said(language) for choice in decides.choices}
    words |= {"yes": words.get("yes") or _("Yes"), "no": words.get("no") or _("No")}
    named = _(" or ").join(f"“{words.get(key, key)}”" for key in when.answers)
    return _("Only if you answered %(answers)s to “%(question)s”") % {
        "answers": named, "question": decides.label.said(language),
    }  # fmt: skip


def limit_of(most: int) -> str:
    """How often a group may be filled in."""
    return ngettext("At most %(most)s.", "At most %(most)s.", most) % {"most": most}


def missing(question: Question) -> str:
    """What to say when a needed answer is not there."""
    if question.kind in ("one", "yes_no"):
        return _("Pick one answer.")
    if question.kind == "many":
        return _("Pick at least one answer.")
    if question.kind in ("date", "datetime"):
        return _("Give the month, the day and the year.")
    return _("Please answer this.")
