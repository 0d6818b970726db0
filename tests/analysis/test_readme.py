"""The example of the library's front page runs as it stands there."""

import re
from pathlib import Path

import pytest

README = Path(__file__).resolve().parents[2] / "src/commonbeat/analysis/README.md"


def test_ten_lines_give_a_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = re.search(r"```python\n(.*?)```", README.read_text(), re.S)
    assert code is not None
    monkeypatch.chdir(tmp_path)
    exec(compile(code[1], "README", "exec"), {})
    assert (tmp_path / "week.svg").read_text().startswith("<svg")


def test_every_page_of_the_explanation_is_listed() -> None:
    folder = README.parents[3] / "docs/explanation"
    listed = set(re.findall(r"\]\(([a-z0-9-]+\.md)\)", (folder / "README.md").read_text()))
    assert listed == {page.name for page in folder.glob("*.md")} - {"README.md"}
