"""Asking the department and a town hall: questions taken, refused, repeated; votes."""

from django.test import Client
from django.utils import timezone
from factories.people import person
from rules.nothing_kept import Typed

from commonbeat.community.questions import actions_hall
from commonbeat.community.questions.models import TownHall

WORDS = "Plover accordion: why did they come to my cousin on Vine"
SPOKEN = "Plover harmonica: will you say it in the hall"
EMAIL, PHONE = "rosa.plover@example.org", "+12095550144"
REFUSED = "plover-refused-7731@example.org"


def doors(client: Client) -> Typed:
    """The form with every way of news, once more, and wrong; the hall's form and votes; a rating."""
    good = {
        "text": WORDS,
        "topic": "traffic",
        "wants_public": "yes",
        "wants": "email",
        "email": EMAIL,
        "phone": PHONE,
    }
    for token in ("a" * 32, "a" * 32, "b" * 32):
        page = client.post("/ask/", {**good, "token": token})
    code = _code(page.content.decode())
    client.post("/ask/", {**good, "topic": "", "email": REFUSED})
    host = person("pio")
    hall = TownHall(
        slug="forum", title_en="Forum", title_es="Foro", place="Hall", starts_at=timezone.now(), keyword="FORUM", owner=host
    )  # fmt: skip
    actions_hall.plan(hall, actor=host)
    actions_hall.open_hall(hall, actor=host)
    client.post("/town-hall/forum/ask/", {"text": SPOKEN, "token": "c" * 32})
    client.post("/town-hall/forum/vote/1/", {})
    client.post("/ask/answers/nothing/useful/", {"useful": "yes"})
    client.post("/track/", {"code": code})
    client.post("/track/case/write/", {"text": WORDS})
    return Typed(codes=(code,), words=(WORDS, SPOKEN), people=(EMAIL, PHONE), nowhere=(REFUSED,))


def _code(page: str) -> str:
    return page.split('class="pq-code__value"')[1].split(">", 1)[1].split("<", 1)[0].strip()
