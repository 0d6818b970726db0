"""The questions of public forms."""

from pathlib import Path

from commonbeat.kernel import forms

KEEPERS = ["administrator", "community"]
FILE = Path(__file__).resolve().parents[2] / "kernel" / "forms" / "everything.toml"


def a_form() -> dict[str, object]:
    """A form of the tests' own."""
    forms.register_form("tests.everything", FILE)
    return {"key": "tests.everything"}


def a_version() -> dict[str, object]:
    """Its shipped version."""
    return a_form() | {"number": 1}


ROWS = {
    "staff_forms:list": {"roles": KEEPERS},
    "staff_forms:uploads": {"roles": KEEPERS},
    "staff_forms:detail": {"roles": KEEPERS, "args": a_form},
    "staff_forms:change": {"roles": KEEPERS, "args": a_form},
    "staff_forms:version": {"roles": KEEPERS, "args": a_version},
    "staff_forms:back": {"roles": KEEPERS, "args": a_version},
    "staff_forms:text": {"roles": KEEPERS, "args": a_version},
}
