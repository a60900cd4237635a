"""The IMAP server: pymap's protocol over shelves, with faults on demand.

What it can: LOGIN, AUTHENTICATE PLAIN/LOGIN/XOAUTH2, IDLE, UIDPLUS, MOVE, APPEND, SEARCH, STATUS; no TLS.
"""

import asyncio
import io
import socket
from contextlib import AsyncExitStack, closing, suppress
from datetime import datetime
from typing import override

from proxyprotocol.sock import SocketInfo
from pymap.context import connection_exit
from pymap.imap import IMAPConnection
from pymap.imap.state import ConnectionState
from pymap.parsing.message import AppendMessage
from pymap.parsing.response import Response
from pymap.parsing.specials.flag import Flag

from .account import Account
from .faults import Faults
from .mailbox import SENT, ShelvedMailboxes
from .shelf import Shelf
from .signing_in import OneAccountLogin, PlainConfig


class FaultyConnection(IMAPConnection):
    """One client's connection, slow or cut off when the faults say so."""

    faults: Faults

    @override
    async def write_response(self, resp: Response) -> None:
        if self.faults.imap_delay:
            await asyncio.sleep(self.faults.imap_delay)
        if self.faults.imap_drop_in:
            self.faults.imap_drop_in -= 1
            if not self.faults.imap_drop_in:
                self.writer.transport.abort()
                return
        # One write for one answer: IMAPClient reads without blocking while it idles, and gives up on half a line.
        whole = io.BytesIO()
        await resp.async_write(whole)
        self.writer.write(whole.getvalue())
        with suppress(ConnectionError):
            await self.writer.drain()
        self._acknowledge_at_once()

    def _acknowledge_at_once(self) -> None:
        """Clients send a literal and its line end apart; a late acknowledgement holds the second back for 40 ms."""
        taken = self.writer.get_extra_info("socket")
        if taken is not None and hasattr(socket, "TCP_QUICKACK"):
            with suppress(OSError):
                taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)


class ImapServer:
    """INBOX and Sent of one account.

    Give it its shelves, `await start()`, and stop it with `await stop()`. All methods belong to the loop it runs in.
    """

    def __init__(self, account: Account, inbox: Shelf, sent: Shelf, faults: Faults) -> None:
        self.shelves = {"INBOX": inbox, SENT: sent}
        self._account, self._faults = account, faults
        self._config = PlainConfig()
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> int:
        """Load the shelves and listen; the port taken is returned. Raises OSError when it is in use."""
        await self._open()
        self._server = await asyncio.start_server(self._serve, host, port)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Stop listening and drop everybody."""
        if self._server is not None:
            self._server.close()
            self.drop_connections()
            await self._server.wait_closed()

    async def deliver(self, folder: str, raw: bytes, at: datetime, flags: frozenset[bytes] = frozenset()) -> int:
        """Put a mail into a folder as the provider would, waking who idles there; its UID is returned.

        Raises KeyError when there is no such folder.
        """
        mailbox = await self._mailboxes.get_mailbox(folder)
        message = await mailbox.append(AppendMessage(raw, at, frozenset(Flag(flag) for flag in flags)), recent=True)
        return message.uid

    def drop_connections(self) -> int:
        """Cut every open connection without a word, and say how many there were."""
        writers = list(self._writers)
        for writer in writers:
            writer.transport.abort()
        return len(writers)

    async def renumber(self, folder: str, uid_validity: int) -> None:
        """Change the UIDVALIDITY of a folder and count its UIDs from 1; everybody is dropped. Raises KeyError."""
        self.shelves[folder].renumber(uid_validity)
        await self._open()
        self.drop_connections()

    async def _open(self) -> None:
        self._mailboxes = ShelvedMailboxes(self.shelves["INBOX"], self.shelves[SENT])
        await self._mailboxes.load()
        self._login = OneAccountLogin(self._account, self._config, self._mailboxes, self._faults)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            info = SocketInfo.get(writer, None)
            connection = FaultyConnection(self._config.commands, self._config, reader, writer, info)
            connection.faults = self._faults
            async with AsyncExitStack() as stack:
                connection_exit.set(stack)
                stack.enter_context(closing(connection))
                await connection.run(ConnectionState(self._login, self._config))
        finally:
            self._writers.discard(writer)
