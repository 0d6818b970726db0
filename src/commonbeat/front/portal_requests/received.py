"""A form as it came, read as a whole: place, answers, pictures, and everything that has to be put right."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.forms import Form
from django.forms.utils import ErrorDict
from django.http import HttpRequest, QueryDict

from commonbeat.kernel import forms as questions

from . import photos, place
from .forms import ReportForm, key_of

# What a step adds by itself; everything else goes on to the next one.
CONTROLS = frozenset(
    {
        "csrfmiddlewaretoken", "go", "drop", "follow", "again", "show", "kind_name", "map.x", "map.y", "choice", "lat", "long",
        "address", "placed_for", "how", "photo", "pictures", "key", "seen_lat", "seen_long", "seen_zoom",
    }
)  # fmt: skip
MOST_VALUES = 200
LONGEST_VALUE = 5_000


@dataclass
class Received:
    """One form.

    Attributes:
        posted: what came.
        form: the fixed questions, with the point filled in.
        asked: the category's own questions, or None.
        pointed: what is known about the place.
        pictures, refused: pictures carried on, and what was refused.
        key: the form's own random key.
    """

    posted: QueryDict
    form: ReportForm
    asked: questions.QuestionForm | None
    pointed: place.Pointed
    pictures: list[photos.Carried]
    refused: list[str]
    key: str
    mistakes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def tokens(self) -> list[str]:
        """What stands for the pictures."""
        return [one.token for one in self.pictures]

    def carried(self) -> Iterator[tuple[str, str]]:
        """Everything that was filled in, for the next step's hidden fields."""
        for name, values in list(self.posted.lists())[:MOST_VALUES]:
            if name not in CONTROLS:
                yield from ((name, value[:LONGEST_VALUE]) for value in values[:MOST_VALUES])
        yield "key", self.key
        yield from (("photo", token) for token in self.tokens)
        yield "address", self.posted.get("address", "") if self.pointed.results else self.pointed.address
        yield "placed_for", self.pointed.address
        yield "how", self.pointed.how
        if self.pointed.at:
            yield "lat", str(self.pointed.lat)
            yield "long", str(self.pointed.lon)

    def digest(self) -> str:
        """A hash of what was said, to tell the same form from a changed one."""
        said = sorted(pair for pair in self.carried() if pair[0] not in ("different", "not_emergency", "key"))
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def words(self) -> str:
        """All free text, for the emergency check."""
        own = [value for name, values in self.posted.lists() if name.startswith("q-") for value in values]
        return " ".join([self.posted.get("description", ""), *own])

    def answers(self) -> Mapping[str, Any]:
        """The answers to the category's own questions; call it once they are valid."""
        return self.asked.answers() if self.asked else {}


def read(request: HttpRequest, form_key: str) -> Received:
    """Read a form that was sent; pictures in it are stored at once, so that no step loses them."""
    posted = request.POST
    first = ReportForm(posted, request.FILES)
    first.is_valid()
    given = first.cleaned_data
    pointed = place.read(posted, given.get("lat"), given.get("long"))
    if posted.get("as_typed"):
        pointed = place.as_typed(pointed)
    pointed = place.pointed_at(posted, pointed) or pointed
    pictures, refused = photos.carried(request)
    return Received(
        posted, _with_point(posted, pointed), _asked(form_key, posted), pointed, pictures, refused,
        key_of(posted.get("key", "")),
    )  # fmt: skip


def _with_point(posted: QueryDict, pointed: place.Pointed) -> ReportForm:
    """The form again, holding the point that was found."""
    filled = posted.copy()
    if pointed.at:
        filled["lat"], filled["long"] = str(pointed.lat), str(pointed.lon)
        filled["address"] = pointed.address or filled.get("address", "")
    elif pointed.unknown:
        filled["lat"], filled["long"] = "", ""  # a point of other words is not theirs
    return ReportForm(filled)


def quiet(form: Form | None) -> None:
    """Show a form as it was filled in, without checking it yet."""
    if form is not None:
        form._errors, form.cleaned_data = ErrorDict(), {}


def _asked(form_key: str, posted: QueryDict | None) -> questions.QuestionForm | None:
    """The category's own questions, None where it has none."""
    return questions.build(questions.current(form_key), data=posted) if form_key else None


def fresh_questions(form_key: str) -> questions.QuestionForm | None:
    """The category's own questions, not filled in."""
    return _asked(form_key, None)
