"""Trying a mailbox in both directions, and connecting the one that works."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from sportello.accounts.models import Agent
from sportello.channels.models import Source

from . import mailboxes, standing
from .account import Account, account_of
from .checking import Found, send_test_mail, try_reading, try_signing_in_to_send
from .credentials import Credentials
from .imap import Mailbox
from .pulling import start_from_here
from .standing import Direction
from .tokens import credentials_of
from .trouble import MailboxTrouble


class TroubleWith(OSError):
    """A trouble with one half of a mailbox: "imap" or "smtp"."""

    def __init__(self, half: str, trouble: MailboxTrouble) -> None:
        super().__init__(f"{half}: {trouble}")
        self.half, self.trouble = half, trouble


@dataclass(frozen=True, slots=True)
class Opened:
    """A mailbox that works: its open session, and what was found in it."""

    mailbox: Mailbox
    found: Found


@contextmanager
def opened(account: Account, credentials: Credentials) -> Iterator[Opened]:
    """Open a mailbox for reading, and sign in to its server for sending. Raises `TroubleWith`."""
    try:
        try_signing_in_to_send(account, credentials)
    except MailboxTrouble as trouble:
        raise TroubleWith("smtp", trouble) from trouble
    try:
        with Mailbox.open(account, credentials) as mailbox:
            yield Opened(mailbox, try_reading(mailbox))
    except MailboxTrouble as trouble:
        raise TroubleWith("imap", trouble) from trouble


@transaction.atomic
def connect_opened(
    opened: Opened, *, name: str, account: Account, secrets: Mapping[str, str], by: Agent | None, now: datetime
) -> Source:
    """Connect a mailbox that was found to work. Where only new mail is wanted, reading begins behind what lies there.

    Raises `mailboxes.NameTaken`, and `MailboxTrouble` when the session breaks.
    """
    source = mailboxes.connect(name=name, account=account, secrets=secrets, by=by, now=now)
    begin(source, opened.mailbox)
    standing.works(source, Direction.READING, now=now)
    return source


def begin(source: Source, mailbox: Mailbox) -> None:
    """Place the cursors of a mailbox that is read for the first time and wants new mail only."""
    if account_of(source).import_since is None and not source.cursors.exists():
        start_from_here(source, mailbox)


def try_both(source: Source, *, to: str, now: datetime) -> Found:
    """Read the inbox and send a test message; notes on the source what works. Raises `MailboxTrouble`."""
    account = account_of(source)
    with _noting(source, Direction.READING, now), Mailbox.open(account, credentials_of(source, now=now)) as mailbox:
        found = try_reading(mailbox)
    with _noting(source, Direction.SENDING, now):
        send_test_mail(account, credentials_of(source, now=now), to=to, now=now)
    return found


@contextmanager
def _noting(source: Source, direction: Direction, now: datetime) -> Iterator[None]:
    try:
        yield
    except MailboxTrouble as trouble:
        standing.fails(source, direction, trouble, now=now)
        raise
    standing.works(source, direction, now=now)
