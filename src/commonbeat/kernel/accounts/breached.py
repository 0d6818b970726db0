"""Passwords known from break-ins elsewhere, looked up in a list kept on this machine (CJIS IA-5(1), NIST SP 800-63B).

``COMMONBEAT_BREACHED_PASSWORDS`` names what "Pwned Passwords" of haveibeenpwned.com hands out: one file with a line
``SHA1:COUNT`` for each password, ordered by hash, or a folder with a file for each first five digits of the hash and
lines ``REST:COUNT``. No password and no part of one leaves this machine.
"""

import hashlib
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

VARIABLE = "COMMONBEAT_BREACHED_PASSWORDS"
PREFIX = 5  # hex digits
QUARTER_S = 100 * 86_400  # the list is to be renewed each quarter; ten days of grace


class Breached:
    """Refuses passwords that are in the list, when there is one."""

    def validate(self, password: str, user: Any = None) -> None:
        """Check a new password.

        Raises:
            ValidationError: it is in the list, or the list cannot be read.
        """
        given = os.environ.get(VARIABLE)
        if not given:
            return
        try:
            found = is_listed(password, Path(given))
        except OSError:
            raise ValidationError(
                _("The list of known passwords cannot be read; tell an administrator."),
                code="list_unreadable",
            ) from None
        if found:
            raise ValidationError(
                _("This password is known from a break-in at another place. Choose another one."),
                code="password_breached",
            )

    def get_help_text(self) -> str:
        """The rule as shown beside the field; the list of common passwords says it already."""
        return ""


def is_listed(password: str, place: Path) -> bool:
    """Whether a password is in the list.

    Args:
        password: in clear.
        place: the file, or the folder of files.

    Raises:
        OSError: it cannot be read.
    """
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    if not place.is_dir():
        with place.open("rb") as file:
            return _search(file, wanted)
    names = (wanted[:PREFIX].decode() + ending for ending in ("", ".txt"))
    ranges = [place / name for name in names if (place / name).is_file()]
    return any(_scan(one, wanted[PREFIX:]) for one in ranges)


def _scan(file: Path, rest: bytes) -> bool:
    return any(line.partition(b":")[0].strip().upper() == rest for line in file.read_bytes().splitlines())


def _search(file: BinaryIO, wanted: bytes) -> bool:
    """Halve the ordered file until one line is left: some 40 looks into 40 GB."""
    low, high = 0, file.seek(0, os.SEEK_END)
    while low < high:
        middle = (low + high) // 2
        file.seek(max(low, middle - 1))
        if middle > low:
            file.readline()  # up to the first line that begins at `middle` or after; at `low` one does
        start = file.tell()
        line = file.readline()
        if start >= high or not line:
            high = middle
            continue
        found = line.partition(b":")[0].strip().upper()
        if found == wanted:
            return True
        if found < wanted:
            low = file.tell()
        else:
            high = middle
    return False


@register(Tags.security)
def check_list(**kwargs: Any) -> Sequence[CheckMessage]:
    """The list that was asked for can be read, and is not old."""
    given = os.environ.get(VARIABLE)
    if not given:
        return []
    place = Path(given)
    if not os.access(place, os.R_OK):
        return [Error(f"{VARIABLE} names {place}, which cannot be read.", id="accounts.E001")]
    if time.time() - place.stat().st_mtime > QUARTER_S:
        return [
            Warning(f"The list of known passwords {place} is more than a quarter old.", id="accounts.W001")
        ]
    return []
