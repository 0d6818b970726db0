import asyncio

import pytest

from commonbeat.kernel.live.hub import Full, Hub


def test_only_listeners_of_the_topic_are_told():
    async def play() -> tuple[int, bool, bool]:
        hub = Hub(10)
        with hub.listening("a") as a, hub.listening("b") as b:
            return hub.tell("a"), a.is_set(), b.is_set()

    assert asyncio.run(play()) == (1, True, False)


def test_who_left_is_forgotten():
    async def play() -> tuple[int, int, dict]:
        hub = Hub(10)
        with hub.listening("a"):
            inside = hub.count
        return inside, hub.count, dict(hub._listeners)

    assert asyncio.run(play()) == (1, 0, {})


def test_one_too_many_is_refused_and_takes_no_place():
    async def play() -> int:
        hub = Hub(1)
        with hub.listening("a"):
            with pytest.raises(Full), hub.listening("b"):
                pass
            return hub.count

    assert asyncio.run(play()) == 1
