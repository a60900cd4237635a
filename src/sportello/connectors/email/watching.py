"""Watching mailboxes: new mail is stored as soon as the server tells, and whatever breaks is tried again."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import psycopg
from django.db import DatabaseError, connection
from django.utils import timezone

from sportello.channels.models import Source, SourceKind

from . import standing
from .account import account_of
from .guarding import Guard, Note
from .imap import INBOX, Mailbox
from .pulling import position_in, pull
from .standing import Direction
from .tokens import credentials_of
from .trouble import MailboxTrouble, Trouble

log = logging.getLogger(__name__)

type Clock = Callable[[], datetime]

# RFC 2177 allows 29 minutes of IDLE; the routers between us forget a silent connection sooner.
IDLE_SECONDS = 9 * 60.0
# IDLE speaks of INBOX alone; answers written elsewhere are looked for this often.
SENT_SECONDS = 120.0
# Some servers keep a mail to themselves that comes just before IDLE; where mail flows we ask again this soon.
BUSY_SECONDS = 10.0
POLL_SECONDS = 60.0
LOOK_SECONDS = 5.0
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=5)
# Trying these again soon changes nothing, and too many refused passwords lock an account.
_SLOW = frozenset({Trouble.PASSWORD, Trouble.APP_PASSWORD, Trouble.CONSENT, Trouble.SECRET, Trouble.UNPROTECTED})


def watch_all(stop: threading.Event, *, clock: Clock = timezone.now) -> None:
    """Watch every active mailbox, each in a thread of its own, until `stop` is set; new ones within seconds."""
    threads: dict[int, threading.Thread] = {}
    while not stop.is_set():
        for source_id in _active():
            known = threads.get(source_id)
            if known is None or not known.is_alive():
                threads[source_id] = _start(source_id, stop, clock)
        stop.wait(LOOK_SECONDS)
    for thread in threads.values():
        thread.join(10)


def watch(source_id: int, stop: threading.Event, *, clock: Clock = timezone.now) -> None:
    """Watch one mailbox until `stop` is set or it is paused or gone; returns at once when another watcher has it."""
    try:
        with Guard(source_id) as guard:
            if guard.take():
                _Watch(source_id, guard, stop, clock).run()
    except (psycopg.Error, DatabaseError) as lost:
        log.warning("mailbox %s: the database is out of reach (%s)", source_id, lost)
    finally:
        connection.close()


def next_pause(trouble: Trouble, failures: int) -> timedelta:
    """How long to wait after the n-th failure in a row (1, 2, ...): one second, doubled up to five minutes."""
    if trouble in _SLOW:
        return LONGEST_PAUSE
    doubled: timedelta = FIRST_PAUSE * 2 ** min(failures - 1, 20)
    return min(doubled, LONGEST_PAUSE)


def _active() -> list[int]:
    try:
        active = Source.objects.filter(kind=SourceKind.MAILBOX, paused_at=None, config__has_key="imap")
        return list(active.values_list("pk", flat=True))
    except DatabaseError as lost:
        log.warning("mailboxes: the database is out of reach (%s)", lost)
        return []
    finally:
        connection.close()


def _start(source_id: int, stop: threading.Event, clock: Clock) -> threading.Thread:
    thread = threading.Thread(
        target=watch, args=(source_id, stop), kwargs={"clock": clock}, name=f"mailbox-{source_id}", daemon=True
    )
    thread.start()
    return thread


class _Watch:
    """One mailbox being watched by the holder of its guard."""

    def __init__(self, source_id: int, guard: Guard, stop: threading.Event, clock: Clock) -> None:
        self._source_id, self._guard, self._stop, self._clock = source_id, guard, stop, clock
        self._began_with: Note | None = None
        self._failures = self._quiet = 0
        self._looked_at = 0.0
        self._changed = False

    def run(self) -> None:
        while not self._stop.is_set():
            self._began_with, self._changed = self._guard.note(), False
            if self._began_with is None:
                return
            source = Source.objects.get(pk=self._source_id)
            try:
                self._session(source)
            except MailboxTrouble as trouble:
                self._failed(source, trouble)

    def _session(self, source: Source) -> None:
        """From signing in until the connection breaks, which raises, or until there is a reason to begin anew."""
        account = account_of(source)
        with Mailbox.open(account, credentials_of(source, now=self._clock())) as mailbox:
            idles = mailbox.can_idle()
            while not self._woken():
                self._quiet = self._quiet + 1 if not pull(source, mailbox, clock=self._clock) else 0
                standing.works(source, Direction.READING, now=self._clock())
                self._failures = 0
                last_uid = position_in(source, INBOX).uid
                connection.close()
                self._rest(mailbox, last_uid, idles=idles)

    def _rest(self, mailbox: Mailbox, last_uid: int, *, idles: bool) -> None:
        """Wait for mail. What came between pulling and opening the folder anew is not told any more: look first."""
        if not idles:
            self._wait(POLL_SECONDS)
            return
        mailbox.look_into(INBOX)
        if not mailbox.uids_after(last_uid):
            seconds = SENT_SECONDS if self._quiet > 1 else BUSY_SECONDS
            mailbox.idle(seconds=min(IDLE_SECONDS, seconds), woken=self._woken)

    def _failed(self, source: Source, trouble: MailboxTrouble) -> None:
        self._failures += 1
        now = self._clock()
        again_at = now + next_pause(trouble.trouble, self._failures)
        log.warning("mailbox %s: %s; next try at %s", source.pk, trouble, again_at.isoformat(timespec="seconds"))
        # A good connection that ends (providers do so every hour) is no failure until it cannot be renewed.
        if trouble.trouble is not Trouble.LOST or self._failures > 1:
            standing.fails(source, Direction.READING, trouble, now=now, next_try_at=again_at)
            # Whoever wants the next try sooner may have said so since: we know only of our own time for it.
            note = self._guard.note()
            self._began_with = note and replace(note, next_try_at=again_at)
        connection.close()
        self._wait((again_at - now).total_seconds())

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self._woken():
            self._stop.wait(min(1.0, max(0.0, until - time.monotonic())))

    def _woken(self) -> bool:
        """Whether to begin anew: the process stops, or somebody paused, changed or wants to try the mailbox now."""
        if not self._changed and time.monotonic() - self._looked_at >= LOOK_SECONDS:
            self._looked_at = time.monotonic()
            note = self._guard.note()
            self._changed = note != self._began_with and not self._is_our_own(note)
        return self._changed or self._stop.is_set()

    def _is_our_own(self, note: Note | None) -> bool:
        """Whether only the time of the next try went away, because reading works again."""
        began = self._began_with
        return note is not None and began is not None and note.settings == began.settings and note.next_try_at is None
