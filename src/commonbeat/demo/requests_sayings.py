"""What is said about the invented requests, and by whom."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from commonbeat.community.requests.models import PublicUpdate
from commonbeat.demo import requests_words as words
from commonbeat.demo import residents
from commonbeat.demo.requests_afterwards import cases, questionnaires
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.contact.models import Conversation, Party, Utterance

if TYPE_CHECKING:
    from commonbeat.demo.requests import Story, Year

BATCH = 2_000
KNOWN, TOLD = 0.7, 0.75
_FIELD = re.compile(r"\{(\w+)\}")


def describe(rng: np.random.Generator, code: str, spanish: bool) -> str:
    """A resident's sentence about a category, with its fields drawn."""
    kind = words.KINDS[code]
    choices = kind.spanish if spanish and kind.spanish else kind.english
    letters = "".join(chr(65 + int(n)) for n in rng.integers(0, 26, 3))
    fields = {
        "thing": str(rng.choice(words.THINGS)), "thing_es": str(rng.choice(words.THINGS_ES)),
        "colour": str(rng.choice(words.COLOURS)), "colour_es": str(rng.choice(words.COLOURS_ES)),
        "car": str(rng.choice(words.CARS)), "day": str(rng.choice(words.DAYS)), "n": str(int(rng.integers(3, 15))),
        "plate": f"{rng.integers(4, 9)}{letters}{rng.integers(100, 999)}",
        "phone": f"555-01{rng.integers(10, 99)}-{rng.integers(1000, 9999)}"[:12],
        "address": f"{rng.integers(100, 4000)} Almond Avenue",
    }  # fmt: skip
    text = choices[int(rng.integers(len(choices)))]
    return _FIELD.sub(lambda found: fields[found[1]], text)


def tell(stories: list[Story], year: Year) -> int:
    """Conversations, updates, notes, inspections, code cases and questionnaires; returns how much was said."""
    records = [story.record for story in stories]
    talk = [residents.conversation(one, "request", one.language, one.received_at) for one in records]
    parties = [_party(year, story, line) for story, line in zip(stories, talk, strict=True)]
    said = [one for story, line in zip(stories, talk, strict=True) for one in _said(year, story, line)]
    updates = [one for story in stories for one in _updates(year, story)]
    Conversation.objects.bulk_create(talk, batch_size=BATCH)
    Party.objects.bulk_create(parties, batch_size=BATCH)
    Utterance.objects.bulk_create(said, batch_size=BATCH)
    PublicUpdate.objects.bulk_create(updates, batch_size=BATCH)
    told = {party.conversation.subject_id for party in parties if party.wants}
    cases(stories, year)
    questionnaires([story for story in stories if story.record.pk in told], year)
    return len(said) + len(updates)


def _party(year: Year, story: Story, conversation: Conversation) -> Party:
    """Most residents say who they are; half of those want to be told."""
    rng = year.rng
    name = story.record.shown_name or (person(rng) if rng.random() < KNOWN else "")
    if not name:
        return Party(conversation=conversation)
    wants = "email" if rng.random() < TOLD else ""
    address = f"{name.replace(' ', '.').lower()}.{int(rng.integers(1, 4000))}@residents.example"
    return Party(conversation=conversation, name=name, email=address, wants=wants)


def person(rng: np.random.Generator) -> str:
    """An invented name."""
    return f"{rng.choice(words.FIRST)} {rng.choice(words.LAST)}"


def _said(year: Year, story: Story, line: Conversation) -> list[Utterance]:
    """A question and its answer, or a note, on some of them."""
    rng, begun = year.rng, story.answered_at
    if begun is None or not isinstance(story.worker, User):
        return []
    made = []

    def utter(at: datetime, text: str, by: str, **more: Any) -> None:
        actor = ("resident", "") if by == "resident" else ("user", str(story.worker.pk))
        made.append(Utterance(
            conversation=line, by=by, text=text, at=at, language=story.record.language, actor_kind=actor[0],
            actor_id=actor[1], **more,
        ))  # fmt: skip
        line.last_at = at

    if rng.random() < 0.12:
        question = words.QUESTIONS[int(rng.integers(len(words.QUESTIONS)))]
        offset = 2 if story.record.language == "es" else 0
        utter(begun, question[offset], "department")
        answer = begun + timedelta(hours=float(rng.exponential(16)))
        if answer < year.now and rng.random() < 0.8:
            utter(answer, question[offset + 1], "resident")
            line.unread_by_department = answer > year.now - timedelta(hours=30)
    if rng.random() < 0.2:
        utter(begun + timedelta(minutes=20), str(rng.choice(words.NOTES)), "department", internal=True)
    return [one for one in made if one.at < year.now]


def _updates(year: Year, story: Story) -> list[PublicUpdate]:
    """News in public on a third of those that are worked on."""
    if story.answered_at is None or not isinstance(story.worker, User) or year.rng.random() > 0.33:
        return []
    texts = year.templates
    name = str(year.rng.choice(["inspector-coming", "received", "delayed"], p=[0.55, 0.3, 0.15]))
    record = story.record
    facts = {
        "number": record.number, "category": record.category.name_en.lower(), "place": "the place",
        "expected": f"{record.expected_on:%B %-d, %Y}",
    }  # fmt: skip
    in_spanish = {**facts, "category": record.category.name_es.lower(), "place": "el lugar",
                  "expected": f"{record.expected_on:%d/%m/%Y}"}  # fmt: skip
    at = story.answered_at + timedelta(minutes=2)
    return [PublicUpdate(
        request=record, at=at, by=story.worker,
        text_en=_FIELD.sub(lambda found: facts.get(found[1], ""), texts[name].text_en),
        text_es=_FIELD.sub(lambda found: in_spanish.get(found[1], ""), texts[name].text_es),
    )]  # fmt: skip
