"""Keeps children running: starts them, restarts one that died, stops them all in order."""

import signal
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from subprocess import Popen
from typing import Any

from commonbeat.kernel.database import tether

FIRST_PAUSE = 1.0  # seconds before a dead child is started again; doubles each time
LONGEST_PAUSE = 30.0
OVERLAP = 20.0  # seconds a child that was started anew has beside the old one before that is asked to end
HEALTHY_AFTER = 60.0  # seconds of running after which the pauses begin anew
PATIENCE = 25.0  # seconds a child has to end when asked; the worker gives running jobs 20


@dataclass
class Kept:
    """One child and how it fares."""

    name: str
    command: list[str]
    environment: dict[str, str]
    options: dict[str, Any] = field(default_factory=dict)
    process: Popen[bytes] | None = None
    started: float = 0.0  # monotonic seconds
    pause: float = FIRST_PAUSE
    due: float = 0.0  # monotonic seconds; when to start again


@dataclass
class Leaving:
    """A process whose place another one has taken."""

    process: Popen[bytes]
    due: float  # monotonic seconds; when to ask it to end, then when to end it
    asked: bool = False


@dataclass
class Keeper:
    """The children of one ``commonbeat up``.

    Args:
        say: where sentences for the person at the keyboard go.
        clock: monotonic seconds.
    """

    say: Callable[[str], None]
    clock: Callable[[], float] = time.monotonic
    children: list[Kept] = field(default_factory=list)
    leaving: list[Leaving] = field(default_factory=list)

    def keep(
        self,
        name: str,
        command: list[str],
        environment: dict[str, str],
        options: dict[str, Any] | None = None,
    ) -> Kept:
        """Start a child and keep it running from now on.

        Args:
            name: for what is said about it.
            command: program and arguments.
            environment: its whole environment.
            options: more arguments of ``subprocess.Popen``, for instance the user it runs as.
        """
        child = Kept(name, command, environment, options or {})
        self.children.append(child)
        self._start(child)
        return child

    def renew(self, environment: dict[str, str], but: Collection[str] = ()) -> None:
        """Start each child anew with another environment; the old one works on until the new one had time to begin.

        Args:
            environment: theirs from now on.
            but: names of children that are left as they are; they get the environment when they are started again.
        """
        for child in self.children:
            child.environment = environment
            if child.process is None or child.name in but:
                continue
            self.leaving.append(Leaving(child.process, self.clock() + OVERLAP))
            self._start(child)

    def look_after(self) -> None:
        """Notice children that died, and start again those whose pause is over. Call about twice a second."""
        now = self.clock()
        self._see_off(now)
        for child in self.children:
            if child.process is None:
                if now >= child.due:
                    self._start(child)
            elif child.process.poll() is not None:
                self._mourn(child, now)

    def stop(self) -> None:
        """Stop all children, the last started first."""
        for one in self.leaving:
            tether.stop(one.process, patience=PATIENCE)
        self.leaving.clear()
        for child in reversed(self.children):
            if child.process is not None:
                tether.stop(child.process, patience=PATIENCE)
        self.children.clear()

    def _see_off(self, now: float) -> None:
        """Ask those that were replaced to end, and end those that do not; nothing here waits."""
        for one in self.leaving:
            if one.process.poll() is None and now >= one.due:
                one.process.send_signal(signal.SIGKILL if one.asked else signal.SIGTERM)
                one.asked, one.due = True, now + PATIENCE
        self.leaving = [one for one in self.leaving if one.process.poll() is None]

    def _start(self, child: Kept) -> None:
        child.process = tether.start(child.command, env=child.environment, **child.options)
        child.started = self.clock()

    def _mourn(self, child: Kept, now: float) -> None:
        if now - child.started >= HEALTHY_AFTER:
            child.pause = FIRST_PAUSE
        code = child.process.returncode if child.process else 0
        self.say(f"The {child.name} process ended ({_how(code)}); starting it again in {child.pause:.0f} s.")
        child.process = None
        child.due = now + child.pause
        child.pause = min(child.pause * 2, LONGEST_PAUSE)


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"code {code}"
