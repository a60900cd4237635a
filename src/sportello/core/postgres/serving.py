"""The server process itself: how it is started, found again, waited for and asked."""

import os
from pathlib import Path

from sportello.core.postgres import processes
from sportello.core.postgres.account import account_of
from sportello.core.postgres.binaries import Binaries
from sportello.core.postgres.errors import LauncherError, complaints, from_output
from sportello.core.postgres.home import SOCKET_AT, Home
from sportello.core.postgres.server import PORT, ROLE, SUPERUSER, Server

READY, REJECTING, SILENT = 0, 1, 2
PATIENCE = 60.0
ANSWER_PATIENCE = "3"
RECOVERY_PATIENCE = 900.0
LOG_LIMIT = 8_000_000
SOCKET_LINE, STATUS_LINE = 4, 7  # of postmaster.pid, counted from 0
FAST = "fast"
DETACHED = 'umask 077; log="$1"; shift; "$@" >>"$log" 2>&1 </dev/null & echo $!'


def start(home: Home, programs: Binaries) -> int:
    """Start the server detached from us (its parent is the system) and return the id of its process."""
    sockets = home.sockets
    for folder in (sockets, home.log.parent):
        home.make(folder)
    home.write(SOCKET_AT, str(sockets))
    _rotate(home.log)
    command = [str(programs.programs / "postgres"), "-D", str(home.data)]
    for name, value in _settings(home).items():
        command += ["-c", f"{name}={value}"]
    started = programs.spawn(["/bin/sh", "-c", DETACHED, "sportello-postgres", str(home.log), *command])
    if not started.stdout.strip().isdigit():
        raise from_output(started.stdout, doing="start", place=home.path)
    return int(started.stdout)


def postmaster(home: Home) -> int | None:
    """The process id of the living server of this home, or None. A zombie is not alive."""
    lines = _pid_file(home)
    if not lines or not lines[0].strip().isdigit():
        return None
    pid = int(lines[0])
    return pid if processes.serves(pid, home.data) else None


def processes_of(home: Home) -> list[int]:
    """The living server and whatever else works in its data directory."""
    pid = postmaster(home)
    found = processes.serving(home.data) if home.data.exists() else []
    return found or ([pid] if pid else [])


def describe(home: Home, programs: Binaries, pid: int) -> Server:
    """The server as clients see it; the folder of its socket is the one it wrote down itself."""
    return Server(socket_dir=_socket_dir(home), port=PORT, pid=pid, programs=programs)


def socket_files(home: Home) -> list[Path]:
    """The socket and its lock, whether they exist or not."""
    folder = _socket_dir(home)
    return [folder / f".s.PGSQL.{PORT}", folder / f".s.PGSQL.{PORT}.lock"]


def has_lost_its_socket(home: Home) -> bool:
    """Whether the server is up but somebody (a cleaner of temporary folders) removed the socket it listens on."""
    return _status(home) == "ready" and not socket_files(home)[0].exists()


def is_going_down(home: Home) -> bool:
    """Whether the server was told to stop; it may wait for its clients for ever and takes no new ones."""
    return _status(home) == "stopping"


def becomes_ready(home: Home, programs: Binaries, pid: int) -> bool:
    """Wait until the server answers; false when it dies meanwhile. Raises LauncherError when it lives but is silent.

    Recovery after a crash may take minutes; a server that says so gets them.
    """
    answer = SILENT

    def settled() -> bool:
        nonlocal answer
        answer = _answer(home, programs)
        return answer == READY or not processes.lives(pid)

    if not processes.wait_until(settled, PATIENCE) and answer == REJECTING:
        processes.wait_until(settled, RECOVERY_PATIENCE)
    if answer == READY:
        return True
    if processes.serves(pid, home.data):
        raise LauncherError(f"The server in {home.path} (process {pid}) does not answer; its words are in {home.log}.")
    return False


def length_of_log(home: Home) -> int:
    """How many bytes the server's log has now, 0 when there is none."""
    return home.log.stat().st_size if home.log.exists() else 0


def reason_of_end(home: Home, *, since: int) -> LauncherError:
    """Why the server ended, by what it wrote to its log after ``since`` bytes."""
    return from_output(_said(home, since), doing="start", place=home.path)


def gave_reason(home: Home, *, since: int) -> bool:
    """Whether the server said in its log why it ended; after kill -9 it did not, and another try is worth it."""
    return bool(complaints(_said(home, since)))


def refuse_hidden_server(home: Home, programs: Binaries) -> None:
    """Raise LauncherError when a server that we cannot see, say in another container, answers on our socket."""
    if socket_files(home)[0].exists() and _answer(home, programs) in (READY, REJECTING):
        raise LauncherError(
            f"The database in {home.path} is running already, in another container or out of our sight: "
            "stop it there, or give this one a DATA_DIR of its own."
        )


def sql(server: Server, database: str, text: str, **variables: str) -> None:
    """Run ``text`` in ``database`` as the superuser through psql; raises LauncherError with the server's words."""
    settings = [part for name, value in variables.items() for part in ("-v", f"{name}={value}")]
    done = server.programs.run(
        "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *settings,
        "-h", str(server.socket_dir), "-p", str(server.port), "-U", server.superuser, "-d", database, text=text,
    )  # fmt: skip
    if done.returncode != 0:
        raise from_output(done.stdout, doing="prepare the database", place=server.socket_dir.parent)


def _settings(home: Home) -> dict[str, str]:
    settings = {
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": '"{}"'.format(str(home.sockets).replace('"', '""')),
        "unix_socket_permissions": "0700",
        **access_files(home),
        "dynamic_shared_memory_type": "mmap",
        "cluster_name": "sportello",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_checkpoints": "off",
    }
    if (home.path / FAST).exists():
        settings |= {"fsync": "off", "full_page_writes": "off"}  # commits still survive kill -9
    return settings


def access_files(home: Home) -> dict[str, str]:
    """Write down who may connect as whom, and return the settings that name these files."""
    return {
        "hba_file": str(home.write("hba.conf", "local all all peer map=own\n")),
        "ident_file": str(home.write("ident.conf", _who_may_be_whom(home))),
    }


def _who_may_be_whom(home: Home) -> str:
    """The account of the server, whoever starts it, and root, who could become either of them anyway."""
    names = dict.fromkeys((home.account.name, account_of(os.geteuid()).name, account_of(0).name))
    return "".join(f'own "{name}" {role}\n' for name in names for role in (ROLE, SUPERUSER))


def _answer(home: Home, programs: Binaries) -> int:
    where = ("-h", str(_socket_dir(home)), "-p", str(PORT), "-U", SUPERUSER, "-d", "postgres")
    return programs.run("pg_isready", "-q", "-t", ANSWER_PATIENCE, *where).returncode


def _socket_dir(home: Home) -> Path:
    lines = _pid_file(home)
    return Path(lines[SOCKET_LINE].strip()) if len(lines) > SOCKET_LINE and lines[SOCKET_LINE].strip() else home.sockets


def _pid_file(home: Home) -> list[str]:
    try:
        return (home.data / "postmaster.pid").read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return []


def _rotate(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))


def _said(home: Home, since: int) -> str:
    if not home.log.exists():
        return ""
    with home.log.open("rb") as log:
        log.seek(since if since <= length_of_log(home) else 0)
        return log.read().decode(errors="replace")


def _status(home: Home) -> str:
    lines = _pid_file(home)
    return lines[STATUS_LINE].strip() if len(lines) > STATUS_LINE else ""
