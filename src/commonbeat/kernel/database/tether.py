"""Children that do not outlive their parent, even when the parent is killed with no chance to say goodbye."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def start(
    command: Sequence[str], *, when_orphaned: signal.Signals = signal.SIGTERM, **options: Any
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own.

    Its own session keeps a Ctrl-C at the terminal away from it: the supervisor stops them in order.
    On Linux the kernel sends ``when_orphaned`` when our process ends, however it ends. Elsewhere nothing
    does; the next start then finds and stops what was left.

    Args:
        command: program and arguments.
        when_orphaned: the signal for the child when its parent is gone. Call from the main thread: the kernel
            means the *thread* that started the child.
        options: passed on to ``subprocess.Popen``.
    """
    parent = os.getpid()
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def tie() -> None:
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, int(when_orphaned), 0, 0, 0)
            if os.getppid() != parent:  # the parent died before the line above
                os._exit(1)

    return subprocess.Popen(
        command, start_new_session=True, preexec_fn=tie, stdin=subprocess.DEVNULL, **options
    )


def stop(
    child: subprocess.Popen[bytes], *, ask: signal.Signals = signal.SIGTERM, patience: float = 10.0
) -> None:
    """Ask a child to end; kill it when it has not ended after ``patience`` seconds."""
    if child.poll() is not None:
        return
    child.send_signal(ask)
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
