"""How public values are said: usual words in the reader's language, a department's own as they are."""

import pytest
from django.utils import translation

from commonbeat.demo.call_types import DISPOSITIONS, demo_types
from commonbeat.operations.calls import text
from commonbeat.operations.calls.published import CALLS, MONTHLY


@pytest.mark.parametrize(
    ("language", "label", "said"),
    [
        ("es", "Stolen vehicle", "Vehículo robado"),
        ("en", "Stolen vehicle", "Stolen vehicle"),
        ("es", "10-99 LOCAL", "10-99 LOCAL"),
        ("es", "", ""),
    ],
)
def test_a_label(language: str, label: str, said: str) -> None:
    with translation.override(language):
        assert text.said_label(label) == said


@pytest.mark.parametrize(
    ("group", "said"),
    [("vehicle_theft", "robo de vehículo"), ("follow_up", "seguimiento"), ("own_word", "own word")],
)
def test_a_group(group: str, said: str) -> None:
    with translation.override("es"):
        assert text.said_group(group) == said


def test_a_share() -> None:
    with translation.override("en"):
        assert text.said_share(90.6) == "91 of 100"
    with translation.override("es"):
        assert text.said_share(90.6) == "91 de 100"


def test_every_word_of_the_demo_city_that_may_be_public_is_there_in_spanish() -> None:
    public = [kind for kind in demo_types() if kind.publication != "none"]
    with translation.override("es"):
        labels = [kind.label for kind in public] + [row[1] for row in DISPOSITIONS]
        assert [label for label in labels if text.said_label(label) == label] == []
        groups = {kind.group.replace("_", " ") for kind in public}
        assert {group for group in groups if text.said_group(group) == group} == set()


def test_the_monthly_counts_speak_for_themselves() -> None:
    assert str(MONTHLY.title) == "Calls not shown one by one, by month"
    assert "beat" in str(MONTHLY.definition)
    assert MONTHLY.disclosure != CALLS.disclosure
    assert "four-hour" not in str(MONTHLY.disclosure)
