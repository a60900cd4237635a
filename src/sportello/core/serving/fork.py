"""Whether this process may be forked: a fork copies one thread only, and shares every open connection."""

import gc
import multiprocessing
import sys
import threading
from multiprocessing.context import BaseContext
from pathlib import Path

from django.db import connections

from sportello.core.serving.port import ServingError


def context() -> BaseContext:
    """How children are made here: forked where that is safe (Linux), spawned elsewhere.

    macOS's system libraries may crash in a forked child (https://bugs.python.org/issue33725).
    """
    return multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


def close_database() -> None:
    """Close this process's database connections and pools, as whoever used them must before `prepare`."""
    for each in connections.all(initialized_only=True):
        each.close()
        # Only PostgreSQL's connections have pools, and the type of Django's connections does not tell.
        close_pool = getattr(each, "close_pool", None)
        if close_pool is not None:
            close_pool()


def prepare() -> None:
    """Check that a fork is safe now, then keep the collector from touching, and so copying, the shared pages.

    Raises ServingError naming what is in the way: a thread, a pool's threads or an open database connection.
    """
    found = _in_the_way()
    if found:
        raise ServingError(f"Cannot fork the processes: {found}.")
    gc.collect()
    gc.freeze()


def _in_the_way() -> str | None:
    others = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
    if others:
        return f"a thread is running ({', '.join(others)})"
    native = _native_threads()
    if native:
        return f"a library has started {native} threads of its own"
    opened = [each.alias for each in connections.all(initialized_only=True) if each.connection is not None]
    return f"a database connection is open ({', '.join(opened)})" if opened else None


def _native_threads() -> int:
    """Threads that Python does not know: OpenBLAS starts one for each processor unless told otherwise."""
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) - 1 if tasks.is_dir() else 0
