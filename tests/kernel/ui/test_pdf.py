"""A page as PDF."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils import translation

from commonbeat.kernel.ui.pdf import typeset

PAGE = """#let it = json("data.json")
#set document(title: it.title)
#set text(lang: it.language, font: "Public Sans")
= #it.title
#it.text
"""
AT = datetime(2026, 11, 2, 10, tzinfo=UTC)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "page.typ"
    path.write_text(PAGE)
    return path


def test_the_same_page_of_the_same_moment_gives_the_same_bytes(template: Path) -> None:
    first, again = (typeset(template, {"title": "Copy", "text": "Ñandú"}, at=AT) for _ in range(2))
    assert first == again
    assert first.startswith(b"%PDF-")
    assert b"pdfuaid" in first
    with translation.override("es"):
        assert b"/Lang(es)" in typeset(template, {"title": "Copia", "text": "x"}, at=AT)


@pytest.mark.parametrize("text", ["李雷", "\U0001f4a9", '#let x = 1 #panic("x")', "= not a title"])
def test_whatever_people_type_is_only_placed(template: Path, text: str) -> None:
    assert typeset(template, {"title": "Copy", "text": text}).startswith(b"%PDF-")


def test_pictures_stand_beside_the_template(template: Path) -> None:
    template.write_text(PAGE + '\n#image("dot.svg", alt: "A dot")\n')
    dot = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><circle r="2" cx="2" cy="2"/></svg>'
    made = typeset(template, {"title": "Map", "text": ""}, pictures={"dot.svg": dot}, at=AT)
    assert b"pdfuaid" in made
