"""Kinds of allegation, as ``data/allegations.toml`` lists them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

GROUPS = {
    "force": _("Force"),
    "bias": _("Profiling or bias"),
    "arrest_search": _("Stops, arrests and searches"),
    "serious": _("Other serious misconduct"),
    "conduct": _("Conduct and courtesy"),
    "duty": _("Duty and procedure"),
    "other": _("Something else"),
}
"""Groups public tables count allegations under, in their order."""
DISCLOSED = {
    "excessive_force": _("Unreasonable or excessive force"),
    "failure_to_intervene": _("Failure to intervene"),
    "sexual_assault": _("Sexual assault"),
    "dishonesty": _("Dishonesty"),
    "prejudice": _("Prejudice or discrimination"),
    "unlawful_arrest_search": _("Unlawful arrest or search"),
    "discharge": _("Firearm discharge at a person"),
    "great_injury": _("Death or great bodily injury"),
}
"""Classes of records Penal Code 832.7(b)(1) opens to the public."""


@dataclass(frozen=True)
class AllegationCode:
    """One kind of allegation.

    Attributes:
        code: as stored.
        en: title in English; ``es`` in Spanish.
        group: a key of ``GROUPS``.
        serious: it runs to a finding whatever happens to complaint or officer (Penal Code 13510.8).
        disclosed: a key of ``DISCLOSED`` once finally sustained, or "".
    """

    code: str
    en: str
    es: str
    group: str
    serious: bool
    disclosed: str

    @property
    def title(self) -> str:
        """In the language of the page."""
        return self.es if (get_language() or "en").startswith("es") else self.en


@cache
def codes() -> dict[str, AllegationCode]:
    """Every kind, by code, in the file's order."""
    path = Path(__file__).with_name("data") / "allegations.toml"
    return {code: AllegationCode(code, **row) for code, row in tomllib.loads(path.read_text("utf-8")).items()}


def choices() -> list[tuple[str, str]]:
    """For a form, in the language of the page."""
    return [(one.code, one.title) for one in codes().values()]
