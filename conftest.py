"""Every test run has a PostgreSQL cluster of its own; xdist's workers share their controller's."""

import os
import tempfile
from pathlib import Path
from urllib.parse import quote

from sportello.core.postgres.testing import start_for_tests

if not os.environ.get("SPORTELLO_TEST_DATABASE_URL"):
    _server = start_for_tests()
    os.environ["DATABASE_URL"] = (
        f"postgresql://{_server.user}@/sportello?host={quote(str(_server.socket_dir), safe='')}&port={_server.port}"
    )
else:
    os.environ["DATABASE_URL"] = os.environ["SPORTELLO_TEST_DATABASE_URL"]

os.environ.setdefault("DATA_DIR", str(Path(tempfile.gettempdir()) / f"sportello-tests-{os.geteuid()}-data"))
os.environ["SPORTELLO_SECRET_KEY"] = "only for tests"  # noqa: S105
os.environ["SPORTELLO_ENCRYPTION_KEY"] = "only for tests"
os.environ.pop("SPORTELLO_POOL", None)
