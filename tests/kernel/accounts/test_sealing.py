"""Sealed values."""

import pytest

from commonbeat.kernel.accounts.sealing import BrokenSeal, seal, unseal


def test_comes_back_and_is_unreadable_meanwhile():
    sealed = seal(b"JBSWY3DP")
    assert unseal(sealed) == b"JBSWY3DP"
    assert b"JBSWY3DP" not in sealed
    assert seal(b"JBSWY3DP") != sealed


def test_a_changed_or_foreign_seal_is_refused(settings):
    sealed = seal(b"secret")
    with pytest.raises(BrokenSeal):
        unseal(sealed[:-2] + b"xx")
    settings.SECRET_KEY = "another installation"
    with pytest.raises(BrokenSeal):
        unseal(sealed)
