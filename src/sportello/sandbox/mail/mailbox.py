"""pymap's in-memory mailboxes, filled from and written through to shelves."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import override

from pymap.backend.dict.mailbox import MailboxData, MailboxSet, Message
from pymap.flags import FlagOp
from pymap.interfaces.message import CachedMessage
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials.flag import Flag

from .shelf import Shelf

SENT = "Sent"


class ShelvedMailbox(MailboxData):
    """A mailbox whose UIDs, flags and UIDVALIDITY are those of a shelf."""

    def __init__(self, like: MailboxData, shelf: Shelf) -> None:
        super().__init__(like._content_cache, like._thread_cache)
        self._shelf = shelf
        self._uid_validity = shelf.uid_validity
        self._max_uid = shelf.last_uid

    async def load(self) -> None:
        """Take over what lies on the shelf; call once, before anybody connects."""
        for letter in self._shelf:
            self._max_uid = letter.uid - 1
            flags = frozenset(Flag(flag) for flag in letter.flags)
            await super().append(AppendMessage(letter.raw, letter.at, flags))
        self._max_uid = self._shelf.last_uid

    @override
    async def append(self, append_msg: AppendMessage, *, recent: bool = False) -> Message:
        at = (append_msg.when or datetime.now(UTC)).astimezone(UTC)
        raw = bytes(append_msg.literal)
        self._shelf.put(raw, at, frozenset(bytes(flag) for flag in append_msg.flag_set))
        return await super().append(AppendMessage(raw, at, append_msg.flag_set), recent=recent)

    @override
    async def update(self, uid: int, cached_msg: CachedMessage, flag_set: frozenset[Flag], mode: FlagOp) -> Message:
        message = await super().update(uid, cached_msg, flag_set, mode)
        if not message.expunged:
            self._shelf.mark(uid, frozenset(bytes(flag) for flag in message.permanent_flags))
        return message

    @override
    async def delete(self, uids: Iterable[int]) -> None:
        gone = list(uids)
        await super().delete(gone)
        for uid in gone:
            self._shelf.remove(uid)


class ShelvedMailboxes(MailboxSet):
    """INBOX and Sent. Folders that a client makes beside them live until the server stops."""

    def __init__(self, inbox: Shelf, sent: Shelf) -> None:
        super().__init__()
        self._shelved = {"INBOX": ShelvedMailbox(self._inbox, inbox), SENT: ShelvedMailbox(self._inbox, sent)}
        self._inbox = self._shelved["INBOX"]
        self._set[SENT] = self._shelved[SENT]

    async def load(self) -> None:
        """Take over what lies on both shelves."""
        for mailbox in self._shelved.values():
            await mailbox.load()
