"""People of a made-up city, some entered twice, to measure how well linking does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from commonbeat.analysis.linking.schema import LinkingError

_SYLLABLES = ("al", "ber", "cas", "dor", "el", "far", "gon", "har", "il", "jo", "ken", "lor", "mar", "nel")
_ENDINGS = (
    "a",
    "en",
    "er",
    "es",
    "ez",
    "field",
    "in",
    "is",
    "man",
    "ner",
    "o",
    "on",
    "son",
    "ton",
    "well",
    "y",
)


@dataclass(frozen=True, kw_only=True)
class SeededPeople:
    """Records and which of them mean the same person.

    Attributes:
        records: Columns id, surname, given, birth_date, phone, house_number, street.
        true_pairs: Pairs of identifiers of the same person.
        seed: Seed they were drawn with.
    """

    records: pl.DataFrame
    true_pairs: tuple[tuple[str, str], ...]
    seed: int


def seeded_people(people: int, seed: int, *, twice: float = 0.2) -> SeededPeople:
    """Draw people and enter some a second time with the slips that records have.

    Of the second entries, per field: 8 % of names misspelt, 6 % of dates with a slip, 35 % with another phone,
    30 % moved house, 10 % of phones and 5 % of dates not recorded. Names follow a long-tailed distribution.

    Args:
        people: Number of different people, at least 2.
        seed: Seed.
        twice: Share entered twice, 0 to 1.

    Raises:
        LinkingError: Fewer than two people or a share out of range.
    """
    if people < 2 or not 0 <= twice <= 1:
        raise LinkingError("At least two people are needed, and a share between 0 and 1.")
    draw = np.random.default_rng(seed)
    first = _draw_people(people, draw)
    again = np.sort(draw.permutation(people)[: int(people * twice)])
    second = _blur(first[again.tolist()], draw)
    ids = [f"p{i}" for i in range(people)] + [f"q{i}" for i in again]
    records = pl.concat([first, second]).with_columns(pl.Series("id", ids))
    order = draw.permutation(len(records)).tolist()
    return SeededPeople(
        records=records[order], true_pairs=tuple((f"p{i}", f"q{i}") for i in again), seed=seed
    )


def _names(count: int, parts: int, draw: np.random.Generator) -> NDArray[np.str_]:
    """Distinct made-up names."""
    names: dict[str, None] = {}
    while len(names) < count:
        picks = [_SYLLABLES[i] for i in draw.integers(0, len(_SYLLABLES), parts)]
        names["".join(picks) + _ENDINGS[int(draw.integers(0, len(_ENDINGS)))]] = None
    return np.array(list(names))


def _long_tail(names: NDArray[np.str_], size: int, draw: np.random.Generator) -> NDArray[np.str_]:
    chance = 1 / (np.arange(names.size) + 10.0)
    return np.asarray(draw.choice(names, size, p=chance / chance.sum()))


def _draw_people(size: int, draw: np.random.Generator) -> pl.DataFrame:
    days = np.datetime64("1940-01-01") + draw.integers(0, 365 * 68, size).astype("timedelta64[D]")
    streets = np.char.add(_names(600, 2, draw), " street")
    return pl.DataFrame(
        {
            "surname": _long_tail(_names(5000, 3, draw), size, draw),
            "given": _long_tail(_names(900, 2, draw), size, draw),
            "birth_date": days.astype(str),
            "phone": np.char.add("555", draw.integers(10**6, 10**7, size).astype(str)),
            "house_number": draw.integers(1, 4000, size).astype(str),
            "street": _long_tail(streets, size, draw),
        }
    )


def _blur(people: pl.DataFrame, draw: np.random.Generator) -> pl.DataFrame:
    """The same people as someone else wrote them down."""
    size = len(people)
    stranger = _draw_people(size, draw)
    columns: dict[str, list[str | None]] = {name: people[name].to_list() for name in people.columns}
    for name, chance in (("surname", 0.08), ("given", 0.08), ("birth_date", 0.06)):
        for i in np.flatnonzero(draw.random(size) < chance):
            columns[name][i] = _slip(str(columns[name][i]), draw, digits=name == "birth_date")
    for i in np.flatnonzero(draw.random(size) < 0.35):
        columns["phone"][i] = stranger["phone"][int(i)]
    for i in np.flatnonzero(draw.random(size) < 0.30):
        for name in ("house_number", "street"):
            columns[name][i] = stranger[name][int(i)]
    for name, chance in (("phone", 0.10), ("birth_date", 0.05)):
        for i in np.flatnonzero(draw.random(size) < chance):
            columns[name][i] = None
    return pl.DataFrame(columns, schema=people.schema)


def _slip(text: str, draw: np.random.Generator, *, digits: bool) -> str:
    """One wrong character, or two exchanged; in a date only within the day."""
    if digits:
        return text[:8] + f"{int(draw.integers(1, 29)):02d}"
    place = int(draw.integers(1, len(text) - 1))
    if draw.random() < 0.5:
        return text[:place] + "aeiou"[int(draw.integers(0, 5))] + text[place + 1 :]
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
