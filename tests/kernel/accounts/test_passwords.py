import hashlib
import os
import random
import time
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from commonbeat.kernel.accounts import breached, passwords
from commonbeat.kernel.accounts.models import User

ANA = User(email="ana.lyst@pd.example", name="Analyst Ana Lystrom")


@pytest.fixture(autouse=True)
def place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_context", lambda: ["Marisol Police Department", "the City of Marisol"])
    monkeypatch.delenv(breached.VARIABLE, raising=False)


def codes(password: str) -> list[str]:
    try:
        validate_password(password, ANA)
    except ValidationError as refused:
        return sorted(error.code for error in refused.error_list)
    return []


@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        ("quiet harbour lantern seventy", []),
        ("short", ["password_too_short"]),
        ("x" * 129, ["password_too_long"]),
        ("password123", ["password_of_this_place", "password_too_common"]),
        ("Marisol2026!", ["password_of_this_place"]),
        ("MarisolPolice#1", ["password_of_this_place"]),
        ("Commonbeat-2026", ["password_of_this_place"]),
        ("lystrom1987", ["password_of_this_place", "password_too_similar"]),
        ("marisol harbour lantern", []),
        ("ünïcödé and spaces are fine", []),
    ],
)
def test_rules(password: str, wrong: list[str]) -> None:
    assert codes(password) == wrong


def _lines(known: list[str]) -> list[bytes]:
    return sorted(hashlib.sha1(one.encode()).hexdigest().upper().encode() for one in known)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 50, 997])
def test_every_line_of_an_ordered_file_is_found_and_nothing_else(tmp_path: Path, count: int) -> None:
    rng = random.Random(count)
    known = [f"leaked {number}" for number in range(count)]
    file = tmp_path / "pwned.txt"
    file.write_bytes(b"".join(b"%s:%d\r\n" % (line, rng.choice([1, 22, 333333])) for line in _lines(known)))
    assert all(breached.is_listed(one, file) for one in known)
    assert not any(breached.is_listed(f"unknown {number}", file) for number in range(50))


def test_a_folder_of_ranges_is_searched_by_the_first_five_digits(tmp_path: Path) -> None:
    (digest,) = _lines(["leaked"])
    (tmp_path / digest[:5].decode()).write_bytes(b"0" * 35 + b":1\n" + digest[5:] + b":7\n")
    assert breached.is_listed("leaked", tmp_path)
    assert not breached.is_listed("unknown", tmp_path)


def test_a_known_password_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "pwned.txt"
    file.write_bytes(b"".join(line + b":1\n" for line in _lines(["quiet harbour lantern seventy"])))
    monkeypatch.setenv(breached.VARIABLE, str(file))
    assert codes("quiet harbour lantern seventy") == ["password_breached"]
    assert codes("quiet harbour lantern eighty") == []
    assert breached.check_list() == []


def test_a_list_that_cannot_be_read_lets_no_password_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(breached.VARIABLE, str(tmp_path / "gone.txt"))
    assert codes("quiet harbour lantern seventy") == ["list_unreadable"]
    assert [one.id for one in breached.check_list()] == ["accounts.E001"]


def test_an_old_list_is_pointed_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "pwned.txt"
    file.touch()
    os.utime(file, (time.time(), time.time() - 101 * 86_400))
    monkeypatch.setenv(breached.VARIABLE, str(file))
    assert [one.id for one in breached.check_list()] == ["accounts.W001"]
