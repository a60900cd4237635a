"""Trying a mailbox out, so that an owner learns at once whether it works."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from sportello.channels.outgoing import new_message_id
from sportello.channels.sending import Lost, Refused

from .account import Account
from .addresses import wire_address
from .compose import OutgoingMail, compose
from .connecting import open_smtp
from .credentials import Credentials
from .imap import INBOX, Mailbox
from .smtp import hand
from .trouble import MailboxTrouble, Trouble


@dataclass(frozen=True, slots=True)
class Found:
    """What trying to read a mailbox found: how many mails lie in INBOX, and the folder of sent ones ("": none)."""

    mails: int
    sent_folder: str


def try_reading(mailbox: Mailbox) -> Found:
    """Look into a mailbox without touching anything. Raises `MailboxTrouble`."""
    return Found(mails=mailbox.look_into(INBOX).count, sent_folder=mailbox.sent_folder())


def try_signing_in_to_send(account: Account, credentials: Credentials) -> None:
    """Sign in to the server for sending and leave again. Raises `MailboxTrouble`."""
    if account.smtp is not None:
        with open_smtp(account.smtp, credentials):
            pass


def send_test_mail(account: Account, credentials: Credentials, *, to: str, now: datetime) -> None:
    """Send a short mail through the mailbox to somebody who waits for it. Raises `MailboxTrouble`."""
    if account.smtp is None:
        raise MailboxTrouble(Trouble.OTHER, _("This mailbox has no server for sending."))
    mail = OutgoingMail(
        sender=account.address,
        sender_name=account.sender_name,
        recipient=to,
        subject=_("Sportello can send from this mailbox"),
        text=_("This is a test that you asked for. Nobody has to answer it."),
        message_id=new_message_id(account.address),
        date=now,
        automatic=True,
    )
    try:
        raw, session = compose(mail), open_smtp(account.smtp, credentials)
        sender, recipient = wire_address(account.address), wire_address(to)
        hand(session, sender=sender, recipient=recipient, raw=raw, handed_over=lambda: None)
        session.close()
    except (Refused, Lost) as trouble:
        raise MailboxTrouble(Trouble.OTHER, str(trouble)) from trouble
    except ValueError as unsendable:
        raise MailboxTrouble(Trouble.OTHER, str(unsendable)) from unsendable
