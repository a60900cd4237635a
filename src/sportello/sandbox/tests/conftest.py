"""Mail servers in a thread, for the tests of this folder."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from imapclient import IMAPClient

from sportello.sandbox.loops import LoopThread
from sportello.sandbox.mail.account import Account
from sportello.sandbox.mail.servers import MailServers, Ports
from sportello.sandbox.testing import running

ACCOUNT = Account("desk@casalume.example", "sandbox")
FILLED_AT = datetime(2026, 11, 21, 14, 10, tzinfo=UTC)


@dataclass
class Post:
    """Running servers: `servers` belong to `loop`, so call them through it."""

    servers: MailServers
    ports: Ports
    loop: LoopThread

    def client(self, *, signed_in: bool = True) -> Any:
        client: Any = IMAPClient("127.0.0.1", port=self.ports.imap, ssl=False, timeout=60)
        if signed_in:
            client.login(ACCOUNT.user, ACCOUNT.password)
        return client

    def stop(self) -> None:
        self.loop.call(self.servers.stop())
        self.loop.close()


def start_post(directory: Path | None, uid_validity: int = 7) -> Post:
    """Start both servers on free ports."""
    servers = MailServers(ACCOUNT, directory, uid_validity=uid_validity)
    loop = LoopThread()
    return Post(servers, loop.call(servers.start(Ports())), loop)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state of a sandbox that was filled at FILLED_AT and stopped; filling takes seconds, so tests copy it."""
    folder = tmp_path_factory.mktemp("sandbox") / "state"
    with running("--state", str(folder), "--seed", "5", "--now", FILLED_AT.isoformat()):
        pass
    return folder


@pytest.fixture
def state(filled: Path, tmp_path: Path) -> Path:
    """A copy of that state, for a sandbox to go on with."""
    return Path(shutil.copytree(filled, tmp_path / "state"))


@pytest.fixture
def post() -> Iterator[Post]:
    started = start_post(None)
    yield started
    started.stop()
