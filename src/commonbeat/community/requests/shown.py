"""What an anonymous visitor gets back: plain values, nothing of the reporter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID


class UnknownCategory(LookupError):
    """No category of this code is offered."""


class UnknownRequest(LookupError):
    """No public request has this number."""


class SubmitRefused(ValueError):
    """A request cannot be taken as it stands.

    Attributes:
        errors: field name to what is wrong, in the reader's language; ``""`` is the whole form.
    """

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {text}" for name, text in errors.items()))
        self.errors = dict(errors)


class UpdateRefused(SubmitRefused):
    """Posted progress cannot be taken as it stands; ``errors`` as in ``SubmitRefused``."""


@dataclass(frozen=True)
class CategoryShown:
    """A kind of issue, in one language.

    Attributes:
        code: machine name, part of addresses.
        name, description: as residents read them.
        keywords: words residents search by.
        group: name of its group.
        stops: text that ends the form (call 911, or who else owns this); "" where the form goes on.
        stop_kind: ``emergency``, ``elsewhere`` or "".
        private: requests of it are never shown one by one.
        target: promised time to close, in words: "5 business days".
        target_days: the same as a number of business days.
        form_key: key of its own questions in ``kernel.forms``, "" for none.
    """

    code: str
    name: str
    description: str
    keywords: tuple[str, ...]
    group: str
    stops: str
    stop_kind: Literal["", "emergency", "elsewhere"]
    private: bool
    target: str
    form_key: str
    target_days: int = 0


@dataclass(frozen=True)
class GroupShown:
    """A group of categories, in one language."""

    name: str
    categories: list[CategoryShown]


@dataclass(frozen=True)
class PlaceFound:
    """A place that fits what was typed; degrees WGS 84."""

    label: str
    lon: float
    lat: float
    kind: Literal["address", "corner", "landmark"]


@dataclass(frozen=True)
class PlaceChecked:
    """Whether a point is ours.

    Attributes:
        inside: in the city.
        elsewhere: whom to ask when it is not, "" inside.
        beat: code of the beat, "" for none.
        label: block or corner it will be shown as in public, "" where none is near.
    """

    inside: bool
    elsewhere: str
    beat: str
    label: str


@dataclass(frozen=True)
class PublicCard:
    """A public request in a list.

    Attributes:
        state: words; ``state_kind`` is ``open``, ``closed`` or ``fixed``.
        label: block or corner.
        photo_url_token: give it to ``picture``; None without a picture that may be shown.
        distance_m: metres from where the visitor asked, 0 where nothing was asked.
    """

    public_id: UUID
    number: str
    title: str
    category: str
    state: str
    state_kind: str
    label: str
    day: date
    photo_url_token: str | None
    distance_m: int
    followers: int


@dataclass(frozen=True)
class PublicStep:
    """One line of a public timeline: what happened, and the department's words for it."""

    at: datetime
    title: str
    text: str = ""


@dataclass(frozen=True)
class UpdateShown:
    """One step or public update of a public request, for those who follow many.

    Attributes:
        id: the same each time it is asked for.
        at: when; midnight of the day for the step by which the request came in.
        state_kind: ``open``, ``closed`` or ``fixed``, after this step.
        text: the state in words where it changed, and the department's words.
        photo_token: give it to ``picture``; "" for none.
    """

    id: UUID
    number: str
    at: datetime
    state_kind: str
    text: str
    photo_token: str


@dataclass(frozen=True)
class PublicPicture:
    """A picture that may be shown; ``token`` is for ``picture``."""

    token: str
    kind: Literal["before", "after"]
    alt: str


@dataclass(frozen=True)
class PublicDetail:
    """A public request in full.

    Attributes:
        description: after phone numbers, addresses and the like were taken out.
        reason: why it was closed, "" while open.
        expected_by: promised day.
        late: past the promised day and still open, or closed after it.
        reporter: the reporter's name where they asked for it to be shown.
    """

    public_id: UUID
    number: str
    title: str
    category: str
    category_code: str
    group: str
    state: str
    state_kind: str
    label: str
    lon: float | None
    lat: float | None
    beat: str
    day: date
    description: str
    reason: str
    expected_by: date | None
    closed_on: date | None
    late: bool
    followers: int
    reporter: str
    steps: Sequence[PublicStep] = field(default_factory=tuple)
    pictures: Sequence[PublicPicture] = field(default_factory=tuple)


@dataclass(frozen=True)
class Submitted:
    """A request that was taken in.

    Attributes:
        code: the tracking code; "" when the same form came a second time, because codes are shown once.
        public_id: its public page; None for a private one.
        notice: what the resident should know now, for instance to call 911.
    """

    number: str
    code: str
    public_id: UUID | None
    expected_by: date | None
    notice: str
