"""Both mail servers of one account, started and stopped together."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from .account import Account
from .faults import Faults
from .imap import ImapServer
from .mailbox import SENT
from .outgoing import Outgoing
from .shelf import Shelf
from .smtp import SmtpServer

SEEN = b"\\Seen"


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the servers listen on 127.0.0.1; 0 asks for any free port."""

    imap: int = 0
    smtp: int = 0
    control: int = 0
    api: int = 0


class MailServers:
    """INBOX, Sent and the outgoing mail of one account.

    `directory` keeps all of it across restarts (None: in memory). `uid_validity` counts for folders that are new.
    With `copies_sent` on, the provider puts what it sends into Sent by itself, as Gmail does; it may be switched at
    any time. All methods belong to the loop that the servers run in.
    """

    def __init__(
        self, account: Account, directory: Path | None, *, uid_validity: int, copies_sent: bool = False
    ) -> None:
        self.account = account
        self.copies_sent = copies_sent
        self.faults = Faults()
        self.inbox = Shelf(directory and directory / "INBOX", uid_validity)
        self.sent = Shelf(directory and directory / SENT, uid_validity)
        self.outgoing = Outgoing(directory and directory / "outgoing")
        self.imap = ImapServer(account, self.inbox, self.sent, self.faults)
        self._smtp = SmtpServer(account, self.outgoing, self.faults, self._copy)

    async def start(self, ports: Ports) -> Ports:
        """Listen on these ports; those taken are returned. Raises OSError when one is in use."""
        return Ports(await self.imap.start(ports.imap), await self._smtp.start(ports.smtp), ports.control, ports.api)

    async def stop(self) -> None:
        """Stop listening and drop everybody."""
        await self._smtp.stop()
        await self.imap.stop()

    async def _copy(self, raw: bytes, at: datetime) -> None:
        if self.copies_sent:
            await self.imap.deliver(SENT, raw, at, frozenset({SEEN}))
