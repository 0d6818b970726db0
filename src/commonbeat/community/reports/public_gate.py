"""The gate as a visitor meets it: questions, an outcome with its reason, a ticket for the next page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.utils.translation import get_language

from commonbeat.city.agency.queries import agency

from . import queries
from .gate import Question, gate
from .models import NeighbourAgency
from .rules import decide, kind_is_enough

PASS_LASTS = timedelta(hours=6)
_PASS = "commonbeat.reports.gate"
NEVER_WAITS = frozenset({"missing_person"})  # rules after which nobody is put in a list of calls


@dataclass(frozen=True)
class Agency:
    """Another department and what it is for."""

    name: str
    covers: str
    phone: str


@dataclass(frozen=True)
class Outcome:
    """Where the gate leads.

    Attributes:
        rule: code of the rule.
        route: ``emergency``, ``dispatch``, ``person``, ``callback``, ``agency`` or ``online``.
        title, why: in the language of the moment, numbers filled in.
        agencies: whom to call instead, where another department takes it.
        ticket: lets the next page go on; "" where there is no next page.
    """

    rule: str
    route: str
    title: str
    why: str
    agencies: list[Agency]
    ticket: str


def gate_questions() -> tuple[Question, ...]:
    """The questions asked before any personal data."""
    return gate().questions


def decide_gate(answers: Mapping[str, str]) -> Outcome:
    """Where these answers lead. Nothing of them is kept.

    Where the kind alone decides, the other questions may be left open.

    Raises:
        Unanswered: a question has no answer, or one that is not offered.
    """
    if kind_is_enough(answers.get("kind", "")):
        answers = {one.code: answers.get(one.code) or one.choices[0].key for one in gate().questions}
    rule, here = decide(answers), agency()
    numbers = {"emergency": here.emergency_number, "line": here.other_help_number or here.emergency_number}
    kind, route = answers["kind"], rule.route
    if route == "online" and kind not in {one.key for one in queries.open_types()}:
        route = "callback"  # the agency has closed this form; the report itself is never turned away
    ticket = (
        signing.dumps({"kind": kind, "rule": rule.code, "route": route}, salt=_PASS)
        if route in ("online", "callback", "person") and rule.code not in NEVER_WAITS
        else ""
    )
    return Outcome(
        rule.code,
        route,
        str(rule.title).format(**numbers),
        str(rule.why).format(**numbers),
        agencies() if route == "agency" else [],
        ticket,
    )


def agencies() -> list[Agency]:
    """The neighbouring departments on file."""
    spanish = (get_language() or "en").startswith("es")
    return [
        Agency(row.name, row.covers_es if spanish else row.covers_en, row.phone)
        for row in NeighbourAgency.objects.all()
    ]


def read_ticket(text: str) -> dict[str, str]:
    """What a ticket of the gate says; empty for one that is not ours or too old."""
    try:
        found = signing.loads(text[:500], salt=_PASS, max_age=PASS_LASTS)
    except signing.BadSignature:
        return {}
    return found if isinstance(found, dict) else {}
