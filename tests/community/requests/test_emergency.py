"""Words that mean somebody may need help now."""

import pytest

from commonbeat.community.requests.public import looks_like_emergency


@pytest.mark.parametrize(
    "text",
    [
        "There is a man with a gun", "SHOTS FIRED on our street", "my neighbor is bleeding", "Smell of gas!!",
        "he can’t breathe", "Hay una balacera", "mi vecino está herido", "Auxilio", "SE ESTA QUEMANDO la casa",
        "le está   pegando a su esposa",
    ],
)  # fmt: skip
def test_these_do(text) -> None:
    assert looks_like_emergency(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "",
        "graffiti on the wall",
        "the gas station sign is broken",
        "hay basura",
        "the gunk in the drain",
        "firewood pile",
    ],
)
def test_these_do_not(text) -> None:
    assert looks_like_emergency(text) is False
