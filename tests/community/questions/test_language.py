import pytest

from commonbeat.community.questions.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Why was Elm Street closed?", "en"),
        ("Por que cerraron la calle Elm", "es"),
        ("¿Qué?", "es"),
        ("mañana", "es"),
        ("no", "en"),
        ("911", "en"),
        ("", "en"),
        ("more police in our neighborhood please", "en"),
        ("mas policias en el barrio", "es"),
    ],
)
def test_the_words_tell(text: str, language: str):
    assert language_of(text) == language


def test_when_they_do_not_the_caller_says():
    assert language_of("???", "es") == "es"
