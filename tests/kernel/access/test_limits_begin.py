"""The first visitors of an hour come at once: each of them is counted, once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from commonbeat.kernel.access import limits


def test_eight_who_come_first_are_counted_once_each():
    for hour in range(8):
        start = Barrier(8)

        def knock(_n: int, hour: int = hour, start: Barrier = start) -> int:
            start.wait()
            return limits._count(hour, "door")

        with ThreadPoolExecutor(8) as pool:
            assert sorted(pool.map(knock, range(8))) == list(range(1, 9))
