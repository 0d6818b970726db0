"""Children are started again with growing pauses, and all stopped in the end."""

import subprocess
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


def test_a_child_is_started_anew_beside_the_old_one(said: list[str]) -> None:
    clock = Clock()
    keeper = keepers.Keeper(said.append, clock)
    web, live = keeper.keep("web", SLEEP, {}), keeper.keep("live", SLEEP, {})
    old, left = web.process, live.process
    assert old is not None
    keeper.renew({"COMMONBEAT_KEY": "new"}, but=("live",))
    assert web.process is not None
    assert (web.process.pid != old.pid, live.process) == (True, left)
    assert (web.environment, live.environment) == ({"COMMONBEAT_KEY": "new"}, {"COMMONBEAT_KEY": "new"})
    keeper.look_after()
    assert (old.poll(), web.process.poll()) == (None, None)  # both at work
    clock.now += keepers.OVERLAP
    keeper.look_after()
    assert old.wait(20) == -15
    keeper.look_after()
    assert keeper.leaving == []
    assert web.process.poll() is None
    assert said == []  # what was asked to end is not mourned
    keeper.stop()


def test_an_old_child_that_does_not_end_is_ended_and_none_is_left_behind(said: list[str]) -> None:
    stubborn = [
        sys.executable, "-c",
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(600)",
    ]  # fmt: skip
    clock = Clock()
    keeper = keepers.Keeper(said.append, clock)
    worker = keeper.keep("worker", stubborn, {}, {"stdout": subprocess.PIPE})
    old = worker.process
    assert old is not None
    assert old.stdout is not None
    old.stdout.readline()
    worker.command = SLEEP
    keeper.renew({})
    clock.now += keepers.OVERLAP
    for _ in range(3):  # asked once: asked again, a site would cut its last answers short
        keeper.look_after()
    assert old.poll() is None
    clock.now += keepers.PATIENCE
    keeper.look_after()
    assert old.wait(20) == -9
    keeper.renew({})
    again = keeper.leaving[-1].process
    keeper.stop()  # also what is still on its way out
    assert again.poll() == -15
