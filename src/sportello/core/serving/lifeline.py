"""A pipe by which a child notices that its parent is gone, however it went.

The parent keeps the only writing end; when it dies, even by SIGKILL, every reader sees the end of the pipe. It works on
every system, lets the child finish what it is doing (PR_SET_PDEATHSIG would kill it), and depends on no thread.
"""

import multiprocessing
import os
import signal
import threading
from multiprocessing.connection import Connection


class Lifeline:
    """Made by the parent before its first child; pickles as the reading end alone."""

    def __init__(self) -> None:
        reader, writer = multiprocessing.Pipe(duplex=False)
        self._reader: Connection = reader
        self._writer: Connection | None = writer

    def __getstate__(self) -> dict[str, object]:
        """A spawned child must not hold the writing end, nor can it."""
        return {"_reader": self._reader, "_writer": None}

    def hold(self, *, grace: float) -> None:
        """In a child: from now on ask this process to end when its parent is gone, and end it `grace` seconds later
        whether it has heard or not.
        """
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        threading.Thread(target=self._wait, args=(grace,), name="lifeline", daemon=True).start()

    def _wait(self, grace: float) -> None:
        self._reader.poll(None)
        os.kill(os.getpid(), signal.SIGTERM)
        threading.Event().wait(grace)
        os._exit(1)
