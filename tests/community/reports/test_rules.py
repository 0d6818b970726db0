"""Numbers of vehicles, blocks of addresses, names that are compared."""

from decimal import Decimal

import pytest

from commonbeat.community.reports.rules import block_of, over_ceiling, same_name, spelt_out, tidy, vin_ok
from commonbeat.kernel.forms import forms
from commonbeat.kernel.forms.reading import parse


@pytest.mark.parametrize(
    ("vin", "right"),
    [
        ("1M8GDM9AXKP042788", True),  # the regulation's own example, check digit X
        ("11111111111111111", True),
        ("1m8gdm9axkp042788", True),
        ("1M8GDM9A1KP042788", False),
        ("1M8GDM9AXKP04278", False),
        ("1M8GDM9AXKP04278O", False),
        ("", False),
    ],
)
def test_check_digit_of_a_vehicle_number(vin: str, right: bool) -> None:
    assert vin_ok(vin) is right


@pytest.mark.parametrize(
    ("address", "block"),
    [
        ("412 Elm Street", "400 BLOCK OF ELM STREET"),
        ("412 Elm Street, Apt 4", "400 BLOCK OF ELM STREET"),
        ("412 Elm St apt 4", "400 BLOCK OF ELM ST"),
        ("17 Calle Luna", "0 BLOCK OF CALLE LUNA"),
        ("1200-1210 Third Avenue", "1200 BLOCK OF THIRD AVENUE"),
        ("400 block of Elm Street", "400 BLOCK OF ELM STREET"),
        ("Elm and Third", "ELM / THIRD"),
        ("Elm y Tercera", "ELM / TERCERA"),
        ("Elm & Third", "ELM / THIRD"),
        ("the park", ""),
        ("412", ""),
        ("", ""),
    ],
)
def test_block_of_a_typed_address(address: str, block: str) -> None:
    assert block_of(address) == block


def test_street_words_are_spelt_out() -> None:
    assert spelt_out("400 BLOCK OF ELM ST.") == "400 BLOCK OF ELM STREET"


def test_numbers_are_compared_without_dress() -> None:
    assert tidy(" ab-12 / 34.é ") == "AB1234"


@pytest.mark.parametrize(
    ("loss", "ceiling", "over"),
    [
        (Decimal(5001), 5000, True),
        (Decimal(5000), 5000, False),
        (None, 5000, False),
        (Decimal(9), None, False),
    ],
)
def test_ceiling(loss: Decimal | None, ceiling: int | None, over: bool) -> None:
    assert over_ceiling(loss, ceiling) is over


@pytest.mark.parametrize(
    ("given", "kept", "same"),
    [
        ("Rosa Lindero", "LINDERO, Rosa M.", True),
        ("rosa lindero", "Rosa Líndero", True),
        ("Rosa Lindero", "Ana Montoro", False),
        ("", "Ana", False),
        ("R", "R Lindero", False),
    ],
)
def test_names(given: str, kept: str, same: bool) -> None:
    assert same_name(given, kept) is same


def test_no_sum_can_be_typed_that_the_total_cannot_hold() -> None:
    sums = [
        (form.key, question.code, question.most)
        for form in forms()
        if form.key.startswith("reports.")
        for question in parse(form.text).questions()
        if question.kind == "money"
    ]
    assert len(sums) >= 3
    assert [one for one in sums if one[2] is None or one[2] > 10_000_000] == []
