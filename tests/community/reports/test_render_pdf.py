"""The copy for an insurer as PDF, whatever the letters of a name."""

import pytest

from commonbeat.community.reports.public_receipt import Receipt
from commonbeat.community.reports.render_pdf import render_receipt


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Ana Ñandú", "李雷", "Kim \U0001f4a9", "مرحبا", "=1+1 #let x = <b>"])
def test_a_copy_is_made_for_every_name(name: str) -> None:
    shown = Receipt(
        number="T26-00001", case_number="", kind="Theft", state="We have it", received="22 Nov 2026",
        happened="20 Oct 2026", block="100 block of Oak Avenue", name=name,
    )  # fmt: skip

    assert render_receipt(shown).startswith(b"%PDF-")


@pytest.mark.django_db
def test_letters_on_file_give_a_copy_for_screen_readers() -> None:
    shown = Receipt("T26-00001", "", "Theft", "We have it", "22 Nov", "20 Oct", "100 block", "Ana Ñandú")

    assert b"pdfuaid" in render_receipt(shown)
