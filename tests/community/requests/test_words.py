"""What residents read from the shipped files stays plain: grade 8 at most in English, "somewhat easy" in Spanish."""

import importlib.util
import tomllib
from pathlib import Path

import pytest

import commonbeat

TOPIC = Path(commonbeat.__path__[0]) / "community" / "requests"
RULES = Path(__file__).parents[2] / "rules" / "reading.py"
MOST_GRADE, LEAST_EASE = 8.0, 55.0


def _reading():
    spec = importlib.util.spec_from_file_location("reading_rules", RULES)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _texts(language: str) -> dict[str, str]:
    """Everything in sentences, by file; names and search words are no sentences."""
    shipped = tomllib.loads((TOPIC / "categories.toml").read_text(encoding="utf-8"))["categories"]
    replies = tomllib.loads((TOPIC / "templates.toml").read_text(encoding="utf-8"))["templates"]
    found = {
        "categories": " ".join(row["text"][language] for row in shipped),
        "stops": " ".join(row["stop"][language] for row in shipped if "stop" in row),
        "replies": " ".join(row[language] for row in replies),
    }
    for path in sorted((TOPIC / "questions").glob("*.toml")):
        form = tomllib.loads(path.read_text(encoding="utf-8"))
        asked = [one for group in form["groups"] for one in group["questions"]]
        found[path.stem] = " ".join(one["label"][language] for one in asked)
    return found


@pytest.mark.parametrize("name", sorted(_texts("en")))
def test_english(name: str) -> None:
    reading = _reading()
    assert reading.grade(reading.counts(_texts("en")[name], "en")) <= MOST_GRADE


@pytest.mark.parametrize("name", sorted(_texts("es")))
def test_spanish(name: str) -> None:
    reading = _reading()
    assert reading.inflesz(reading.counts(_texts("es")[name], "es")) >= LEAST_EASE
