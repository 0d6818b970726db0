"""The copy of a statement and the blank forms as PDF."""

from __future__ import annotations

import dataclasses
import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from commonbeat.city.agency.queries import agency
from commonbeat.kernel.forms import Group, Question
from commonbeat.kernel.forms.hints import condition_of
from commonbeat.kernel.ui.pdf import typeset
from commonbeat.kernel.ui.site import reader_language

if TYPE_CHECKING:
    from commonbeat.accountability.complaints.public import Statement
    from commonbeat.kernel.forms import Definition

    from .ways import Way

HERE = Path(__file__).resolve().parent / "typst"
BLOCKS = 2
"""How often a group that repeats is printed."""


def statement_pdf(shown: Statement) -> bytes:
    """The copy of a statement in the active language."""
    words = {"number": _("Number"), "received": _("Received"), "made": _("Made"), "page": _("page")}
    return typeset(HERE / "statement.typ", {"words": words, **dataclasses.asdict(shown)})


def paper_pdf(way: Way) -> bytes:
    """A blank form in the active language, with the questions asked now.

    Args:
        way: one of ``ways.WAYS``.
    """
    version = way.version
    data = {
        "title": str(way.title),
        "lead": str(way.lead),
        "agency": agency().name,
        "version": f"{version.key} {version.number}",
        "words": {
            "page": _("page"),
            "form": _("Form"),
            "hand_in": _(
                "Hand it in at the front desk, mail it, or give it to any officer. It costs nothing. "
                "You need not sign it or show a card. We never ask about immigration status."
            ),
            "code": _(
                "The desk gives you a code. With it you see what happens. Ask for a copy of this form."
            ),
            "month": _("month"),
            "day": _("day"),
            "year": _("year"),
            "time": _("time"),
            "desk": _("For the desk"),
            "desk_lines": _("Number, day and hour received, how it came, by whom"),
        },
        "groups": _groups(version.definition),
    }
    return _kept(json.dumps(data, ensure_ascii=False), reader_language())


@lru_cache(maxsize=32)
def _kept(data: str, language: str) -> bytes:
    """The same blank form is typeset once."""
    return typeset(HERE / "paper.typ", json.loads(data))


def _groups(definition: Definition) -> list[dict[str, Any]]:
    language = reader_language()
    found = []
    for group in definition.groups:
        times = min(BLOCKS, group.repeat.most) if group.repeat else 1
        title = group.title.said(language)
        found += [
            {
                "title": f"{title} {at + 1}" if times > 1 else title,
                "note": condition_of(definition, group.when, language),
                "questions": [_question(definition, group, one, language, at) for one in group.questions],
            }
            for at in range(times)
        ]
    return found


def _question(definition: Definition, group: Group, one: Question, language: str, at: int) -> dict[str, Any]:
    choices = [choice.words.said(language) for choice in one.choices]
    return {
        "label": "" if one.kind == "info" and at else one.label.said(language),
        "help": one.help.said(language),
        "condition": condition_of(definition, one.when, language),
        "kind": one.kind,
        "choices": choices or ([_("Yes"), _("No")] if one.kind == "yes_no" else []),
        "lines": 14 if one.max_length > 4000 else 4,
        "required": one.required,
    }
