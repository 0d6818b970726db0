"""Complaining in every way of being known, thanks and suggestions, sent twice and wrong; the copy by code."""

import re

from django.test import Client
from rules.nothing_kept import Typed

WORDS = "Plover concertina: he pushed my cousin on Vine"
THANKS = "Plover ocarina: she changed our tire"
IDEA = "Plover celesta: walk more, drive less"
NAME, EMAIL, PHONE = "Rosalind Ploverfield", "rosalind.plover@example.org", "+12095550147"
HIDDEN, REFUSED = "Ploverhidden Anonymousname", "plover-refused-9917@example.org"


def doors(client: Client) -> Typed:
    """Each form, once more, and wrong; an anonymous one that holds a name all the same; the copy."""
    said = {"q-openness": "confidential", "q-filer": "self", "q-text": WORDS, "q-name": NAME, "q-email": EMAIL,
            "q-phone": PHONE, "q-wants": "email"}  # fmt: skip
    codes = []
    for token in ("a" * 32, "a" * 32, "b" * 32):
        page = client.post("/complaints/complain/", {**said, "token": token})
        codes.append(_code(page.content.decode()))
    client.post("/complaints/complain/", {**said, "q-openness": "anonymous", "q-name": HIDDEN, "q-email": "", "q-wants": "",
                                          "token": "c" * 32})  # fmt: skip
    client.post("/complaints/complain/", {**said, "q-text": "", "q-email": REFUSED})
    client.post(
        "/complaints/retaliation/", {"q-openness": "anonymous", "q-text": WORDS, "q-earlier": codes[0]}
    )
    codes.append(
        _code(client.post("/complaints/thank/", {"q-text": THANKS, "q-name": NAME}).content.decode())
    )
    codes.append(
        _code(client.post("/complaints/suggest/", {"q-text": IDEA, "q-email": EMAIL}).content.decode())
    )
    client.post("/complaints/copy/", {"code": codes[0]})
    client.post("/complaints/copy.pdf", {"code": codes[0]})
    client.post("/complaints/copy/", {"code": "0000-0000-0000-0000"})
    client.post("/track/", {"code": codes[0]})
    client.post("/track/case/write/", {"text": WORDS})
    return Typed(
        codes=tuple(dict.fromkeys(codes)),
        words=(WORDS, THANKS, IDEA),
        people=(NAME, EMAIL, PHONE),
        nowhere=(HIDDEN, REFUSED),
    )


def _code(page: str) -> str:
    return re.search(r'class="pc-code">([^<]+)<', page).group(1)
