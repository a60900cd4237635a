"""Event loops that servers can run in: in this thread or, for tests, in one of their own."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any


def new_loop() -> asyncio.AbstractEventLoop:
    """A new event loop whose tasks live until they are done."""
    loop = asyncio.new_event_loop()
    hold_tasks(loop)
    return loop


def hold_tasks(loop: asyncio.AbstractEventLoop) -> None:
    """Make the loop hold its tasks until they are done.

    The loop itself refers to tasks only weakly, and pymap starts some that nobody else holds: without this the
    garbage collector ends connections at random.
    """
    held: set[asyncio.Task[Any]] = set()

    def start(loop: asyncio.AbstractEventLoop, coro: Coroutine[Any, Any, Any], **options: Any) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = asyncio.Task(coro, loop=loop, **options)
        held.add(task)
        task.add_done_callback(held.discard)
        return task

    loop.set_task_factory(start)


class LoopThread:
    """A loop running in a daemon thread; `call` runs a coroutine there and waits for its value."""

    def __init__(self) -> None:
        self._loop = new_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="sandbox", daemon=True)
        self._thread.start()

    def call[T](self, coro: Coroutine[Any, Any, T], seconds: float = 30) -> T:
        """The coroutine's value, or its error. Raises TimeoutError after `seconds`."""
        return asyncio.run_coroutine_threadsafe(coro, self._loop).result(seconds)

    def close(self) -> None:
        """Stop the loop and wait for the thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
