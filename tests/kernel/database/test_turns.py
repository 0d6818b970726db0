"""Turns are held for a transaction and end with it; the topics' tests of many at once see that others wait."""

import pytest
from django.db import connection, transaction

from commonbeat.kernel.database.turns import one_at_a_time

pytestmark = pytest.mark.django_db
HELD = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"


def held() -> int:
    with connection.cursor() as cursor:
        cursor.execute(HELD)
        return int(cursor.fetchone()[0])


def test_each_name_is_one_turn_that_ends_with_its_transaction() -> None:
    with transaction.atomic():
        one_at_a_time("tests:b", "tests:a", "tests:b")
        assert held() == 2
        transaction.set_rollback(True)
    assert held() == 0


def test_no_name_is_no_turn() -> None:
    one_at_a_time()
    assert held() == 0
