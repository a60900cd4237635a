"""The signals that tell the supervisor to end, in a form that a wait for several things can wait for."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from sportello.core.serving.child import SIGNALS

# A wrapper (a shell, make, npm) may pass on the Ctrl-C that the terminal has already sent to everybody.
_ECHO = 1.0


class Orders:
    """The orders to end that have arrived; `fd` becomes readable with each of them."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self._times: list[float] = []

    def __bool__(self) -> bool:
        """Whether there is an order to end."""
        return bool(self._times)

    @property
    def insistent(self) -> bool:
        """Whether somebody has asked again, and so will not wait."""
        return bool(self) and self._times[-1] - self._times[0] > _ECHO

    def hear(self, _number: int, _frame: FrameType | None) -> None:
        """The signal handler."""
        self._times.append(time.monotonic())

    def drain(self) -> None:
        """Make `fd` unreadable until the next signal."""
        with suppress(BlockingIOError):
            os.read(self.fd, 4096)


@contextmanager
def listening_for_orders() -> Iterator[Orders]:
    """Collect SIGTERM, SIGINT and SIGHUP in the main thread; the handlers before are put back at the end."""
    reader, writer = _pipe()
    orders = Orders(reader)
    woken = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    before = {number: signal.signal(number, orders.hear) for number in SIGNALS}
    try:
        yield orders
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(woken)
        os.close(reader)
        os.close(writer)


def _pipe() -> tuple[int, int]:
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)
    return reader, writer
