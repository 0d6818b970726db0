"""Similarity of texts, against the examples of the papers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.analysis.linking import jaro_winkler, one_slip, soundex


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    # Winkler's own examples (U.S. Bureau of the Census, 1990 and 2006).
    [
        ("martha", "marhta", 0.9611),
        ("dwayne", "duane", 0.84),
        ("dixon", "dicksonx", 0.8133),
        ("jones", "johnson", 0.8324),
        ("abroms", "abrams", 0.9222),
        ("abc", "xyz", 0.0),
        ("", "", 0.0),
        ("a", "", 0.0),
    ],
)
def test_jaro_winkler_equals_the_published_values(first, second, expected):
    assert jaro_winkler(first, second) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("abc", "abd", True),
        ("abc", "ab", True),
        ("abc", "abxc", True),
        ("abc", "acb", True),
        ("abc", "bca", False),
        ("abc", "abc", False),
        ("abcd", "ab", False),
        ("", "a", True),
        ("ca", "ac", True),
        ("abcd", "badc", False),
    ],
)
def test_one_slip(first, second, expected):
    assert one_slip(first, second) is expected
    assert one_slip(second, first) is expected


def distance(a: str, b: str) -> int:
    """Optimal string alignment by the book, slow."""
    table = [[i + j if not i * j else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            table[i][j] = min(
                table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (a[i - 1] != b[j - 1])
            )
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


@given(st.text("ab1", max_size=6), st.text("ab1", max_size=6))
def test_one_slip_is_a_distance_of_one(first, second):
    assert one_slip(first, second) is (distance(first, second) == 1)


@pytest.mark.parametrize(
    ("name", "code"),
    # Examples of the United States National Archives.
    [
        ("washington", "w252"),
        ("lee", "l000"),
        ("gutierrez", "g362"),
        ("pfister", "p236"),
        ("jackson", "j250"),
        ("tymczak", "t522"),
        ("ashcraft", "a261"),
        ("12", ""),
    ],
)
def test_soundex_equals_the_archives(name, code):
    assert soundex(name) == code
