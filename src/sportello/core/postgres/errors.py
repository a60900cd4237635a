"""What goes wrong around the database, said in one line to the person at the terminal."""

from pathlib import Path

NO_ROOM = ("No space left on device", "Disk quota exceeded")
NO_RIGHT = ("Permission denied", "Operation not permitted", "Read-only file system")
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


def from_output(output: str, *, doing: str, place: Path) -> LauncherError:
    """Turn what a PostgreSQL program printed while ``doing`` something in ``place`` into one line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    if any(words in output for words in NO_ROOM):
        return no_room(place)
    complaints = [line for line in lines if any(mark in line for mark in COMPLAINTS)]
    said = (complaints or lines or ["nothing at all"])[-1]
    for mark in COMPLAINTS:
        said = said.rpartition(mark)[2].strip() if mark in said else said
    return LauncherError(f"PostgreSQL could not {doing} in {place}. It said: {said}")
