"""Pulling a mailbox: every mail of INBOX and of the sent folder becomes an envelope once, whatever happens between."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from sportello.channels.models import Cursor, Envelope, EnvelopeState, Source
from sportello.channels.receiving import receive

from .account import account_of
from .imap import INBOX, Folder, Listed, Mailbox
from .trouble import MailboxTrouble, Trouble

log = logging.getLogger(__name__)

type Clock = Callable[[], datetime]

BATCH = 50
BATCH_BYTES = 24 * 1024 * 1024
# A provider's clock may run behind ours: a mail that came after we connected is new although its date says otherwise.
CLOCK_SKEW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Position:
    """How far a folder was read. Up to `filling_to` stands what lay there before the mailbox was connected."""

    uid_validity: int = 0
    uid: int = 0
    filling_to: int = 0

    def as_state(self) -> dict[str, Any]:
        """What `Cursor.state` keeps."""
        return {"uidvalidity": self.uid_validity, "uid": self.uid, "filling_to": self.filling_to}

    @classmethod
    def of(cls, state: dict[str, Any]) -> "Position":
        """What was kept."""
        return cls(int(state.get("uidvalidity", 0)), int(state.get("uid", 0)), int(state.get("filling_to", 0)))


def pull(source: Source, mailbox: Mailbox, *, clock: Clock) -> int:
    """Store what is new in INBOX and in the sent folder; returns how many envelopes came. Raises `MailboxTrouble`."""
    # INBOX comes first: an answer given elsewhere finds its conversation only when the buyer's mail is there.
    came = pull_folder(source, mailbox, INBOX, outgoing=False, clock=clock)
    sent = mailbox.sent_folder()
    return came + pull_folder(source, mailbox, sent, outgoing=True, clock=clock) if sent else came


def pull_folder(source: Source, mailbox: Mailbox, name: str, *, outgoing: bool, clock: Clock) -> int:
    """Store what is new in one folder, in batches; a batch and its cursor are committed together.

    Under a new UIDVALIDITY the folder is read again from the cut-off on; the same bytes do not become a second
    envelope. Raises `MailboxTrouble`; what was committed before stays, and the next pull goes on from there.
    """
    folder = mailbox.look_into(name)
    reader = _Reader(source, mailbox, folder, outgoing, clock)
    return reader.read_all()


def start_from_here(source: Source, mailbox: Mailbox) -> None:
    """Place the cursors behind what lies in both folders now. Raises `MailboxTrouble`."""
    for name in filter(None, (INBOX, mailbox.sent_folder())):
        folder = mailbox.look_into(name)
        last = last_uid(mailbox, folder)
        position = Position(folder.uid_validity, last, filling_to=last)
        Cursor.objects.update_or_create(source=source, name=name, defaults={"state": position.as_state()})


def position_in(source: Source, name: str) -> Position:
    """How far a folder was read; `Position()` when it never was."""
    cursor = Cursor.objects.filter(source=source, name=name[:200]).first()
    return Position.of(cursor.state if cursor else {})


def last_uid(mailbox: Mailbox, folder: Folder) -> int:
    """The highest UID given away in the opened folder."""
    if folder.uid_next:
        return folder.uid_next - 1
    return max(mailbox.uids_after(0), default=0)


class _Reader:
    """One folder being read."""

    def __init__(self, source: Source, mailbox: Mailbox, folder: Folder, outgoing: bool, clock: Clock) -> None:
        self._source, self._mailbox, self._folder = source, mailbox, folder
        self._outgoing, self._clock = outgoing, clock
        self._floor = _floor(source)
        self._cursor, _made = Cursor.objects.get_or_create(source=source, name=folder.name[:200])
        self._position = Position.of(self._cursor.state)

    def read_all(self) -> int:
        uids = self._uids()
        came = 0
        for start in range(0, len(uids), BATCH):
            came += self._read(uids[start : start + BATCH])
        if Position.of(self._cursor.state) != self._position or self._position.uid < self._position.filling_to:
            self._advance(self._position.filling_to)
        return came

    def _uids(self) -> list[int]:
        if self._position.uid_validity == self._folder.uid_validity:
            return self._mailbox.uids_after(self._position.uid)
        if self._position.uid_validity:
            log.warning("%s: %s was renumbered by its server; reading it again", self._source, self._folder.name)
        self._position = Position(self._folder.uid_validity, 0, last_uid(self._mailbox, self._folder))
        if self._floor is None:
            return self._mailbox.uids_after(0)
        # SINCE compares days in a zone that the server chooses (RFC 3501 6.4.4): one day more, then by the exact time.
        return self._mailbox.uids_since((self._floor - timedelta(days=1)).date())

    def _read(self, uids: Sequence[int]) -> int:
        listed = self._mailbox.listed(uids)
        wanted = {uid: each for uid, each in listed.items() if self._is_wanted(uid, each)}
        small = {uid: each for uid, each in wanted.items() if each.size <= settings.MAX_MAIL_BYTES}
        came = 0
        for part in _by_size(small):
            mails = self._fetch(part)
            came += self._store({uid: mails[uid] for uid in part if uid in mails}, listed)
        too_large = [uid for uid in wanted if uid not in small]
        with transaction.atomic():
            for uid in too_large:
                came += self._set_aside(uid, listed[uid], _too_large(listed[uid].size))
            self._advance(uids[-1])
        return came

    def _is_wanted(self, uid: int, mail: Listed) -> bool:
        return self._floor is None or uid > self._position.filling_to or mail.at >= self._floor

    def _fetch(self, uids: Sequence[int]) -> dict[int, bytes]:
        """The mails; one that the server cannot give is set aside, and one that is gone is missing."""
        try:
            mails = self._mailbox.mails(uids)
        except MailboxTrouble as trouble:
            if trouble.trouble is not Trouble.OTHER:
                raise
            return self._fetch_singly(uids)
        missing = set(uids) - set(mails)
        if missing and (there := missing & set(self._mailbox.listed(missing))):
            return mails | self._fetch_singly(sorted(there))
        return mails

    def _fetch_singly(self, uids: Sequence[int]) -> dict[int, bytes]:
        mails: dict[int, bytes] = {}
        for uid in uids:
            try:
                found, why = self._mailbox.mails([uid]), ""
            except MailboxTrouble as trouble:
                if trouble.trouble is not Trouble.OTHER:
                    raise
                found, why = {}, trouble.words
            listed = self._mailbox.listed([uid])
            if not found and uid in listed:
                self._set_aside(uid, listed[uid], _("The mail server cannot give this mail: %(why)s") % {"why": why})
            mails |= found
        return mails

    @transaction.atomic
    def _store(self, mails: dict[int, bytes], listed: dict[int, Listed]) -> int:
        came = 0
        for uid, raw in sorted(mails.items()):
            came += self._receive(uid, raw, listed[uid].at)
        if mails:
            self._advance(max(mails))
        return came

    def _receive(self, uid: int, raw: bytes, at: datetime, external_id: str = "") -> bool:
        history = self._is_history(uid, at)
        received = receive(
            source=self._source,
            raw=raw,
            now=self._clock(),
            external_id=external_id,
            folder=self._folder.name,
            outgoing=self._outgoing,
            history=history,
        )
        return received.new

    def _is_history(self, uid: int, at: datetime) -> bool:
        before = self._source.history_before
        if before is None:
            return False
        return at < (before if uid <= self._position.filling_to else before - CLOCK_SKEW)

    @transaction.atomic
    def _set_aside(self, uid: int, mail: Listed, reason: str) -> bool:
        """Park a mail that cannot be fetched, with its header, so that somebody learns of it."""
        external_id = f"{self._folder.name}/{self._folder.uid_validity}/{uid}"
        new = self._receive(uid, self._header(uid), mail.at, external_id)
        rows = Envelope.objects.filter(source=self._source, external_id=external_id[:250], state=EnvelopeState.WAITING)
        rows.update(state=EnvelopeState.PARKED, reason=reason[:480], size=mail.size, read_at=self._clock())
        return new

    def _header(self, uid: int) -> bytes:
        try:
            return self._mailbox.headers(uid)
        except MailboxTrouble as trouble:
            if trouble.trouble is not Trouble.OTHER:
                raise
            return b""

    def _advance(self, uid: int) -> None:
        self._position = replace(self._position, uid=max(uid, self._position.uid))
        self._cursor.state = self._position.as_state()
        self._cursor.save(update_fields=["state"])


def _floor(source: Source) -> datetime | None:
    """Before this nothing is read at first: the day of "import since", else the moment of connecting."""
    since = account_of(source).import_since
    return datetime.combine(since, time.min, UTC) if since else source.history_before


def _by_size(mails: dict[int, Listed]) -> Iterator[list[int]]:
    """The UIDs in order, in groups whose mails fit into memory together."""
    group: list[int] = []
    size = 0
    for uid in sorted(mails):
        if group and size + mails[uid].size > BATCH_BYTES:
            yield group
            group, size = [], 0
        group.append(uid)
        size += mails[uid].size
    if group:
        yield group


def _too_large(size: int) -> str:
    values = {"size": size // 1_000_000, "limit": settings.MAX_MAIL_BYTES // 1_000_000}
    return _("The mail has %(size)d MB, more than the %(limit)d MB that are fetched; read it in the mailbox.") % values
