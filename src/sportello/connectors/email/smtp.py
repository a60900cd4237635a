"""Handing one mail to an SMTP server (RFC 5321), saying when the server may have it."""

import re
import smtplib
import time
from collections.abc import Callable

from sportello.channels.sending import Lost, Refused

from .trouble import words_of

# Together with connecting this stays under the five minutes after which a claim counts as stale.
BEFORE_HAND_OVER_SECONDS = 180.0
COMMAND_SECONDS = 60.0
ANSWER_SECONDS = 300.0
CHUNK = 64 * 1024
# Daily limits come with a permanent code (Gmail 5.4.5, Microsoft 365 5.1.90), yet end with the day.
_LIMITS = re.compile(r"\b5\.(?:4\.5|1\.90)\b")
_LINE_WITH_DOT = re.compile(rb"^\.", re.MULTILINE)


def hand(session: smtplib.SMTP, *, sender: str, recipient: str, raw: bytes, handed_over: Callable[[], None]) -> str:
    """Give a mail (7-bit, CRLF, ending in one) to the server and return its words; addresses are in ASCII.

    `handed_over()` is called before the dot that ends the mail; when it raises, the dot is not sent. Raises `Refused`
    with the server's words, or `Lost`. After either the session is of no further use.
    """
    exchange = _Exchange(session)
    try:
        exchange.check_size(len(raw))
        exchange.ask(f"MAIL FROM:<{sender}>", 250)
        exchange.ask(f"RCPT TO:<{recipient}>", 250, 251)
        exchange.ask("DATA", 354)
        exchange.upload(_LINE_WITH_DOT.sub(b"..", raw))
        handed_over()
        return exchange.finish()
    except OSError as silence:
        session.close()
        raise Lost(words_of(silence)) from silence
    except BaseException:
        session.close()
        raise


class _Exchange:
    """One mail's dialogue; what comes before the hand-over shares one deadline."""

    def __init__(self, session: smtplib.SMTP) -> None:
        self._session = session
        self._until = time.monotonic() + BEFORE_HAND_OVER_SECONDS

    def check_size(self, size: int) -> None:
        limit = self._session.esmtp_features.get("size", "")
        if limit.isdigit() and 0 < int(limit) < size:
            raise Refused(f"the mail has {size} bytes, the server takes {limit}", permanent=True)

    def ask(self, command: str, *wanted: int) -> None:
        self._limit()
        _expect(self._session.docmd(command), *wanted)

    def upload(self, octets: bytes) -> None:
        for start in range(0, len(octets), CHUNK):
            self._limit()
            self._session.send(octets[start : start + CHUNK])

    def finish(self) -> str:
        self._socket_timeout(ANSWER_SECONDS)
        return _expect(self._session.docmd("."), 250)

    def _limit(self) -> None:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the server is too slow")
        self._socket_timeout(min(left, COMMAND_SECONDS))

    def _socket_timeout(self, seconds: float) -> None:
        if self._session.sock is None:
            raise smtplib.SMTPServerDisconnected("the connection is closed")
        self._session.sock.settimeout(seconds)


def _expect(reply: tuple[int, bytes], *wanted: int) -> str:
    code, text = reply
    words = f"{code} {' '.join(text.decode('utf-8', 'replace').split())}"[:480]
    if code in wanted:
        return words
    if code == -1:
        raise smtplib.SMTPServerDisconnected("the server's answer makes no sense")
    raise Refused(words, permanent=500 <= code <= 599 and not _LIMITS.search(words))
