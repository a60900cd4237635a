"""A provider's mail servers on the loopback address, and a mailbox on them."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from sportello.accounts.models import Agent
from sportello.channels.models import Channel, Outbox, Source
from sportello.sandbox.loops import LoopThread
from sportello.sandbox.mail.account import Account
from sportello.sandbox.mail.servers import MailServers, Ports

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ACCOUNT = Account("desk@casalume.example", "sandbox")
RAW = b"From: cleo@example.org\r\nSubject: Lampada\r\nMessage-ID: <%d@example.org>\r\n\r\nBuongiorno %d\r\n"


@dataclass
class Post:
    """Running servers; `servers` belong to `loop`, so they are called through it."""

    servers: MailServers
    ports: Ports
    loop: LoopThread

    def deliver(self, raw: bytes, at: datetime = NOW, folder: str = "INBOX") -> int:
        """Put a mail into a folder as the provider does."""
        return self.loop.call(self.servers.imap.deliver(folder, raw, at))

    def deliver_number(self, number: int, at: datetime = NOW, folder: str = "INBOX") -> int:
        """Put the mail of that number into a folder."""
        return self.deliver(RAW % (number, number), at, folder)

    def sent(self) -> list[bytes]:
        """What the SMTP server took."""
        return [mail.raw for mail in self.servers.outgoing.all()]

    def config(self, **changes: Any) -> dict[str, Any]:
        """`Source.config` of the mailbox on these servers."""
        return {
            "user": ACCOUNT.user,
            "method": "password",
            "imap": {"host": "127.0.0.1", "port": self.ports.imap, "security": "plain"},
            "smtp": {"host": "127.0.0.1", "port": self.ports.smtp, "security": "plain"},
            "sender_name": "Casa Lume",
            **changes,
        }


@pytest.fixture
def post() -> Iterator[Post]:
    servers, loop = MailServers(ACCOUNT, None, uid_validity=7), LoopThread()
    ports = loop.call(servers.start(Ports()))
    yield Post(servers, ports, loop)
    loop.call(servers.stop())
    loop.call(_end_tasks())
    loop.close()


async def _end_tasks() -> None:
    """Connections that were cut have tasks that end a moment later."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
def source(post: Post, transactional_db: None) -> Source:
    made = Source(kind="mailbox", name="Desk", address=ACCOUNT.user, config=post.config(), created_at=NOW)
    made.keep_secrets({"password": ACCOUNT.password})
    made.save()
    return made


@pytest.fixture
def channel(source: Source) -> Channel:
    return Channel.objects.create(
        kind="email", name="Mail", source=source, answer_hours=24, round_the_clock=False, created_at=NOW
    )


@pytest.fixture
def ada(transactional_db: None) -> Agent:
    return Agent.objects.create(email="ada@casalume.example", name="Ada", role="owner", created_at=NOW)


@pytest.fixture
def an_answer(channel: Channel) -> Callable[..., Outbox]:
    def make(number: int = 1, **changes: object) -> Outbox:
        values: dict[str, object] = {
            "channel": channel,
            "message_id": f"<{number}@casalume.example>",
            "recipient": "cleo@example.org",
            "subject": "Re: Lampada",
            "text": "Il pacco parte domani.",
            "created_at": NOW,
            "next_try_at": NOW,
        }
        return Outbox.objects.create(**(values | changes))

    return make
