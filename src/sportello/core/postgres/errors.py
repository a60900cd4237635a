"""What goes wrong around the database, said in one line to the person at the terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NO_ROOM = ("No space left on device", "Disk quota exceeded")
LATER = "the database system is"
COMPLAINTS = ("FATAL:", "PANIC:", "error:", "ERROR:")


class LauncherError(Exception):
    """The database cannot be started, reached or stopped. The message is one line in plain words for its owner."""


def no_room(place: Path) -> LauncherError:
    """The error for a full disk under ``place``."""
    return LauncherError(f"No room is left on the disk that holds {place}. Free some space there and try again.")


def from_os_error(problem: OSError, place: Path) -> LauncherError:
    """Turn a refusal of the operating system about ``place`` into one line."""
    words = problem.strerror or str(problem)
    if words in NO_ROOM:
        return no_room(place)
    where = Path(problem.filename) if isinstance(problem.filename, str) else place
    return LauncherError(f"Cannot use {where} for the database: {words}. Correct it, or set another DATA_DIR.")


@contextmanager
def in_plain_words(place: Path) -> Iterator[None]:
    """Turn every refusal of the operating system inside the block into a LauncherError about ``place``."""
    try:
        yield
    except OSError as problem:
        raise from_os_error(problem, place) from problem


def complaints(output: str) -> list[str]:
    """The lines in which a PostgreSQL program says what went wrong, without its "come back later" to early clients."""
    lines = [line.strip() for line in output.splitlines()]
    return [line for line in lines if any(mark in line for mark in COMPLAINTS) and LATER not in line]


def from_output(output: str, *, doing: str, place: Path) -> LauncherError:
    """Turn what a PostgreSQL program printed while ``doing`` something in ``place`` into one line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    if any(words in output for words in NO_ROOM):
        return no_room(place)
    said = (complaints(output) or lines or ["nothing at all"])[-1]
    for mark in COMPLAINTS:
        said = said.rpartition(mark)[2].strip() if mark in said else said
    return LauncherError(f"PostgreSQL could not {doing} in {place}. It said: {said}")
