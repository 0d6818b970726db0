"""Codes: 80 bits, read as they were meant, kept under a key."""

import pytest

from commonbeat.kernel.contact.codes import ALPHABET, hash_of, keyed, new_code, normal


def test_a_code_has_80_bits_in_four_groups():
    codes = {new_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert all(len(group) == 4 for code in codes for group in code.split("-"))
    assert {letter for code in codes for letter in code} == set(ALPHABET) | {"-"}
    assert len(ALPHABET) ** 16 == 2**80


@pytest.mark.parametrize(
    "typed",
    [
        "01AB-CDEF-GHJK-MNPQ", "01abcdefghjkmnpq", " 01 AB cd EF gh jk mn pq ", "oiab-cdef-ghjk-mnpq",
        "OLAB.CDEF.GHJK.MNPQ", "０１ＡＢ－ＣＤＥＦ－ＧＨＪＫ－ＭＮＰＱ", "01AB–CDEF—GHJK\u00a0MNPQ\n",
    ],
)  # fmt: skip
def test_what_was_meant(typed: str):
    assert normal(typed) == "01ABCDEFGHJKMNPQ"


@pytest.mark.parametrize(
    "typed", ["", "01AB-CDEF-GHJK-MNP", "01AB-CDEF-GHJK-MNPQR", "U" * 16, "é" * 16, "0" * 5000]
)
def test_what_cannot_be_a_code(typed: str):
    assert normal(typed) == ""


def test_a_hash_needs_the_key_and_its_purpose():
    assert hash_of("01ab cdef ghjk mnpq") == hash_of("O1AB-CDEF-GHJK-MNPQ")
    assert len(hash_of("")) == 64
    assert keyed("code", "x") != keyed("link", "x")
