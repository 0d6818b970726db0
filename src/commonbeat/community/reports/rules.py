"""Pure rules: where the gate leads, whether a VIN checks out, how serial numbers and plates are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal

from .gate import Gate, Rule, gate

VIN_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
) | {str(digit): digit for digit in range(10)}  # fmt: skip
VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


class Unanswered(ValueError):
    """A question of the gate has no answer, or one that is not offered.

    Attributes:
        codes: which questions.
    """

    def __init__(self, codes: list[str]) -> None:
        super().__init__(f"Not answered: {', '.join(codes)}.")
        self.codes = codes


def decide(answers: Mapping[str, str], rules: Gate | None = None) -> Rule:
    """Where these answers lead: exactly one rule, with its reason.

    Args:
        answers: question → key of the answer, for every question of the gate.
        rules: another gate than the one in force.

    Raises:
        Unanswered: a question has no answer, or one that is not offered.
    """
    asked = rules or gate()
    missing = [
        question.code
        for question in asked.questions
        if answers.get(question.code) not in {choice.key for choice in question.choices}
    ]
    if missing:
        raise Unanswered(missing)
    return next(
        rule for rule in asked.rules if all(answers[code] in allowed for code, allowed in rule.when.items())
    )  # the last rule fits everything


def kind_is_enough(kind: str, rules: Gate | None = None) -> bool:
    """Whether this kind needs a call at once whatever else is said, so that nothing else has to be answered first.

    Args:
        kind: answer to the gate's first question.
        rules: another gate than the one in force.
    """
    for rule in (rules or gate()).rules:
        if set(rule.when) == {"kind"} and kind in rule.when["kind"]:
            return rule.route in ("person", "dispatch")
        if rule.route != "emergency" and set(rule.when) != {"kind"}:
            return False
    return False


def vin_ok(vin: str) -> bool:
    """Whether a vehicle identification number is 17 signs long and its check digit (place 9) is right.

    Source: 49 CFR 565.15; letters I, O and Q are never used.
    """
    text = tidy(vin)
    if len(text) != 17 or any(sign not in VIN_VALUES for sign in text):
        return False
    rest = sum(VIN_VALUES[sign] * weight for sign, weight in zip(text, VIN_WEIGHTS, strict=True)) % 11
    return text[8] == ("X" if rest == 10 else str(rest))


def tidy(number: str) -> str:
    """A serial number, VIN or plate as it is compared: capitals and digits only."""
    return re.sub(r"[^A-Z0-9]", "", number.upper())


def over_ceiling(loss: Decimal | None, ceiling: int | None) -> bool:
    """Whether a loss (dollars) is above what a report without a talk is made for."""
    return loss is not None and ceiling is not None and loss > ceiling


def same_name(given: str, kept: str) -> bool:
    """Whether two ways to write a name have a family name in common, without regard to case, accents and order."""
    return bool(_name_words(given) & _name_words(kept))


def _name_words(name: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return {word for word in re.findall(r"[a-z]+", bare) if len(word) > 1}


def block_of(address: str) -> str:
    """The hundred block of a typed address, "400 BLOCK OF ELM STREET"; a crossing as "ELM / THIRD"; "" for neither.

    Args:
        address: as a resident typed it; what follows the first comma, and any unit, is left out.
    """
    street = re.split(
        r",|#|\b(?:apt|unit|suite|ste|apartamento)\b", address, maxsplit=1, flags=re.IGNORECASE
    )[0]
    text = " ".join(street.upper().split())
    if found := re.fullmatch(r"(\d{1,6})(?:-\d+)?[A-Z]? (?:BLOCK OF )?(.*[A-Z].*)", text):
        return f"{int(found[1]) // 100 * 100} BLOCK OF {found[2]}"
    crossing = re.split(r" (?:AND|Y|E|AT|&) | ?[/&] ?", text)
    return " / ".join(part for part in crossing if part) if len(crossing) == 2 and all(crossing) else ""


STREET_WORDS = {
    "ST": "STREET", "AVE": "AVENUE", "AV": "AVENUE", "BLVD": "BOULEVARD", "DR": "DRIVE", "RD": "ROAD", "LN": "LANE",
    "CT": "COURT", "PL": "PLACE", "WY": "WAY", "CIR": "CIRCLE", "PKWY": "PARKWAY", "TER": "TERRACE",
}  # fmt: skip


def spelt_out(block: str) -> str:
    """A block with the usual short forms of street words written in full, for comparing."""
    return " ".join(STREET_WORDS.get(word.rstrip("."), word) for word in block.split())
