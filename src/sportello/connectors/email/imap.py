"""A signed-in IMAP session, as far as reading a mailbox needs it. It looks without touching: nothing is marked seen."""

import select
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Any, Self

from imapclient import IMAPClient

from .account import Account
from .connecting import READ_SECONDS, open_imap
from .credentials import Credentials
from .trouble import MailboxTrouble, Trouble, diagnose

INBOX = "INBOX"
SENT = b"\\Sent"
# What mail programs call the folder of sent mail where the server does not mark it (RFC 6154), EN IT DE FR ES.
SENT_NAMES = frozenset(
    {
        *("sent", "sent mail", "sent items", "sent messages", "sent-mail"),
        *("posta inviata", "inviata", "inviati", "messaggi inviati", "elementi inviati"),
        *("gesendet", "gesendete objekte", "gesendete elemente", "gesendete nachrichten"),
        *("envoyés", "messages envoyés", "éléments envoyés", "courrier envoyé", "objets envoyés"),
        *("enviados", "elementos enviados", "mensajes enviados", "correo enviado", "enviado"),
    }
)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as it was opened. `uid_next` is 0 where the server does not say."""

    name: str
    uid_validity: int
    uid_next: int
    count: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A mail before it is fetched: its size in octets, and when the server got it (aware)."""

    size: int
    at: datetime


class Mailbox:
    """One session; all its methods raise `MailboxTrouble`. Close it by leaving its `with` block."""

    def __init__(self, client: IMAPClient) -> None:
        self._client: Any = client
        client.normalise_times = False

    @classmethod
    def open(cls, account: Account, credentials: Credentials) -> Self:
        """Connect and sign in."""
        return cls(open_imap(account, credentials))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError, IMAPClient.Error):
            if kind is None:
                self._client.logout()
            else:
                self._client.shutdown()

    def sent_folder(self) -> str:
        """The folder that holds what was sent, or "" when there is none that one could tell."""
        with _telling():
            folders = self._client.list_folders()
        marked = [name for flags, _, name in folders if SENT in flags]
        named = [name for _, delimiter, name in folders if _last_part(name, delimiter) in SENT_NAMES]
        return str((marked or sorted(named, key=len) or [""])[0])

    def look_into(self, name: str) -> Folder:
        """Open a folder read-only."""
        with _telling():
            answer = self._client.select_folder(name, readonly=True)
        if b"UIDVALIDITY" not in answer:
            raise MailboxTrouble(Trouble.OTHER, "the server gives no UIDVALIDITY")
        return Folder(name, int(answer[b"UIDVALIDITY"]), int(answer.get(b"UIDNEXT", 0)), int(answer[b"EXISTS"]))

    def uids_after(self, uid: int) -> list[int]:
        """The UIDs above one, ascending. ("n:*" always names the last mail too, RFC 3501 6.4.8.)"""
        return sorted(found for found in self._search(["UID", f"{uid + 1}:*"]) if found > uid)

    def uids_since(self, day: date) -> list[int]:
        """The UIDs that the server got on that day (in its own zone) or later, ascending."""
        return sorted(self._search(["SINCE", day]))

    def listed(self, uids: Iterable[int]) -> dict[int, Listed]:
        """Sizes and dates of mails; those that are gone are missing."""
        answers = self._fetch(uids, "RFC822.SIZE", "INTERNALDATE")
        return {
            uid: Listed(int(each[b"RFC822.SIZE"]), _aware(each[b"INTERNALDATE"]))
            for uid, each in answers.items()
            if b"RFC822.SIZE" in each and b"INTERNALDATE" in each
        }

    def mails(self, uids: Iterable[int]) -> dict[int, bytes]:
        """The octets of mails; those that are gone are missing."""
        return {uid: each[b"BODY[]"] for uid, each in self._fetch(uids, "BODY.PEEK[]").items() if each.get(b"BODY[]")}

    def headers(self, uid: int) -> bytes:
        """The header of one mail; b"" when it is gone."""
        answer = self._fetch([uid], "BODY.PEEK[HEADER]").get(uid, {})
        return bytes(answer.get(b"BODY[HEADER]") or b"")

    def can_idle(self) -> bool:
        """Whether the server tells of new mail by itself (RFC 2177)."""
        with _telling():
            return bool(self._client.has_capability("IDLE"))

    def idle(self, *, seconds: float, woken: Callable[[], bool]) -> None:
        """Wait in the opened folder until the server says something, the time is over, or `woken()`.

        `woken` is asked once a second.
        """
        with _telling():
            self._enter_idle()
            waited = 0.0
            while waited < seconds and not woken() and not self._readable(1.0):
                waited += 1.0
            self._client.idle_done()

    def _enter_idle(self) -> None:
        try:
            self._client.idle()
        except IMAPClient.AbortError:
            raise
        except IMAPClient.Error as told_before:
            # News that the server tells before it agrees to idle leaves the library in the middle of an answer.
            raise MailboxTrouble(Trouble.LOST, "the server spoke before it idled") from told_before

    def _readable(self, seconds: float) -> bool:
        """Whether something can be read. The library's own check trips over half lines; leaving IDLE does not."""
        sock = self._client.socket()
        if self._holds_back(sock):
            return True
        poller = select.poll()
        poller.register(sock.fileno(), select.POLLIN)
        return bool(poller.poll(seconds * 1000))

    def _holds_back(self, sock: socket.socket) -> bool:
        """Whether news came together with an earlier line, and waits in a buffer where no poll sees it."""
        imap = self._client._imap
        if getattr(imap, "_readbuf", None):  # Python 3.14
            return True
        reader: Any = getattr(imap, "_file", None) or imap.file
        sock.setblocking(False)
        try:
            return bool(reader.peek(1))
        except (BlockingIOError, ssl.SSLWantReadError):
            return False
        finally:
            sock.settimeout(READ_SECONDS)

    def _search(self, criteria: list[object]) -> list[int]:
        with _telling():
            return [int(uid) for uid in self._client.search(criteria)]

    def _fetch(self, uids: Iterable[int], *items: str) -> Mapping[int, Mapping[bytes, Any]]:
        with _telling():
            answers: Mapping[int, Mapping[bytes, Any]] = self._client.fetch(list(uids), list(items))
        return answers


def _last_part(name: str, delimiter: bytes | None) -> str:
    return name.rpartition(delimiter.decode())[2].casefold() if delimiter else name.casefold()


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except (OSError, IMAPClient.Error) as error:
        raise diagnose(error) from error
