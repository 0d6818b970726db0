"""The tracking pages: every form somebody without an account can send there."""

import uuid
from io import BytesIO

from django.test import Client
from factories.people import person
from PIL import Image
from rules.nothing_kept import Typed

from commonbeat.kernel import contact
from commonbeat.kernel.contact import CaseShown, ResidentAction, cases, links

KIND = "nothing_kept"
WORDS = "Heron umbrella: my neighbour beat him on Sunday night"
REASON = "Heron trumpet: it still leaks into our kitchen"
CARRIED = "Heron teapot: typed while the case was closed"
EMAIL, PHONE, NAME = "rosa.heron@example.org", "+12095550177", "Rosa Heronsgate"


def _show(conversation) -> CaseShown:
    return CaseShown("X26-000001", "A case", "Open", "open", "We look at it.")


def _reopen(conversation, given) -> None:
    contact.say(conversation, actor=links_actor(), text=given["reason"], by="resident")


def links_actor():
    from commonbeat.kernel.audit import Actor

    return Actor("resident")


def doors(client: Client) -> Typed:
    """Wrong codes, a right one, a message with a picture, a step, links, stops, leaving."""
    if KIND not in cases._kinds:
        cases.register_case_kind(
            KIND, "Case", _show, [ResidentAction("reopen", "Again", _reopen, asks_reason=True)]
        )
    subject = person(email=f"{uuid.uuid4().hex}@example.test")
    made = contact.open_conversation(
        subject, kind=KIND, language="en", name=NAME, email=EMAIL, phone=PHONE, wants="email"
    )
    wrong = "7777-HERN-7777-WRNG"
    token, used = links.new_link(made.conversation), links.new_link(made.conversation)
    client.post("/track/", {"code": wrong})
    client.post("/track/case/write/", {"text": CARRIED})
    client.get(f"/track/{made.code}/")
    client.get("/track/", {"code": made.code})
    client.post("/track/", {"code": made.code})
    picture = BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "JPEG")
    picture.seek(0)
    picture.name = "heron-house-number-12.jpg"
    client.post("/track/case/write/", {"text": WORDS, "files": picture})
    client.post("/track/case/do/reopen/", {"reopen-reason": REASON})
    for choice in ("stop", "allow"):
        client.post("/track/case/messages/", {"choice": choice})
    contact.tell(made.conversation)
    client.post("/track/leave/")
    client.post(f"/track/link/{used}/")
    client.post(f"/track/link/{used}/new/")
    client.get(f"/track/link/{token}/")
    client.post(f"/track/stop/{links.stop_token(made.conversation)}/", {"List-Unsubscribe": "One-Click"})
    return Typed(
        codes=(made.code, wrong, token, used),
        words=(WORDS, REASON),
        nowhere=(CARRIED, "heron-house-number-12"),
        people=(NAME, EMAIL, PHONE),
    )
