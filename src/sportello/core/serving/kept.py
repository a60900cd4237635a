"""One process that is to be running: started, looked after, started again, ended."""

import logging
import signal
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess

from sportello.core.serving.backoff import waits

log = logging.getLogger(__name__)

# A process that lived this long (s) was well; its next death is not part of the same trouble.
WELL = 60.0


class Kept:
    """Keeps one process alive; `birth` makes it anew (not yet started). Times are seconds of a monotonic clock."""

    def __init__(self, name: str, birth: Callable[[], BaseProcess]) -> None:
        self.name = name
        self._birth = birth
        self._process: BaseProcess | None = None
        self._waits: Iterator[float] = waits()
        self._begun = 0.0
        self.due: float | None = 0.0

    @property
    def sentinel(self) -> int | None:
        """What becomes readable at the death of the process, None while there is none."""
        return self._process.sentinel if self._process is not None else None

    @property
    def pid(self) -> int | None:
        """The process id, None while there is no process."""
        return self._process.pid if self._process is not None else None

    def tend(self, now: float) -> None:
        """Notice a death, and start the process when it is due."""
        if self._process is not None and self._process.exitcode is not None:
            self._mourn(self._process, now)
        if self.due is not None and now >= self.due:
            self._begin(now)

    def ask(self) -> None:
        """Ask the process to end (SIGTERM)."""
        if self._process is not None:
            self._process.terminate()

    def kill(self) -> None:
        """End the process without asking, and say so."""
        if self._process is not None and self._process.exitcode is None:
            log.warning("%s (pid %s) did not end in time and is killed", self.name, self.pid)
            self._process.kill()

    def bury(self) -> None:
        """Wait for the process to be gone; it is not started again."""
        self.due = None
        if self._process is not None:
            self._process.join()

    def is_gone(self) -> bool:
        """Whether there is no process now."""
        return self._process is None or self._process.exitcode is not None

    def _begin(self, now: float) -> None:
        process = self._birth()
        try:
            process.start()
        except OSError as error:
            # No memory or no process left just now: the others go on, and this one is tried again.
            self.due = now + next(self._waits)
            log.error("%s could not be started: %s", self.name, error)  # one line says it
            return
        self._process, self._begun, self.due = process, now, None

    def _mourn(self, process: BaseProcess, now: float) -> None:
        if now - self._begun >= WELL:
            self._waits = waits()
        wait = next(self._waits)
        self.due = now + wait
        log.error("%s (pid %s) %s; starting it again in %g s", self.name, process.pid, _fate(process.exitcode), wait)
        process.close()
        self._process = None


def _fate(code: int | None) -> str:
    if code is None or code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"
