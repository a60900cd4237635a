"""Records what the migrations make of an empty database into the file that `sportello.cli.tables` lays at once."""

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
os.environ["DJANGO_SETTINGS_MODULE"] = "sportello.config.settings"

from sportello.core.postgres import cluster


def main() -> None:
    """Record on a server of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        server = cluster.ensure_running(Path(folder), fast=True)
        try:
            cluster.create_database(server, "tables")
            os.environ |= {"DATABASE_URL": server.dsn("tables"), "DATA_DIR": folder}
            _record()
        finally:
            cluster.destroy(Path(folder))


def _record() -> None:
    import django
    from django.db import connection

    from sportello.cli import tables

    django.setup()
    tables.FILE.write_text(tables.record(connection))
    connection.close()


if __name__ == "__main__":
    main()
