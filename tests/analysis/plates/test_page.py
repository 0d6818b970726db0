"""The worked example of the explanation page is what the library says."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "analysis-plates.md"


def test_the_worked_example_prints_what_the_page_prints():
    text = PAGE.read_text()
    (code,) = re.findall(r"```python\n(.*?)```", text, re.S)
    printed = text.split(code)[1].split("```\n")[1].split("**Speed.**")[0]
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code, {})
    assert " ".join(out.getvalue().split()) == " ".join(printed.split())
