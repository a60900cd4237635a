"""The one connection of a web process on which PostgreSQL tells what was published."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections

from sportello.core.live.hub import Hub
from sportello.core.live.publishing import CHANNEL, decode
from sportello.core.serving.backoff import waits

log = logging.getLogger(__name__)

# A quiet connection may have been lost without a sign (a firewall, a suspended machine); asking finds out.
QUIET = 30.0


def django_connection(alias: str = DEFAULT_DB_ALIAS) -> Mapping[str, Any]:
    """How to connect directly to Django's database. LISTEN works on a session of its own, not through a pooler that
    lends connections for a transaction.
    """
    parameters = connections[alias].get_connection_params()
    ours = {"cursor_factory", "context", "prepare_threshold"}
    return {key: value for key, value in parameters.items() if key not in ours}


async def listen(hub: Hub[Any], connection: Callable[[], Mapping[str, Any]]) -> None:
    """Tell `hub` all that is published, until cancelled; a lost connection is made anew, with growing pauses."""
    pauses = waits(first=0.25, most=15.0)
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(
                **{"connect_timeout": 10, **connection()}, autocommit=True
            ) as database:
                await database.execute(f"LISTEN {CHANNEL}")
                hub.begin_hearing(now=asyncio.get_running_loop().time())
                pauses = waits(first=0.25, most=15.0)
                await _pass_on(database, hub)
        except (psycopg.Error, OSError) as error:
            hub.stop_hearing()
            pause = next(pauses)
            log.warning("Live updates pause, the database is away (%s); next try in %g s", _line(error), pause)
            await asyncio.sleep(pause)


async def _pass_on(database: psycopg.AsyncConnection[Any], hub: Hub[Any]) -> None:
    loop = asyncio.get_running_loop()
    while True:
        async for note in database.notifies(timeout=QUIET):
            try:
                topic, detail = decode(note.payload)
            except ValueError as error:
                log.warning("Ignored a notification on %s: %s", CHANNEL, error)
                continue
            hub.hear(topic, detail, now=loop.time())
        # TimeoutError is an OSError: a database that does not answer counts as lost.
        await asyncio.wait_for(database.execute("SELECT 1"), 10)


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
