"""Real exports, where they are at hand."""

import os
from pathlib import Path

import pytest

from commonbeat.kernel.audit import SYSTEM
from commonbeat.kernel.intake.engine import Outcome, run
from commonbeat.kernel.intake.mapping import load
from commonbeat.kernel.intake.targets import target

REPO = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("COMMONBEAT_SHARED", REPO.parent / "shared")) / "data"


@pytest.fixture
def data() -> Path:
    """The folder of real exports; the test is skipped without it."""
    if not DATA.is_dir():
        pytest.skip("the folder of real exports is not here")
    return DATA


@pytest.fixture
def bring(db: None):
    """Import files with a shipped mapping."""

    def work(what: str, mapping: str, *files: Path) -> list[Outcome]:
        goal = target(what)
        how = load(REPO / "mappings" / f"{mapping}.toml", goal)
        return [run(path, goal, how, actor=SYSTEM) for path in files]

    return work
