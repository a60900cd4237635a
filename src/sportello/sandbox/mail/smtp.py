"""The SMTP server: takes what it is given, keeps it, and misbehaves on demand. AUTH is required, TLS is not."""

# aiosmtpd finds its hooks by these names and calls them with all of these arguments.
# ruff: noqa: ARG002, N802

import asyncio
import base64
import binascii
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from .account import Account
from .faults import Faults
from .outgoing import Outgoing

SIZE_LIMIT = 60_000_000
Copy = Callable[[bytes, datetime], Awaitable[None]]


class Clerk:
    """Answers aiosmtpd's questions: may this recipient have mail, and what becomes of a finished one."""

    def __init__(self, account: Account, outgoing: Outgoing, faults: Faults, copy: Copy | None) -> None:
        self._account, self._outgoing, self._faults, self._copy = account, outgoing, faults, copy

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        """LOGIN and PLAIN."""
        if self._faults.smtp_deny_login or not isinstance(data, LoginPassword):
            return AuthResult(success=False, handled=False)
        user, password = data.login.decode("utf-8", "replace"), data.password.decode("utf-8", "replace")
        return AuthResult(success=self._account.knows_password(user, password), handled=False, auth_data=user)

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        """XOAUTH2: `user=<mail>^Aauth=Bearer <token>^A^A`, base64."""
        given = _decoded(args[1]) if len(args) > 1 else await server.challenge_auth("")
        user, token = _bearer(given if isinstance(given, bytes) else b"")
        known = not self._faults.smtp_deny_login and self._account.knows_token(user, token)
        return AuthResult(success=known, handled=False, auth_data=user)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        await self._wait()
        if not session.authenticated:
            return "530 5.7.0 Authentication required"
        if self._faults.smtp_mail_reply:
            return self._faults.smtp_mail_reply
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        await self._wait()
        reply = self._faults.reply_for(address)
        if reply:
            return reply
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await self._wait()
        if self._faults.smtp_data_reply:
            return self._faults.smtp_data_reply
        if self._faults.smtp_drop_lost:
            self._faults.smtp_drop_lost -= 1
            return _drop(server)
        number = await self._keep(envelope)
        if self._faults.smtp_drop_stored:
            self._faults.smtp_drop_stored -= 1
            return _drop(server)
        return f"250 2.0.0 OK: kept as {number}"

    async def _keep(self, envelope: Envelope) -> int:
        raw = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        at = datetime.now(UTC)
        mail = self._outgoing.keep(envelope.mail_from or "", list(envelope.rcpt_tos), raw, at)
        if self._copy is not None:
            await self._copy(raw, at)
        return mail.number

    async def _wait(self) -> None:
        if self._faults.smtp_delay:
            await asyncio.sleep(self._faults.smtp_delay)


def _drop(server: SMTP) -> str:
    transport = server.transport
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()
    raise ConnectionResetError("the connection was dropped on purpose")


def _decoded(given: str) -> bytes:
    try:
        return base64.b64decode(given, validate=True)
    except binascii.Error:
        return b""


def _bearer(given: bytes) -> tuple[str, str]:
    parts = given.decode("utf-8", "replace").split("\x01")
    fields = dict(part.split("=", 1) for part in parts if "=" in part)
    return fields.get("user", ""), fields.get("auth", "").removeprefix("Bearer ")


class SmtpServer:
    """Takes mail for the account, keeps it in `outgoing`, and hands it to `copy` too when there is one."""

    def __init__(self, account: Account, outgoing: Outgoing, faults: Faults, copy: Copy | None = None) -> None:
        self.outgoing = outgoing
        self._clerk = Clerk(account, outgoing, faults, copy)
        self._server: asyncio.Server | None = None

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> int:
        """Listen; the port taken is returned. Raises OSError when it is in use."""
        self._server = await asyncio.get_running_loop().create_server(self._session, host, port)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Stop listening and drop everybody."""
        if self._server is not None:
            self._server.close()
            self._server.abort_clients()
            await self._server.wait_closed()

    def _session(self) -> SMTP:
        return SMTP(
            self._clerk,
            hostname="sandbox.example",
            ident="Sandbox",
            data_size_limit=SIZE_LIMIT,
            enable_SMTPUTF8=True,
            auth_require_tls=False,
            authenticator=self._clerk.authenticate,
        )
