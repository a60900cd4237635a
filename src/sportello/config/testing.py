"""A pytest plugin: every test run has a PostgreSQL cluster of its own; xdist's workers share their controller's.

It is named in `addopts`, because pytest-django reads the settings before any conftest.py is imported.
`SPORTELLO_TEST_DATABASE_URL` names another PostgreSQL to test on. Hypothesis draws the same examples in every run, so
that a change is judged by what it changes; `HYPOTHESIS_PROFILE=roam` (as `make soak` does) looks for new ones.
"""

import gc
import os
import sys
import tempfile
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from sportello.core.postgres.testing import VARIABLE, start_for_tests

from . import testing_tables

# Compiling the tests takes as long as collecting them, and a run starts the command line dozens of times: what was
# compiled once is kept, here and in every child process, also where the surroundings ask otherwise.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# As in real work (`core.serving.supervisor`): with threads of its own, every encoding of a sentence waits for them,
# and costs seven times as much as soon as another worker is busy.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

os.environ["DATABASE_URL"] = os.environ.get("SPORTELLO_TEST_DATABASE_URL") or start_for_tests().dsn("sportello")
os.environ["DATA_DIR"] = str(Path(tempfile.gettempdir()) / f"sportello-tests-{os.geteuid()}-data")
(Path(os.environ["DATA_DIR"]) / "static").mkdir(parents=True, exist_ok=True)
os.environ["SPORTELLO_SECRET_KEY"] = "only for tests"
os.environ["SPORTELLO_ENCRYPTION_KEY"] = "only for tests"
for name in ("SPORTELLO_DEMO", "SPORTELLO_MAIL_URL", "SPORTELLO_BASE_URL", "SPORTELLO_HOSTS", "PORT"):
    os.environ.pop(name, None)

settings.register_profile("steady", derandomize=True, database=None, deadline=None)
settings.register_profile("roam", print_blob=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_collection_finish() -> None:
    """Thousands of tests are a million objects, which every garbage collection would go through for nothing."""
    gc.collect()
    gc.freeze()


LONG = ("tests/stories", "tests/architecture", "sportello/core", "sportello/sandbox", "sportello/connectors")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What starts processes and waits for them comes first, so that no worker is left alone with it at the end."""
    items.sort(key=lambda item: not _takes_long(item.path))


def _takes_long(file: Path) -> bool:
    return "browser" in file.name or any(part in file.as_posix() for part in LONG)


EMPTYING_TRIES = 5


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Generator[None, Any, Any]:
    """Before Django makes a test database: what it begins with, how it is emptied, what a page and a password cost."""
    if fixturedef.argname == "django_db_setup":
        _prepare()
    return (yield)


def _prepare() -> None:
    from django.contrib.auth.hashers import Argon2PasswordHasher
    from django.db import connection
    from django.test import TransactionTestCase

    if "SPORTELLO_TEST_DATABASE_URL" not in os.environ:
        found = testing_tables.template(start_for_tests(), Path(os.environ[VARIABLE]))
        connection.settings_dict["TEST"]["TEMPLATE"] = found
    _list_static_files_once()
    setattr(TransactionTestCase, "_fixture_teardown", _emptied)  # noqa: B010 (the stubs do not know it)
    # A hash that is worth nothing costs nothing; what is written down of it stays of the same kind.
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 64, 1


def _list_static_files_once() -> None:
    """Each `Client` has middleware of its own, which would look up every static file again: a twelfth of its time."""
    from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]

    listed: dict[str, Any] = {}
    look_up = WhiteNoiseMiddleware.add_files_from_finders

    def add(self: Any) -> None:
        if not listed:
            before, self.files = self.files, {}
            look_up(self)
            listed.update(self.files)
            self.files = before
        self.files.update(listed)

    setattr(WhiteNoiseMiddleware, look_up.__name__, add)


def _emptied(_case: object) -> None:
    """Empty the tables; again when a page that a browser left behind is still being made and holds a lock."""
    from django.db import OperationalError, connection

    for tries_left in reversed(range(EMPTYING_TRIES)):
        try:
            with connection.cursor() as cursor:
                cursor.execute(testing_tables.EMPTY)
            return
        except OperationalError:
            if not tries_left:
                raise
            time.sleep(0.2)
