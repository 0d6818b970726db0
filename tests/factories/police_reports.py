"""Police reports for tests: posted page by page through the public door, or taken in directly."""

from __future__ import annotations

import itertools
import re
from typing import Any

from django.test import Client

from commonbeat.city.agency.models import AgencyProfile
from commonbeat.community.reports import actions
from commonbeat.community.reports.told import Told
from commonbeat.kernel import audit

RESIDENT = audit.Actor("resident")
GOOD = {
    "kind": "theft", "now": "no", "hurt": "no", "weapon": "no", "suspect": "no", "hate": "no", "where": "here", "home": "yes",
}  # fmt: skip
STORY = "I came home at six and the saw was gone from the porch."


def agency(**changes: Any) -> AgencyProfile:
    """The department these reports are for."""
    values = {
        "name": "Marisol Police Department",
        "timezone": "America/Los_Angeles",
        "other_help_number": "(555) 010-0198",
        **changes,
    }
    return AgencyProfile.objects.update_or_create(id=1, defaults=values)[0]


def told(kind: str = "theft", **changes: Any) -> Told:
    """What somebody tells of a theft; parts can be replaced by form."""
    own = {
        "theft": {"how": "yard"}, "bicycle": {"kept": "street"}, "vandalism": {"way": "broken"},
        "identity_theft": {"used_for": ["card"], "found_out": "2026-05-01"}, "harassment": {"means": ["call"]},
        "from_vehicle": {"what": "taken"}, "lost_property": {"last_seen": "On the bus"}, "fraud": {"contact": "phone", "paid": "none"},
        "stolen_vehicle": {"keys": "owner"}, "stolen_plate": {"how": "stolen"}, "supplement": {"new": ["numbers"]},
    }  # fmt: skip
    answers: dict[str, Any] = {
        f"reports.{kind}": own[kind],
        "reports.when": {"happened_from": "2026-05-01T13:00", "address": "412 Elm Street", "place": "home"},
        "reports.things": {
            "things": [{"kind": "tools", "make": "Ryo", "serial": "ab-12 34", "value": "250.00"}]
        },
        "reports.people": {
            "name": "Rosa Lindero",
            "phone": "(209) 555-0142",
            "email": "rosa@example.test",
            "victim": "me",
        },
        "reports.tell": {"narrative": STORY},
        "reports.sign": {"wants": "email", "signature": "Rosa Lindero"},
    }
    given = {
        key: changes.pop(key)
        for key in list(changes)
        if key in ("language", "source", "gate_rule", "supplement_to")
    }
    answers |= {f"reports.{form}": value for form, value in changes.items()}
    return Told(kind=kind, answers=answers, forms=dict.fromkeys(answers, 1), **{"language": "en", **given})


def report(kind: str = "theft", **changes: Any) -> Any:
    """A report as the web door takes it in."""
    return actions.submit(told(kind, **changes), actor=RESIDENT).report


def hidden(page: bytes, name: str) -> str:
    """The value of a hidden field; "" where there is none."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.decode())
    return found[1] if found else ""


_hosts = itertools.cycle(range(1, 250))


class Resident:
    """Somebody at the public door, with or without a language of the address."""

    def __init__(self, prefix: str = "") -> None:
        # an address of its own: what one test knocks does not count for another
        self.client = Client(REMOTE_ADDR=f"198.18.{next(_hosts)}.7")
        self.at = f"{prefix}/police-report/"
        self.draft = ""

    def gate(self, **changes: str) -> Any:
        """Answer the gate."""
        return self.client.post(self.at, {**GOOD, **changes})

    def start(self, **changes: str) -> Any:
        """Through the gate to the first page."""
        ticket = hidden(self.gate(**changes).content, "ticket")
        page = self.client.post(f"{self.at}write/", {"ticket": ticket})
        self.draft = hidden(page.content, "draft")
        return page

    def post(self, step: str, go: str = "next", **fields: Any) -> Any:
        """Post one page."""
        return self.client.post(f"{self.at}write/", {"draft": self.draft, "step": step, "go": go, **fields})

    def write(self, until: str = "") -> Any:
        """Fill in every page of a theft, up to and without ``until``."""
        page = self.start()
        for step in ("what", "things", "people", "tell", "check"):
            if step == until:
                return page
            page = self.post(step, "send" if step == "check" else "next", **FILLED[step])
        return page


def day(name: str, year: int = 2026, month: int = 5, date: int = 1, clock: str = "") -> dict[str, str]:
    """The controls of a date."""
    parts = {"month": str(month), "day": str(date), "year": str(year), "time": clock}
    return {f"{name}_{part}": value for part, value in parts.items()}


FILLED: dict[str, dict[str, Any]] = {
    "what": {**day("w-happened_from", clock="13:00"), "w-address": "412 Elm Street", "w-place": "home", "k-how": "yard"},
    "things": {
        "t-things-rows": "1", "t-things-0-kind": "tools", "t-things-0-make": "Ryo", "t-things-0-serial": "AB-1234",
        "t-things-0-value": "250",
    },
    "people": {
        "p-name": "Rosa Lindero", "p-phone": "209-555-0142", "p-email": "rosa@example.test", "p-victim": "me",
        "p-victims-rows": "0", "p-witnesses-rows": "0", "p-suspects-rows": "0",
    },
    "tell": {"n-narrative": STORY},
    "check": {"s-wants": "email", "s-signature": "Rosa Lindero"},
}  # fmt: skip
