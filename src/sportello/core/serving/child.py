"""The first and last steps of every process that the supervisor starts."""

import os
import random
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass

from sportello.core.serving.lifeline import Lifeline

# What the parent may handle and a child must take by itself, as it comes.
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Process:
    """A named process; `target` runs until SIGTERM or SIGINT and returns.

    Where processes are spawned instead of forked (macOS), `target` must be picklable: a function of a module, or a
    `functools.partial` of one.
    """

    name: str
    target: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Birth:
    """All that a child needs.

    `load` is None where the fork has brought along what the parent loaded; `foreign` are sockets that the fork has
    brought along though they are no business of this process: kept open, they would hold the port.
    """

    process: Process
    lifeline: Lifeline
    load: Callable[[], None] | None
    grace: float
    foreign: tuple[socket.socket, ...] = ()

    def __call__(self) -> None:
        """Run in the new process, until its target returns."""
        signal.set_wakeup_fd(-1)
        for number in SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        # Ctrl-C reaches the whole group of the terminal; only the supervisor is to hear it and to pass it on.
        os.setpgid(0, 0)
        self.lifeline.hold(grace=self.grace)
        for each in self.foreign:
            each.close()
        random.seed()
        if self.load is not None:
            self.load()
        self.process.target()
