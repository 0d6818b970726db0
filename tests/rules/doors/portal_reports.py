"""The police report: through the gate to a number, kept half-way and gone on with, a call, a copy, wrong codes."""

import re

from django.test import Client
from factories.police_reports import FILLED, Resident, agency
from rules.nothing_kept import Typed

STORY = "Dunlin cello: he came at six and took the saw from my porch"
DRAFTED = "Dunlin viola: half of what happened to me"
NAME, EMAIL, PHONE = "Rosa Dunlinsgate", "rosa.dunlin@example.org", "+12095550122"
WRONG = "7777-DNWN-7777-WRNG"


def doors(client: Client) -> Typed:
    """Every form of the door and, with the code it shows, the tracking page's."""
    agency()
    resident = Resident()
    resident.client = client
    people = {**FILLED["people"], "p-name": NAME, "p-phone": PHONE, "p-email": EMAIL}
    filled = {
        **FILLED,
        "people": people,
        "tell": {"n-narrative": STORY},
        "check": {"s-wants": "email", "s-signature": NAME},
    }
    resident.start()
    for step, fields in filled.items():
        page = resident.post(step, "send" if step == "check" else "next", **fields)
    code = _code(page.content.decode())
    for typed in (code, WRONG):
        client.post("/police-report/copy/", {"code": typed})
        client.post("/police-report/copy.pdf", {"code": typed})
        client.post("/police-report/continue/", {"code": typed})
        client.post("/track/", {"code": typed})
    client.post("/track/", {"code": code})
    client.post("/track/case/write/", {"text": STORY})
    half = Resident()
    half.client = client
    half.start()
    for step in ("what", "things", "people"):
        half.post(step, "next", **filled[step])
    kept = _code(half.post("tell", "keep", **{"n-narrative": DRAFTED}).content.decode())
    client.post("/police-report/continue/", {"code": kept})
    client.post("/police-report/more/", {"case_number": "26-001234", "name": NAME})
    client.post(
        "/police-report/call/", {"go": "ask", "c-name": NAME, "c-phone": PHONE, "c-safe": "no", "slot": ""}
    )
    return Typed(
        codes=(code, kept, WRONG),
        words=(STORY, DRAFTED),
        people=(NAME, EMAIL, PHONE),
        people_in=frozenset({"reports_onlinereport", "reports_personline"}),  # a police report names people
    )


def _code(page: str) -> str:
    return re.search(r'class="pr-code"[^>]*>([0-9A-Z-]{19})<', page)[1]
