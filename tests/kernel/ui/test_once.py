"""A word that makes a form sent twice count once."""

import pytest

from commonbeat.kernel.ui.once import fresh_token, is_token, token_of


def test_a_word_of_ours_is_kept():
    word = fresh_token()
    assert is_token(word)
    assert token_of(word) == word
    assert fresh_token() != word


@pytest.mark.parametrize("posted", ["", "x", "A" * 32, "a" * 33, "a" * 31 + "\n", "a" * 32 + "\n"])
def test_anything_else_is_replaced(posted):
    assert not is_token(posted)
    assert is_token(token_of(posted))
