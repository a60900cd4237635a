"""Keeping the embedded PostgreSQL alive while the house runs: killed, it is back before anybody has to do anything."""

import logging
import threading
from pathlib import Path

import psycopg

from sportello.core.postgres import cluster
from sportello.core.postgres.errors import LauncherError
from sportello.core.postgres.server import Server

from .database import NAME

log = logging.getLogger(__name__)

REST_SECONDS = 2.0


def keep(data_dir: Path, *, stop: threading.Event) -> None:
    """Start the server of `data_dir` again whenever it is gone, until `stop` is set.

    A connection that does nothing tells of its end at once. What keeps the server from starting is logged, and it is
    tried again.
    """
    while not stop.is_set():
        try:
            _stay_with(cluster.ensure_running(data_dir), stop)
        except psycopg.Error as lost:
            log.warning("the database is gone (%s); starting it again", lost)
        except LauncherError as refused:
            log.error("the database cannot be started again: %s", refused)
            stop.wait(REST_SECONDS)


def _stay_with(server: Server, stop: threading.Event) -> None:
    """Return when `stop` is set; raises `psycopg.Error` when the server is gone."""
    with psycopg.connect(server.dsn(NAME), autocommit=True, connect_timeout=10) as pulse:
        while not stop.is_set():
            list(pulse.notifies(timeout=0.5))
