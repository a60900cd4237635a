"""A real server on a real port, in a thread of the test."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sportello.core.serving.asgi import Served
from sportello.core.serving.port import listen
from sportello.core.serving.web import Web, server


class Running:
    """A server that runs; `stop` returns the seconds that stopping took."""

    def __init__(self, app: Served) -> None:
        self._listening: socket.socket = listen(0)
        self.port: int = self._listening.getsockname()[1]
        self._server = server(Web(lambda: app))
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> float:
        """Tell the server to exit and wait until it has."""
        begun = time.monotonic()
        self._server.should_exit = True
        self._thread.join(timeout=60)
        assert not self._thread.is_alive()
        return time.monotonic() - begun

    def _run(self) -> None:
        asyncio.run(self._server.serve(sockets=[self._listening]))


@contextmanager
def served(app: Served) -> Iterator[Running]:
    """Serve `app` for the length of a test."""
    running = Running(app)
    try:
        yield running
    finally:
        running.stop()
