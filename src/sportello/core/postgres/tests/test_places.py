"""Where a cluster lives, who owns it, and the one line that is said when it cannot live there."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from sportello.core.postgres import binaries, cluster, creation, folders, home, places
from sportello.core.postgres.server import Server
from sportello.core.postgres.tests.launching import is_alive, value

COPY = binaries._copy
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another account")
as_user = pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")


def rights(*paths: Path) -> list[tuple[int, int, int]]:
    return [(found.st_mode, found.st_uid, found.st_gid) for found in (path.stat() for path in paths)]


@pytest.fixture
def closed(folder: Path) -> Path:
    """A DATA_DIR below a folder that nobody else may enter, as in root's home."""
    folder.mkdir()
    folder.chmod(0o700)
    return folder / "clone" / ".data"


@pytest.fixture
def real_copies(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs are copied and not linked, for folders on another disk."""
    monkeypatch.setattr(binaries, "_copy", COPY)


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    """Stands for /var/lib/sportello, so that no test leaves anything there."""
    place = folder.parent / "state"
    monkeypatch.setattr(places, "STATE_FOLDER", place)
    return place


def test_it_keeps_everything_below_data_dir_and_changes_nothing_around_it(folder: Path, state: Path) -> None:
    folder.mkdir(mode=0o755)
    around = [folder, *folder.parents]
    before = rights(*around)
    server = cluster.ensure_running(folder, fast=True)
    assert server.socket_dir == folder / "postgres" / "socket"
    assert sorted(path.name for path in folder.iterdir()) == ["postgres", "postgres.lock"]
    assert not state.exists()
    cluster.stop(folder)
    assert rights(*around) == before


@as_root
def test_it_lives_in_the_states_folder_when_the_clone_lies_where_others_cannot_enter(closed: Path, state: Path) -> None:
    server = cluster.ensure_running(closed, fast=True)
    path = Path((closed / "postgres.at").read_text())
    assert path == state / folders.name_of(closed)
    assert server.socket_dir == path / "socket"
    assert stat.S_IMODE(closed.parent.parent.stat().st_mode) == 0o700
    assert cluster.ensure_running(closed).pid == server.pid
    cluster.destroy(closed)
    assert not path.exists()


@as_root
def test_it_follows_a_data_dir_that_was_moved_and_refuses_one_that_was_copied(closed: Path, state: Path) -> None:
    server = cluster.ensure_running(closed, fast=True)
    moved = closed.rename(closed.with_name("moved"))
    assert cluster.ensure_running(moved).pid == server.pid
    copied = Path(shutil.copytree(moved, closed.with_name("copied")))
    with pytest.raises(cluster.LauncherError, match="is a copy of"):
        cluster.ensure_running(copied)
    shutil.rmtree(copied)


@as_root
def test_it_begins_anew_when_data_dir_was_removed_and_deletes_nothing(closed: Path, state: Path) -> None:
    first = cluster.ensure_running(closed, fast=True)
    shutil.rmtree(closed)
    second = cluster.ensure_running(closed, fast=True)
    assert (first.socket_dir.parent / "data" / "PG_VERSION").exists()
    assert second.socket_dir.parent == state / f"{folders.name_of(closed)}-2"
    assert not is_alive(first.pid)


@as_root
def test_it_says_what_to_do_when_the_database_is_gone_from_the_states_folder(closed: Path, state: Path) -> None:
    closed.mkdir(parents=True)
    (closed / "postgres.at").write_text(str(state / "gone"))
    with pytest.raises(cluster.LauncherError, match=r"is gone: restore that folder, or remove .*postgres\.at"):
        cluster.ensure_running(closed)


@as_root
def test_it_says_so_when_the_server_can_enter_neither_place(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "STATE_FOLDER", closed.parent.parent / "state")
    with pytest.raises(cluster.LauncherError, match="can enter neither"):
        cluster.ensure_running(closed)


@as_root
def test_it_gives_the_database_to_the_owner_of_data_dir(folder: Path) -> None:
    folder.mkdir()
    os.chown(folder, 33, 33)  # www-data, where Debian has it
    try:
        server = cluster.ensure_running(folder, fast=True)
    except cluster.LauncherError as problem:
        pytest.skip(str(problem))
    assert Path(f"/proc/{server.pid}").stat().st_uid == 33
    made = [folder / "postgres.lock", folder / "postgres", server.programs.programs / "postgres", server.socket_dir]
    assert {path.stat().st_uid for path in made} == {33}


@as_root
def test_it_names_the_way_back_when_root_owns_the_data(folder: Path) -> None:
    cluster.ensure_running(folder, fast=True)
    cluster.stop(folder)
    os.chown(folder / "postgres" / "data", 0, 0)
    with pytest.raises(cluster.LauncherError, match="give it back with: chown -R"):
        cluster.ensure_running(folder)


@as_root
def test_it_needs_a_name_for_the_owner(folder: Path) -> None:
    folder.mkdir()
    os.chown(folder, 54321, 54321)
    with pytest.raises(cluster.LauncherError, match="User id 54321 has no account"):
        cluster.ensure_running(folder)


def test_it_puts_the_socket_of_a_long_and_odd_path_into_the_temporary_folder(folder: Path) -> None:
    long = folder / ("größe" * 10) / "100%, it's #1" / ("path" * 10)
    server = cluster.ensure_running(long, fast=True)
    assert len(os.fsencode(long)) > 107
    assert stat.S_IMODE(server.socket_dir.lstat().st_mode) == 0o700
    assert value(server, "SELECT 1") == 1
    assert cluster.ensure_running(long).pid == server.pid
    cluster.destroy(long)
    assert not server.socket_dir.exists()


def test_it_trusts_no_socket_folder_of_somebody_else(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trap = folder.parent / "trap"
    trap.symlink_to(folder.parent)
    monkeypatch.setattr(home, "_short_folder", lambda path: trap)
    with pytest.raises(cluster.LauncherError, match="is not a private folder of"):
        cluster.ensure_running(folder / ("long" * 20) / ("path" * 10), fast=True)


@pytest.mark.parametrize("name", ["two\nlines", 'a "quoted" one', "$(touch it)", "a\\b", "\udcff"])
def test_it_refuses_a_path_that_postgresql_cannot_handle(folder: Path, name: str) -> None:
    with pytest.raises(cluster.LauncherError, match="because of its characters"):
        cluster.ensure_running(folder / name)
    assert not folder.exists()


def test_it_refuses_a_second_clone_while_the_first_one_works(server: Server) -> None:
    folder = server.socket_dir.parent.parent
    pid = cluster.ensure_running(folder).pid
    note = folder / "postgres" / "used-by"
    note.write_text("/usr")
    with pytest.raises(cluster.LauncherError, match="is in use by the Sportello in /usr: stop that one first"):
        cluster.ensure_running(folder)
    note.write_text("/clone/that/was/moved")
    assert cluster.ensure_running(folder).pid == pid
    assert note.read_text() == str(cluster.OURS)


def test_it_says_where_it_cannot_write(folder: Path) -> None:
    folder.write_text("a file")
    with pytest.raises(cluster.LauncherError, match=r"Cannot use .*data dir for the database: File exists"):
        cluster.ensure_running(folder)
    folder.unlink()
    with pytest.raises(cluster.LauncherError, match=r"Cannot (use|write in) /proc/"):
        cluster.ensure_running(Path("/proc/sportello"))


@as_user
def test_it_says_so_when_data_dir_is_not_ours_to_write(folder: Path) -> None:
    folder.mkdir(mode=0o555)
    with pytest.raises(cluster.LauncherError, match="Cannot write in"):
        cluster.ensure_running(folder)


def test_it_says_so_when_there_is_no_room(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(creation, "ROOM_NEEDED", 10**18)
    with pytest.raises(cluster.LauncherError, match="No room is left on the disk"):
        cluster.ensure_running(folder, fast=True)


@as_root
def test_it_says_so_when_the_disk_runs_full_half_way(
    folder: Path, real_copies: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir()
    monkeypatch.setattr(creation, "ROOM_NEEDED", 0)
    for size in ("8m", "48m"):  # too small for the programs, then for the database
        command = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0755", "sportello-test", str(folder)]
        if subprocess.run(command, capture_output=True, check=False).returncode != 0:
            pytest.skip("no small disk can be mounted here")
        try:
            with pytest.raises(cluster.LauncherError, match="No room is left on the disk that holds"):
                cluster.ensure_running(folder, fast=True)
        finally:
            subprocess.run(["umount", str(folder)], check=True)


def test_it_gives_up_when_another_process_holds_the_lock(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "LOCK_PATIENCE", 0.1)
    with folders.locked(folders.prepared(folder)), pytest.raises(cluster.LauncherError, match="Another process"):
        cluster.ensure_running(folder)
