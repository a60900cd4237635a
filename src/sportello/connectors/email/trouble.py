"""What goes wrong between us and a mail server, told apart, so that people read what they can do about it."""

import imaplib
import re
import smtplib
import socket
import ssl

from django.db import models
from django.utils.translation import gettext_lazy as _
from imapclient.exceptions import LoginError


class Trouble(models.TextChoices):
    """The kinds of trouble; the label is a sentence for the owner of the mailbox."""

    HOST = "host", _("There is no server of this name. Check the server's name for typing errors.")
    PORT = "port", _("The server refuses connections on this port. Check the port number.")
    TIMEOUT = "timeout", _("The server does not answer. Check name and port, or try again later.")
    CERTIFICATE = (
        "certificate",
        _("The server's certificate is not valid for this name, so the connection is not safe."),
    )
    ENCRYPTION = "encryption", _("The server does not speak TLS here. Choose the other kind of encryption or port.")
    UNPROTECTED = "unprotected", _("Only a server on this very machine may be used without encryption.")
    PASSWORD = "password", _("The server refuses this user name and password.")
    APP_PASSWORD = (
        "app_password",
        _("This provider wants an app password, or signing in with Google or Microsoft, not the usual password."),
    )
    CONSENT = "consent", _("The permission to read this mailbox has ended or was withdrawn. Connect it again.")
    SECRET = "secret", _("The stored password cannot be read with this encryption key. Enter it again.")
    LOST = "lost", _("The connection broke. It will be tried again.")
    OTHER = "other", _("The server answered something unexpected.")


class MailboxTrouble(OSError):
    """A mailbox that cannot be used now: which trouble, and the server's own words."""

    def __init__(self, trouble: Trouble, words: str = "") -> None:
        super().__init__(f"{trouble.value}: {words}" if words else trouble.value)
        self.trouble = trouble
        self.words = words


# What providers say when basic sign-in wants an app password or is switched off (Google, Yahoo, iCloud, Microsoft).
_APP_PASSWORD_SIGNS = (
    "application-specific password",
    "app password",
    "app-specific password",
    "apppassword",
    "basic authentication is disabled",
    "basicauthblocked",
    "smtpclientauthentication is disabled",
    "534",
    "5.7.139",
)


# RFC 5530 and what providers say when the password may well be right.
_NOT_NOW_SIGNS = ("[unavailable]", "[inuse]", "[limit]", "too many simultaneous", "temporary", "try again later")


def diagnose(error: BaseException) -> MailboxTrouble:
    """Tell what an error of a connection or sign-in means. Pure; a `MailboxTrouble` comes back as it is."""
    if isinstance(error, MailboxTrouble):
        return error
    return MailboxTrouble(_kind(error), words_of(error))


def words_of(error: BaseException) -> str:
    """An error's own words on one line, the server's where it said some; at most 300 characters."""
    if isinstance(error, smtplib.SMTPResponseException):
        words = f"{error.smtp_code} {_text(error.smtp_error)}"
    else:
        words = " ".join(_text(part) for part in error.args) or type(error).__name__
    return " ".join(words.split())[:300]


def refused_sign_in(words: str) -> MailboxTrouble:
    """Which trouble a refused user name and password is."""
    wants_more = any(sign in words.lower() for sign in _APP_PASSWORD_SIGNS)
    return MailboxTrouble(Trouble.APP_PASSWORD if wants_more else Trouble.PASSWORD, words)


def _kind(error: BaseException) -> Trouble:
    if isinstance(error, LoginError | smtplib.SMTPAuthenticationError):
        return _why_not_in(error)
    for kind, trouble in _KINDS:
        if isinstance(error, kind):
            return trouble
    return Trouble.OTHER


def _why_not_in(error: LoginError | smtplib.SMTPAuthenticationError) -> Trouble:
    if isinstance(error.__context__, imaplib.IMAP4.abort):
        return Trouble.LOST
    words = words_of(error)
    if words.startswith("4") or any(sign in words.lower() for sign in _NOT_NOW_SIGNS):
        return Trouble.OTHER
    return refused_sign_in(words).trouble


# The first that fits: certificate errors are SSL errors, SSL errors and time-outs are OSErrors.
_KINDS: tuple[tuple[type[BaseException], Trouble], ...] = (
    (socket.gaierror, Trouble.HOST),
    (UnicodeError, Trouble.HOST),
    (ssl.SSLCertVerificationError, Trouble.CERTIFICATE),
    (ssl.SSLZeroReturnError, Trouble.LOST),
    (ssl.SSLEOFError, Trouble.LOST),
    (ssl.SSLError, Trouble.ENCRYPTION),
    (smtplib.SMTPNotSupportedError, Trouble.ENCRYPTION),
    (smtplib.SMTPServerDisconnected, Trouble.LOST),
    (smtplib.SMTPException, Trouble.OTHER),
    (ConnectionRefusedError, Trouble.PORT),
    (TimeoutError, Trouble.TIMEOUT),
    (imaplib.IMAP4.abort, Trouble.LOST),
    (ConnectionError, Trouble.LOST),
    (OSError, Trouble.PORT),
)


# IMAPClient hands the server's bytes on in Python's own notation: "b'[AUTHENTICATIONFAILED] ...'".
_BYTES = re.compile(r"b(['\"])(.*)\1", re.DOTALL)


def _text(part: object) -> str:
    text = part.decode("utf-8", "replace") if isinstance(part, bytes) else str(part)
    quoted = _BYTES.fullmatch(text)
    return quoted[2] if quoted else text
