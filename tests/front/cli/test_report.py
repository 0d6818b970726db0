import json

import pytest
from typer.testing import CliRunner

from commonbeat.front.cli import main, report
from commonbeat.kernel.database.errors import DatabaseTrouble


def test_an_empty_department_gets_a_report_that_says_so(db):
    content = json.loads(report.written("2025-W44", "staff", "", "json"))
    assert (content["week"], content["edition"], content["empty"]) == ("2025-W44", "staff", True)
    assert report.written("2025-W44", "public", "", "html").lstrip().startswith(b"<!doctype html>")
    assert report.written("2025-W44", "staff", "", "pdf").startswith(b"%PDF")


@pytest.mark.parametrize(("week", "beat"), [("yesterday", ""), ("2025-W99", ""), ("2025-W44", "9Z")])
def test_what_is_no_week_or_no_beat_is_said_in_a_sentence(db, week, beat):
    with pytest.raises(DatabaseTrouble):
        report.written(week, "staff", beat, "json")


@pytest.mark.parametrize(
    "words",
    [
        ["--edition", "secret"],
        ["--format", "docx"],
        ["--edition", "public", "--beat", "3A"],
    ],
)
def test_a_wrong_choice_names_the_right_ones(words, monkeypatch, tmp_path):
    monkeypatch.setattr(report, "written", lambda *_: pytest.fail("must not compute"))
    monkeypatch.setenv(main.SUPERVISED, "1")
    out = ["--week", "2025-W44", "--out", str(tmp_path / "x")]
    done = CliRunner().invoke(main.app, ["report", "weekly", *out, *words])
    assert done.exit_code == 2
    assert not (tmp_path / "x").exists()
