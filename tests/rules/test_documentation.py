"""What can be granted, logged or set is documented; the pages are written from the code."""

import re
import sys
from importlib import util
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]


def pages() -> dict[str, str]:
    """The generated pages, as the code would write them now."""
    spec = util.spec_from_file_location("reference", REPO / "scripts" / "reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    sys.modules["reference"] = module
    spec.loader.exec_module(module)
    return {
        "access.md": module.access_page(),
        "audit-actions.md": module.audit_page(),
        "environment.md": module.settings_page(),
        "commands.md": module.commands_page(),
        "processes.md": module.processes_page(),
        "clocks.md": module.clocks_page(),
    }


@pytest.mark.django_db
def test_the_reference_says_what_the_code_does() -> None:
    # Actions and capabilities that tests themselves register are nobody's to read about.
    ours = {name: re.sub(r"^\| `tests\..*\n", "", text, flags=re.M) for name, text in pages().items()}
    stale = [name for name, text in ours.items() if (REPO / "docs/reference" / name).read_text() != text]

    assert stale == [], "Run `make docs` and commit what it writes."


def test_each_decision_stands_in_the_index() -> None:
    index = (REPO / "docs/decisions/README.md").read_text()
    records = [path.name for path in (REPO / "docs/decisions").glob("0*.md")]

    assert [name for name in records if name not in index] == []
