"""Ground to measure on: an empty database of one's own on a real disk, as durable as in real work."""

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sportello.core.postgres import cluster


@contextmanager
def ground() -> Iterator[Path]:
    """A data directory with a running, migrated database; Django is ready. Everything is removed at the end, also at
    that of somebody who was told to stop (SIGTERM)."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    folder = Path(tempfile.mkdtemp(prefix="sportello-bench-"))
    folder.chmod(0o755)
    data_dir = folder / "data"
    os.environ.pop("DATABASE_URL", None)
    os.environ |= {
        "DATA_DIR": str(data_dir),
        "DJANGO_SETTINGS_MODULE": "sportello.config.settings",
        # As the command line has it: more threads would be counted as work of ours.
        "OPENBLAS_NUM_THREADS": "1",
    }
    from sportello.cli.database import ready

    try:
        ready()
        yield data_dir
    finally:
        cluster.destroy(data_dir)
        shutil.rmtree(folder, ignore_errors=True)


def load() -> str:
    """How busy the machine is: its load over the last minute, and its processors."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
