import errno

import psycopg.errors
import pytest
from django.db import OperationalError
from django.test import RequestFactory

from commonbeat.kernel.database.errors import is_full_disk
from commonbeat.kernel.ui.errors import server_error


def _wrapped(inner: Exception) -> Exception:
    try:
        try:
            raise inner
        except Exception as error:
            raise OperationalError("could not extend file") from error
    except OperationalError as outer:
        return outer


@pytest.mark.parametrize(
    ("error", "full"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), True),
        (OSError(errno.EACCES, "Permission denied"), False),
        (_wrapped(psycopg.errors.DiskFull("could not extend file")), True),
        (_wrapped(psycopg.errors.DeadlockDetected("deadlock detected")), False),
        (None, False),
    ],
)
def test_a_full_disk_is_known_through_what_wraps_it(error: BaseException | None, full: bool) -> None:
    assert is_full_disk(error) is full


def test_the_page_of_a_full_disk_says_whom_to_tell() -> None:
    try:
        raise _wrapped(psycopg.errors.DiskFull("could not extend file"))
    except OperationalError:
        answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 507
    assert "There is no room left on the disk of this server." in answer.content.decode()
