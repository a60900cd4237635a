"""A progress bar for a terminal, and a line now and then where there is none."""

import sys
import time
from types import TracebackType
from typing import Self, TextIO

WIDTH = 30
EVERY_SECONDS = 0.1
EVERY_SECONDS_IN_A_LOG = 10.0


class Bar:
    """Counts steps on standard error: a bar that moves on a terminal, a plain line every ten seconds in a log."""

    def __init__(self, *, total: int, what: str, out: TextIO | None = None) -> None:
        self.total, self.what, self.done = max(total, 1), what, 0
        self._out = out or sys.stderr
        self._live = self._out.isatty()
        self._started = self._shown_at = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._show()
        if self._live:
            self._out.write("\n")

    def step(self, count: int = 1) -> None:
        """So many more are done."""
        self.done += count
        wait = EVERY_SECONDS if self._live else EVERY_SECONDS_IN_A_LOG
        if time.monotonic() - self._shown_at >= wait:
            self._show()

    def _show(self) -> None:
        self._shown_at = time.monotonic()
        filled = WIDTH * self.done // self.total
        rate = self.done / max(self._shown_at - self._started, 0.001)
        line = f"[{'#' * filled}{'.' * (WIDTH - filled)}] {self.done}/{self.total} {self.what}, {rate:.0f}/s"
        self._out.write(f"\r{line}\x1b[K" if self._live else f"{line}\n")
        self._out.flush()
