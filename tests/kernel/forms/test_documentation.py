"""The definition in the how-to can be used as it stands."""

import re
from pathlib import Path

from commonbeat.kernel.forms.definition import KINDS
from commonbeat.kernel.forms.reading import parse

PAGE = Path(__file__).parents[3] / "docs" / "howto" / "change-a-form.md"


def test_the_example_can_be_used_and_every_kind_is_described():
    text = PAGE.read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.*?)```", text, re.S)[1]
    assert parse(example).codes() == {"where_on", "what_else"}
    assert [kind for kind in KINDS if f"`{kind}`" not in text] == []
