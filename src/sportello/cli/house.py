"""The running house: web processes, the worker, the watcher of mailboxes and accounts, under one supervisor."""

import os
import signal
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import cast

from sportello.core.serving.asgi import Served
from sportello.core.serving.child import Process
from sportello.core.serving.port import address
from sportello.core.serving.supervisor import run as supervise
from sportello.core.serving.web import Web

PAGES_AT_ONCE = 4
THREADS_END_WITHIN = 10.0


def run(
    listening: socket.socket,
    *,
    greeting: str,
    own_database: Path | None,
    first: Callable[[], None] | None = None,
) -> int:
    """Serve on a listening socket until Ctrl-C or SIGTERM; returns the exit code.

    The database is ready and migrated; whatever connection this process has to it is closed before the fork.
    `own_database` is the data directory of an embedded one, which is kept running; None for somebody else's. The worker
    does `first` before anything else, while pages are served already; whenever it is started, so again after a crash.
    """
    from django.db import connections

    connections.close_all()
    return supervise(
        listening,
        Web(application, trusted_proxies=os.environ.get("SPORTELLO_PROXIES", "")),
        load=load,
        processes=[Process("worker", partial(work, first)), Process("watcher", partial(watch, own_database))],
        ready=partial(print, f"\n  Sportello is open at {address(listening)}\n{greeting}", flush=True),
    )


def load() -> None:
    """Load what all processes share: Django with every page and connector, and the reader with its model and encoder.

    Leaves no thread and no connection. Without a reader the house runs all the same; messages then wait unread.
    """
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sportello.config.settings")
    django.setup()
    from django.conf import settings

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    from sportello.channels.registry import connectors, recognisers

    recognisers()
    connectors()
    from sportello.inbox.understanding import reader

    reader.warm()
    for module in ("sportello.config.asgi", "sportello.config.wsgi", "sportello.config.urls"):
        import_module(module)


def application() -> Served:
    """What a web process serves. Its threads share a pool of connections, which must not be opened before the fork."""
    from django.db import connections

    pool = {"min_size": 1, "max_size": PAGES_AT_ONCE + 2, "timeout": 10}
    default = connections.settings["default"]
    default.setdefault("OPTIONS", {})["pool"] = pool
    # The pool keeps what broke when the database was restarted; without a look each of those costs somebody a page.
    default["CONN_HEALTH_CHECKS"] = True
    made: Served = import_module("sportello.config.asgi").application()
    return made


def work(first: Callable[[], None] | None = None) -> None:
    """The worker: does `first`, then takes mail in, sends answers out, does what is scheduled; until SIGTERM."""
    from sportello.channels.outgoing import OUTBOX
    from sportello.channels.receiving import ENVELOPES
    from sportello.connectors.email import carrying
    from sportello.core.pump import run as pump
    from sportello.inbox import arrival
    from sportello.inbox.failing import undelivered

    loops: dict[str, Callable[..., None]] = {
        "arrival": partial(pump, channel=ENVELOPES, drain=partial(arrival.drain, clock=clock)),
        "delivery": partial(
            pump, channel=OUTBOX, drain=partial(carrying.drain, clock=clock, on_undelivered=undelivered)
        ),
        "schedule": run_schedule,
    }
    if first is not None:
        first()
    _until_told(loops)


def watch(own_database: Path | None) -> None:
    """The watcher: mailboxes, accounts by API, and an eye on the embedded database; until SIGTERM."""
    from sportello.channels.syncing import sync_all
    from sportello.connectors.email.watching import watch_all

    from .keeping import keep

    loops: dict[str, Callable[..., None]] = {"mailboxes": watch_all, "accounts": sync_all}
    if own_database is not None:
        loops["database"] = partial(keep, own_database)
    _until_told(loops)


def run_schedule(*, stop: threading.Event) -> None:
    """Run the scheduled tasks until `stop` is set."""
    import asyncio

    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    async def keep() -> None:
        connector = cast("DjangoConnector", app.connector).get_worker_connector()
        own = app.with_connector(connector)
        async with own.open_async():
            worker = asyncio.create_task(own.run_worker_async(install_signal_handlers=False, concurrency=2))
            while not stop.is_set() and not worker.done():
                await asyncio.sleep(0.3)
            worker.cancel()
            await asyncio.gather(worker, return_exceptions=True)
            if not stop.is_set():
                worker.result()

    asyncio.run(keep())


def clock() -> datetime:
    """The time it is."""
    return datetime.now(UTC)


def _until_told(loops: dict[str, Callable[..., None]]) -> None:
    """Run loops in threads until SIGTERM or SIGINT; when one ends by itself all do, and the supervisor starts anew."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threads = [threading.Thread(target=loop, kwargs={"stop": stop}, name=name) for name, loop in loops.items()]
    for thread in threads:
        thread.start()
    while not stop.is_set() and all(thread.is_alive() for thread in threads):
        stop.wait(0.3)
    told = stop.is_set()
    stop.set()
    for thread in threads:
        thread.join(THREADS_END_WITHIN)
    if not told:
        raise SystemExit(1)
