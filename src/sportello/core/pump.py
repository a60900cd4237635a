"""A loop that empties a table: it wakes on NOTIFY, looks again every few seconds, and survives a lost database."""

import logging
import threading
from collections.abc import Callable

import psycopg
from django.db import Error, close_old_connections
from psycopg import sql

from .live.listener import django_connection

log = logging.getLogger(__name__)

LOOK_AGAIN_SECONDS = 5.0
REST_AFTER_FAILURE_SECONDS = 2.0


def run(*, channel: str, drain: Callable[[], int], stop: threading.Event) -> None:
    """Call `drain` whenever something is announced on `channel`, and every few seconds, until `stop` is set.

    `drain` returns how many rows it dealt with; it is called again at once while it finds some. An error of the
    database ends the round, not the loop: it is logged, and the next round begins on a new connection.
    """
    while not stop.is_set():
        try:
            _listen(channel, drain, stop)
        except (psycopg.Error, Error, OSError) as lost:
            log.warning("%s: the database is out of reach (%s); trying again", channel, lost)
            close_old_connections()
            stop.wait(REST_AFTER_FAILURE_SECONDS)


def _listen(channel: str, drain: Callable[[], int], stop: threading.Event) -> None:
    with psycopg.connect(**django_connection(), autocommit=True) as ear:
        ear.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
        while not stop.is_set():
            close_old_connections()
            while drain() and not stop.is_set():
                pass
            _wait(ear, stop)


def _wait(ear: "psycopg.Connection[tuple[object, ...]]", stop: threading.Event) -> None:
    """Until something is announced, the interval is over, or `stop` is set (looked at twice a second)."""
    waited = 0.0
    while waited < LOOK_AGAIN_SECONDS and not stop.is_set():
        if list(ear.notifies(timeout=0.5, stop_after=1)):
            return
        waited += 0.5
