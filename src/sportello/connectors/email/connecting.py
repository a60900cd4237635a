"""Connections to mail servers: protected, signed in, with time-outs on every wait."""

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, cast

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import CapabilityError, LoginError

from .account import Account, Security, Server, is_this_machine
from .credentials import Credentials
from .trouble import MailboxTrouble, Trouble, diagnose, words_of

CONNECT_SECONDS = 15.0
READ_SECONDS = 60.0
# RFC 5321 4.1.3: an address literal when there is no name to give; the machine's own name is nobody's business.
OUR_NAME = "[127.0.0.1]"


def open_imap(account: Account, credentials: Credentials) -> IMAPClient:
    """A session on the mailbox's IMAP server; the caller closes it. Raises `MailboxTrouble`."""
    with _telling():
        check_protection(account.imap)
        client = IMAPClient(
            account.imap.host,
            account.imap.port,
            ssl=account.imap.security is Security.TLS,
            timeout=SocketTimeout(CONNECT_SECONDS, READ_SECONDS),  # type: ignore[arg-type]
        )
    with _closing_on_error(client.shutdown), _telling():
        _without_delay(cast("Any", client).socket())
        if account.imap.security is Security.STARTTLS:
            client.starttls(ssl.create_default_context())
        _sign_in_imap(client, credentials)
    return client


def open_smtp(server: Server, credentials: Credentials | None) -> smtplib.SMTP:
    """A session on an SMTP server, signed in when there are credentials. Raises `MailboxTrouble`."""
    with _telling():
        check_protection(server)
        session = _smtp(server)
    with _closing_on_error(session.close), _telling():
        _without_delay(session.sock)
        session.ehlo()
        if server.security is Security.STARTTLS:
            session.starttls(context=ssl.create_default_context())
            session.ehlo()
        if credentials is not None:
            _sign_in_smtp(session, credentials)
    return session


def check_protection(server: Server) -> None:
    """Raise `MailboxTrouble` when a password would travel unprotected over a network."""
    if server.security is Security.PLAIN and not is_this_machine(server.host):
        raise MailboxTrouble(Trouble.UNPROTECTED, server.host)


def _smtp(server: Server) -> smtplib.SMTP:
    if server.security is Security.TLS:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, OUR_NAME, timeout=CONNECT_SECONDS, context=context)
    return smtplib.SMTP(server.host, server.port, OUR_NAME, timeout=CONNECT_SECONDS)


def _without_delay(sock: socket.socket | None) -> None:
    """Send short lines at once: mail dialogues are made of them, and waiting for more costs 40 ms a line."""
    if sock is not None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _sign_in_imap(client: Any, credentials: Credentials) -> None:
    if not credentials.bearer:
        client.login(credentials.user, credentials.secret)
        return
    try:
        if client.has_capability("AUTH=XOAUTH2") or not client.has_capability("AUTH=OAUTHBEARER"):
            client.oauth2_login(credentials.user, credentials.secret)
        else:
            client.oauthbearer_login(credentials.user, credentials.secret)
    except LoginError as refused:
        raise MailboxTrouble(Trouble.CONSENT, words_of(refused)) from refused


def _sign_in_smtp(session: smtplib.SMTP, credentials: Credentials) -> None:
    if not credentials.bearer:
        session.login(credentials.user, credentials.secret)
        return
    answer = f"user={credentials.user}\x01auth=Bearer {credentials.secret}\x01\x01"
    try:
        # A server that refuses sends its reasons as a challenge first, which is answered by nothing (Google, XOAUTH2).
        session.auth("XOAUTH2", lambda challenge=None: answer if challenge is None else "")
    except smtplib.SMTPAuthenticationError as refused:
        raise MailboxTrouble(Trouble.CONSENT, words_of(refused)) from refused


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except CapabilityError as missing:
        raise MailboxTrouble(Trouble.ENCRYPTION, words_of(missing)) from missing
    except (OSError, UnicodeError, IMAPClient.Error) as error:
        raise diagnose(error) from error


@contextmanager
def _closing_on_error(close: Callable[[], object]) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with suppress(OSError, IMAPClient.Error):
            close()
        raise
