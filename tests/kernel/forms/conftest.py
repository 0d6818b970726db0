"""A form with one of everything."""

from pathlib import Path

import pytest

from commonbeat.kernel.forms.definition import Definition
from commonbeat.kernel.forms.models import FormVersion
from commonbeat.kernel.forms.reading import parse

EVERYTHING = (Path(__file__).parent / "everything.toml").read_text(encoding="utf-8")


@pytest.fixture
def everything() -> FormVersion:
    return FormVersion(key="tests.everything", number=1, text=EVERYTHING, sha256="")


@pytest.fixture
def definition() -> Definition:
    return parse(EVERYTHING)
