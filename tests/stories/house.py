"""The real house in processes of its own, as its owner starts it."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sportello
from sportello.core.postgres import cluster
from sportello.core.postgres.testing import place_for_tests, start_for_tests
from sportello.sandbox.testing import World

from .waiting import until

SOURCES = Path(sportello.__path__[0]).parent
ROOT = Path(__file__).resolve().parents[2]
OPEN = re.compile(r"Sportello is open at (http://\S+)")
STARTS_WITHIN = 180.0
ENDS_WITHIN = 60.0


@dataclass
class Place:
    """Where a house lives: its data directory, and the environment in which its programs run."""

    data_dir: Path
    env: Mapping[str, str]

    def run(self, *arguments: str, given: bytes = b"", timeout: float = 180) -> "subprocess.CompletedProcess[bytes]":
        """Run the command line to its end."""
        command = [sys.executable, "-m", "sportello", *arguments]
        return subprocess.run(
            command, input=given, capture_output=True, timeout=timeout, env=self.env, cwd=ROOT, check=False
        )

    def open_shop(self, world: World) -> None:
        """Make the shop's people and connect its mailbox."""
        about = [str(world.imap), str(world.smtp), world.user, world.password]
        subprocess.run(
            [sys.executable, "-m", "tests.stories.opening", *about], env=self.env, cwd=ROOT, check=True, timeout=180
        )


@dataclass
class House:
    """A house that was started; `url` is where its desk answers."""

    place: Place
    command: Sequence[str]
    log: Path
    process: "subprocess.Popen[bytes]" = field(init=False)
    url: str = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Start it, and return when its desk is open."""
        begun = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "sportello", *self.command],
                stdout=out,
                stderr=out,
                env=self.place.env,
                cwd=ROOT,
            )
        self.url = until(lambda: self._opened(begun), seconds=STARTS_WITHIN, what="the desk to open")

    def _opened(self, begun: int) -> str:
        said = self.log.read_bytes()[begun:].decode(errors="replace")
        assert self.process.poll() is None, f"the house did not open:\n{said}"
        found = OPEN.search(said)
        return found[1] if found else ""

    def stop(self) -> int:
        """End it as Ctrl-C does; returns its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise


@contextmanager
def place(*, embedded: bool = False, **more: str) -> Iterator[Place]:
    """A data directory, and a database: a fresh one of the run's cluster, or an embedded cluster of its own."""
    folder = Path(tempfile.mkdtemp(prefix="sportello-house-", dir=place_for_tests()))
    folder.chmod(0o755)
    data_dir = folder / "data"
    try:
        yield Place(data_dir, _environment(data_dir, embedded=embedded) | more)
    finally:
        if data_dir.is_dir():
            cluster.destroy(data_dir)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def house(where: Place, *command: str) -> Iterator[House]:
    """A house running `sportello COMMAND`, stopped at the end."""
    started = House(where, command or ("serve",), where.data_dir.parent / "log")
    try:
        yield started
    finally:
        started.stop()


def _environment(data_dir: Path, *, embedded: bool) -> dict[str, str]:
    """What a person's shell would hold: nothing of the tests' own settings."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("SPORTELLO_", "DJANGO_"))}
    kept |= {"DATA_DIR": str(data_dir), "PORT": "0", "PYTHONPATH": os.pathsep.join((str(SOURCES), str(ROOT)))}
    kept.pop("DATABASE_URL", None)
    if not embedded:
        server, name = start_for_tests(), f"story_{uuid.uuid4().hex[:12]}"
        cluster.create_database(server, name)
        kept["DATABASE_URL"] = server.dsn(name)
    return kept
