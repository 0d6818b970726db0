"""Clocks of many records at once."""

from collections.abc import Callable
from typing import Any

import pytest

from commonbeat.kernel import clocks

pytestmark = pytest.mark.django_db


def test_the_newest_clock_of_each_record_in_one_query(
    freeze: Callable[[str], None], subject: Callable[[], Any], legal: Any, django_assert_num_queries: Any
) -> None:
    first, second, without = subject(), subject(), subject()
    freeze("2026-01-05 09:00")
    clocks.start("tests.answer", first)
    clocks.start("tests.answer", second)
    freeze("2026-01-06 09:00")
    clocks.stop("tests.answer", first)
    again = clocks.start("tests.answer", first)
    with django_assert_num_queries(1):
        found = clocks.newest(("tests.answer",), [first, second, without])
    assert set(found) == {first.pk, second.pk}
    assert found[first.pk].pk == again.pk
    assert clocks.newest(("tests.limit",), [first]) == {}
    with pytest.raises(clocks.UnknownClock):
        clocks.newest(("tests.nothing",), [first])
