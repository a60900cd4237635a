import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.db import connections

from sportello.core.serving import fork
from sportello.core.serving.port import ServingError


@contextmanager
def another_thread() -> Iterator[None]:
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait, args=(10,), name="left-over")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def test_it_names_the_thread_in_the_way() -> None:
    with another_thread(), pytest.raises(ServingError, match="left-over"):
        fork.prepare()


def test_it_names_the_open_database_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = SimpleNamespace(alias="default", connection=object())
    monkeypatch.setattr(fork, "_native_threads", lambda: 0)
    monkeypatch.setattr(threading, "enumerate", lambda: [threading.main_thread()])
    monkeypatch.setattr(connections, "all", lambda initialized_only: [opened])
    with pytest.raises(ServingError, match="a database connection is open \\(default\\)"):
        fork.prepare()


def test_it_counts_the_threads_of_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "enumerate", lambda: [threading.main_thread()])
    with another_thread(), pytest.raises(ServingError, match="a library has started"):
        fork.prepare()


@pytest.mark.django_db(transaction=True)
def test_it_closes_what_is_open() -> None:
    connections["default"].ensure_connection()
    fork.close_database()
    assert connections["default"].connection is None
