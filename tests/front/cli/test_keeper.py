"""Children are started again with growing pauses, and all stopped in the end."""

import sys

import pytest

from commonbeat.front.cli import keeper as keepers

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]
FAIL = [sys.executable, "-c", "raise SystemExit(3)"]


class Clock:
    """Time that passes when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def said() -> list[str]:
    return []


def test_a_dead_child_is_started_again_after_its_pause(said: list[str]) -> None:
    clock = Clock()
    keeper = keepers.Keeper(said.append, clock)
    child = keeper.keep("web", SLEEP, {})
    first = child.process
    assert first is not None
    first.kill()
    first.wait()
    keeper.look_after()
    assert said == ["The web process ended (signal 9); starting it again in 1 s."]
    keeper.look_after()
    assert child.process is None
    clock.now += 1
    keeper.look_after()
    assert child.process is not None
    assert child.process.pid != first.pid
    keeper.stop()


def test_pauses_double_up_to_half_a_minute(said: list[str]) -> None:
    clock = Clock()
    keeper = keepers.Keeper(said.append, clock)
    child = keeper.keep("worker", FAIL, {})
    pauses = []
    for _ in range(7):
        assert child.process is not None
        child.process.wait()
        pauses.append(child.pause)
        keeper.look_after()
        clock.now = child.due
        keeper.look_after()
    keeper.stop()
    assert pauses == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    assert said[0] == "The worker process ended (code 3); starting it again in 1 s."


def test_a_child_that_ran_well_begins_anew_with_short_pauses(said: list[str]) -> None:
    clock = Clock()
    keeper = keepers.Keeper(said.append, clock)
    child = keeper.keep("web", FAIL, {})
    child.pause = 30.0
    assert child.process is not None
    child.process.wait()
    clock.now += keepers.HEALTHY_AFTER
    keeper.look_after()
    assert said == ["The web process ended (code 3); starting it again in 1 s."]
    keeper.stop()


def test_stopping_ends_every_child(said: list[str]) -> None:
    keeper = keepers.Keeper(said.append)
    processes = [keeper.keep(name, SLEEP, {}).process for name in ("web", "worker")]
    keeper.stop()
    assert [process.poll() for process in processes if process] == [-15, -15]
    keeper.look_after()
    assert said == []
