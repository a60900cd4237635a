"""A pytest plugin: every test run has a PostgreSQL cluster of its own; xdist's workers share their controller's.

It is named in `addopts`, because pytest-django reads the settings before any conftest.py is imported.
`SPORTELLO_TEST_DATABASE_URL` names another PostgreSQL to test on.
"""

import os
import tempfile
from pathlib import Path

from sportello.core.postgres.testing import start_for_tests

os.environ["DATABASE_URL"] = os.environ.get("SPORTELLO_TEST_DATABASE_URL") or start_for_tests().dsn("sportello")
os.environ["DATA_DIR"] = str(Path(tempfile.gettempdir()) / f"sportello-tests-{os.geteuid()}-data")
(Path(os.environ["DATA_DIR"]) / "static").mkdir(parents=True, exist_ok=True)
os.environ["SPORTELLO_SECRET_KEY"] = "only for tests"
os.environ["SPORTELLO_ENCRYPTION_KEY"] = "only for tests"
for name in ("SPORTELLO_DEMO", "SPORTELLO_MAIL_URL", "SPORTELLO_BASE_URL", "SPORTELLO_HOSTS", "PORT"):
    os.environ.pop(name, None)
