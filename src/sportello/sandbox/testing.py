"""A sandbox in a process of its own, for tests: spoken to over the network alone, as the outside world is."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from .apis import Apis, apis

__all__ = ["Apis", "World", "apis", "running"]

SOURCES = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class World:
    """Where a running sandbox listens on 127.0.0.1, who may sign in, and its control page.

    `api` is the address below which the stand-ins lie, such as "http://127.0.0.1:40123".
    """

    imap: int
    smtp: int
    user: str
    password: str
    control: httpx.Client
    process: subprocess.Popen[str]
    api: str

    def deliver(self, raw: bytes, folder: str = "INBOX", at: str = "") -> int:
        """Let a mail arrive; its UID is returned. `at` is an ISO 8601 time, now when empty."""
        answer = self.control.post(f"/mailboxes/{folder}", params={"at": at} if at else {}, content=raw)
        return int(answer.raise_for_status().json()["uid"])

    def received(self) -> list[dict[str, Any]]:
        """What was sent by SMTP, oldest first: number, at, sender, recipients, headers, and `raw`, a path to fetch."""
        mails: list[dict[str, Any]] = self.control.get("/received").raise_for_status().json()
        return mails

    def raw(self, mail: dict[str, Any]) -> bytes:
        """One of the received mails as it came."""
        return self.control.get(mail["raw"]).raise_for_status().content

    def faults(self, **changes: Any) -> None:
        """Behave well again, then change these fields of `mail.faults.Faults`."""
        self.control.delete("/faults").raise_for_status()
        self.control.post("/faults", json=changes).raise_for_status()

    def drop(self, story: str = "") -> dict[str, Any]:
        """Let the next story (or this one) arrive, and return its entry. Raises IndexError when none is left."""
        answer = self.control.post("/drop", params={"story": story} if story else {}).raise_for_status()
        dropped: list[dict[str, Any]] = answer.json()["dropped"]
        return dropped[0]

    def manifest(self) -> dict[str, Any]:
        """What the sandbox says happened."""
        told: dict[str, Any] = self.control.get("/manifest").raise_for_status().json()
        return told

    def act(self, what: str, kind: str, order: str, **details: str) -> dict[str, Any]:
        """Do this to an order now (see the README for what there is), and return what became of it."""
        answer = self.control.post(f"/orders/{kind}/{order}/{what}", json=details).raise_for_status()
        done: dict[str, Any] = answer.json()
        return done

    def advance(self, days: float) -> None:
        """Let so many days pass in the world."""
        self.control.post("/time", json={"days": days}).raise_for_status()

    def ledger(self, since: int = 0) -> list[dict[str, Any]]:
        """What really happened to orders and conversations after the entry of this number."""
        told: list[dict[str, Any]] = self.control.get("/ledger", params={"since": since}).raise_for_status().json()
        return told

    def interface_faults(self, vendor: str, **changes: Any) -> None:
        """Let this vendor's stand-in behave well again, then change these fields of `world.Faults`."""
        self.control.delete(f"/interfaces/{vendor}").raise_for_status()
        self.control.post(f"/interfaces/{vendor}", json=changes).raise_for_status()


@contextmanager
def running(*arguments: str) -> Iterator[World]:
    """A sandbox started with these arguments (see `python -m sportello.sandbox --help`), stopped afterwards.

    Nothing arrives by itself unless `--every` is among them.
    """
    command = [sys.executable, "-m", "sportello.sandbox", "--every", "0", *arguments]
    path = os.pathsep.join(filter(None, (str(SOURCES), os.environ.get("PYTHONPATH", ""))))
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path}
    ) as process:
        try:
            yield _world(process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def _world(process: subprocess.Popen[str]) -> World:
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        raise RuntimeError("the sandbox did not start")
    about = json.loads(line)
    control = httpx.Client(base_url=f"http://127.0.0.1:{about['control']}", timeout=60, trust_env=False)
    api = f"http://127.0.0.1:{about['api']}"
    return World(about["imap"], about["smtp"], about["user"], about["password"], control, process, api)
