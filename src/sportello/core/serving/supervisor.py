"""The parent of all processes: loads once, starts them, starts the dead again, ends them all.

docs/decisions/0003-own-supervisor.md says why it is ours.
"""

import os
import signal
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess

from sportello.core.serving import fork
from sportello.core.serving.child import SIGNALS, Birth, Process
from sportello.core.serving.kept import Kept
from sportello.core.serving.lifeline import Lifeline
from sportello.core.serving.orders import Orders, listening_for_orders
from sportello.core.serving.web import Web, serve


def run(
    listening: socket.socket,
    web: Web,
    *,
    load: Callable[[], None],
    processes: Sequence[Process] = (),
    webs: int = 2,
    grace: float = 10.0,
    ready: Callable[[], None] | None = None,
    context: BaseContext | None = None,
) -> int:
    """Serve `listening` by `webs` web processes, beside the named `processes`, until SIGTERM, SIGINT or SIGHUP.

    `load` imports what all share (it must leave no thread and no open connection; ServingError otherwise); where
    processes are spawned (see `fork.context`), each calls it for itself. `ready` is called once all are started.
    After the order to end, every process has `grace` seconds (none after a second order), then it is killed.
    Returns the exit code, 0.
    """
    # Before anything imports numpy: OpenBLAS starts its threads when it is loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    context = context or fork.context()
    forked = context.get_start_method() == "fork"
    if forked:
        load()
        fork.prepare()
    nursery = _Nursery(context, Lifeline(), None if forked else load, grace)
    serving = [Process(f"web-{number}", partial(serve, web, listening)) for number in range(1, webs + 1)]
    kept = [nursery.keep(each) for each in serving]
    kept += [nursery.keep(each, foreign=(listening,) if forked else ()) for each in processes]
    with listening_for_orders() as orders:
        try:
            _keep(kept, orders, ready)
        finally:
            # From here on a caller is refused at once instead of waiting for nobody.
            listening.close()
            _end(kept, orders, grace)
    return 0


@dataclass(frozen=True, slots=True)
class _Nursery:
    """What all children have in common; `load` is None where they are forked."""

    context: BaseContext
    lifeline: Lifeline
    load: Callable[[], None] | None
    grace: float

    def keep(self, process: Process, *, foreign: tuple[socket.socket, ...] = ()) -> Kept:
        return Kept(process.name, partial(self._make, Birth(process, self.lifeline, self.load, self.grace, foreign)))

    def _make(self, birth: Birth) -> BaseProcess:
        made: BaseProcess = self.context.Process(name=birth.process.name, target=birth)  # type: ignore[attr-defined]
        return made


def _keep(kept: list[Kept], orders: Orders, ready: Callable[[], None] | None) -> None:
    _tend(kept)
    if ready is not None:
        ready()
    while not orders:
        due = [each.due for each in kept if each.due is not None]
        _sleep(kept, orders, max(0.0, min(due) - time.monotonic()) if due else None)
        _tend(kept)


def _tend(kept: list[Kept]) -> None:
    # A signal between the fork and the child's own first lines would meet the parent's handlers and be lost.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        for each in kept:
            each.tend(time.monotonic())
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end(kept: list[Kept], orders: Orders, grace: float) -> None:
    for each in kept:
        each.ask()
    deadline = time.monotonic() + grace
    while not all(each.is_gone() for each in kept) and not orders.insistent:
        left = deadline - time.monotonic()
        if left <= 0:
            break
        _sleep([each for each in kept if not each.is_gone()], orders, left)
    for each in kept:
        each.kill()
    for each in kept:
        each.bury()


def _sleep(kept: list[Kept], orders: Orders, seconds: float | None) -> None:
    """Until a process has died, an order has come or the time is over."""
    sentinels = [each.sentinel for each in kept if each.sentinel is not None]
    wait([orders.fd, *sentinels], seconds)
    orders.drain()
