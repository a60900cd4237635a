"""What the environment and the data directory say: addresses, keys and the database. Read once, by the settings."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class Misconfigured(ValueError):
    """An environment variable cannot be used; the message says which and why."""


def data_dir() -> Path:
    """Where this installation keeps everything of its own: `DATA_DIR`, else `.data` in the current folder."""
    return Path(os.environ.get("DATA_DIR") or ".data").expanduser().resolve()


def database(url: str) -> dict[str, Any]:
    """Django's settings for a `postgresql://` address; a socket folder is given as `?host=/folder`.

    Raises `Misconfigured` when the address is not PostgreSQL's or names no database.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise Misconfigured("DATABASE_URL must begin with postgresql://")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise Misconfigured("DATABASE_URL names no database")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or options.pop("user", "")),
        "PASSWORD": unquote(parts.password or options.pop("password", "")),
        "HOST": options.pop("host", "") or (parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "") or ""),
        "OPTIONS": options,
    }


def secret(variable: str, file_name: str) -> str:
    """A secret from the environment, else from a file of the data directory, made there on first use (mode 0600)."""
    if given := os.environ.get(variable):
        return given
    path = data_dir() / file_name
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return _settled(path)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return _settled(path)


def _settled(path: Path) -> str:
    """The file's text; another process may have created it a moment ago and not yet written."""
    for _ in range(200):
        if text := path.read_text().strip():
            return text
        os.sched_yield() if hasattr(os, "sched_yield") else None
    raise Misconfigured(f"{path} is empty; remove it and start again")


def flag(variable: str) -> bool:
    """Whether an environment variable says yes (1, true, yes, on)."""
    return os.environ.get(variable, "").lower() in {"1", "true", "yes", "on"}


def words(variable: str) -> list[str]:
    """A comma-separated environment variable as a list without blanks."""
    return [word.strip() for word in os.environ.get(variable, "").split(",") if word.strip()]
