"""A data directory of another major version is left alone, and the words say what to do."""

import importlib.metadata
from pathlib import Path

import pytest

from sportello.core.postgres import cluster, upgrade
from sportello.core.postgres.server import Server
from sportello.core.postgres.tests.launching import value

FILL = """
"$1/postgres" -D "$2" -k "$3" -c listen_addresses= >/dev/null 2>&1 &
server=$!
trap 'kill -INT $server; wait $server' EXIT
for try in 1 2 3 4 5 6 7 8 9 10; do "$1/pg_isready" -q -h "$3" && break; sleep 0.3; done
ask() { "$1/psql" -h "$2" -U postgres -q -v ON_ERROR_STOP=1 -d "$3" -c "$4"; }
ask "$1" "$3" postgres 'CREATE ROLE sportello LOGIN CREATEDB' &&
ask "$1" "$3" postgres 'CREATE DATABASE counter OWNER sportello' &&
ask "$1" "$3" counter "SET ROLE sportello; CREATE TABLE shelf AS SELECT 'lamp'::text AS thing"
"""


def stamped(folder: Path, version: str) -> Path:
    data = folder / "postgres" / "data"
    cluster.ensure_running(folder, fast=True)
    cluster.stop(folder)
    (data / "PG_VERSION").write_text(f"{version}\n")
    return data


def test_it_refuses_an_older_and_a_newer_database_and_touches_neither(folder: Path) -> None:
    data = stamped(folder, "17")
    before = sorted((path, path.stat().st_mtime_ns) for path in data.rglob("*"))
    with pytest.raises(cluster.LauncherError, match="written by PostgreSQL 17, and this Sportello brings 18") as caught:
        cluster.ensure_running(folder)
    assert f"-m sportello.core.postgres.upgrade '{folder}'" in str(caught.value)
    assert "\n" not in str(caught.value)
    (data / "PG_VERSION").write_text("99\n")
    with pytest.raises(cluster.LauncherError, match="PostgreSQL 99, newer than the 18 of this Sportello"):
        cluster.ensure_running(folder)
    (data / "PG_VERSION").write_text("17\n")
    assert sorted((path, path.stat().st_mtime_ns) for path in data.rglob("*") if path.name != "PG_VERSION") == [
        entry for entry in before if entry[0].name != "PG_VERSION"
    ]


def test_it_has_the_program_that_converts(server: Server) -> None:
    assert "pg_upgrade (PostgreSQL) 18" in server.programs.run("pg_upgrade", "--version").stdout


def test_it_says_what_to_do_when_the_wheel_is_missing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.metadata, "version", _not_there)
    with pytest.raises(cluster.LauncherError, match="is not installed: install it, or set DATABASE_URL"):
        cluster.ensure_running(folder)


def _not_there(name: str) -> str:
    raise importlib.metadata.PackageNotFoundError(name)


def test_it_converts_an_old_database_and_keeps_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    debians = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    server = cluster.ensure_running(folder, fast=True)
    cluster.stop(folder)
    data = server.socket_dir.parent / "data"
    assert upgrade.main([str(folder)]) == 1
    assert "is of version 18 already" in capsys.readouterr().err
    if not debians:
        pytest.skip("no older PostgreSQL on this machine")
    old = debians[0].parent
    data.rename(data.with_name("ours"))
    building = _old_cluster(server, old)
    building.rename(data)
    with pytest.raises(cluster.LauncherError, match="convert it"):
        cluster.ensure_running(folder)
    assert upgrade.main([str(folder)]) == 1
    assert "name their bin folder after DATA_DIR" in capsys.readouterr().err

    assert upgrade.main([str(folder), str(old)]) == 0
    assert value(cluster.ensure_running(folder), "SELECT thing FROM shelf", "counter") == "lamp"
    assert [path.name for path in data.parent.glob("data-*")] == [f"data-{old.parent.name}"]


def _old_cluster(server: Server, old: Path) -> Path:
    """A cluster such as an older Sportello would have made, with one lamp in it."""
    building = server.socket_dir / "old"
    options = ["-D", str(building), "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums", "--no-sync"]
    made = server.programs.spawn([str(old / "initdb"), *options])
    assert made.returncode == 0, made.stdout
    filled = server.programs.spawn(["/bin/sh", "-c", FILL, "fill", str(old), str(building), str(server.socket_dir)])
    assert filled.returncode == 0, filled.stdout
    return building
