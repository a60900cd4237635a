"""How everything that is connected stands: mailboxes, accounts, and whatever else brings messages and orders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count

from sportello.channels.connecting import is_disconnected
from sportello.channels.contract import Connector
from sportello.channels.models import Envelope, EnvelopeState, Source, SourceKind
from sportello.channels.registry import connector_of

from .explaining import Wrong, wrong_with

# Runners and watchers note every few minutes that all is well; half an hour of silence is worth a look.
SILENT_AFTER = timedelta(minutes=30)
JUST_NOW = timedelta(minutes=3)
RENEW_SOON = timedelta(days=14)
PUSHES_COUNT_FOR = timedelta(days=2)


class State(StrEnum):
    """How a source stands."""

    WORKS = "works"
    FILLING = "filling"
    NEW = "new"
    THROTTLED = "throttled"
    SILENT = "silent"
    FAILS = "fails"
    PAUSED = "paused"
    DISCONNECTED = "disconnected"


_FIRST = (State.FAILS, State.SILENT)


@dataclass(frozen=True, slots=True)
class Line:
    """One source. `lag` is since all that had changed was here; `renew_by` the end of its secrets' life; `waiting`
    and `parked` count what lies unread and unreadable."""

    source: Source
    connector: Connector | None
    state: State
    wrong: Wrong | None
    lag: timedelta | None
    renew_by: datetime | None
    renew_soon: bool
    pushed: bool
    waiting: int
    parked: int

    @property
    def is_account(self) -> bool:
        """Whether it is an account by API, whose acts stand on the desk's own pages."""
        return self.source.kind == SourceKind.API

    @property
    def is_fresh(self) -> bool:
        """Whether it worked within the last minutes."""
        return self.lag is not None and self.lag < JUST_NOW

    @property
    def is_filling(self) -> bool:
        """Whether the past is still being fetched."""
        resting = self.state in {State.PAUSED, State.DISCONNECTED}
        return self.is_account and not resting and self.source.caught_up_at is None

    @property
    def secret_days(self) -> int | None:
        """How many days ago the secrets were set. None where nobody knows."""
        since = self.source.secrets_set_at
        return None if since is None or self.renew_by is None else (self.renew_by - since).days


def lines(*, now: datetime) -> Sequence[Line]:
    """All sources, those in trouble first and those disconnected last. Two queries."""
    counts = _counts()
    found = [line_of(source, now=now, counts=counts) for source in Source.objects.order_by("name")]
    return sorted(found, key=lambda line: (line.state not in _FIRST, line.state == State.DISCONNECTED))


def line_of(source: Source, *, now: datetime, counts: Mapping[tuple[int, str], int] | None = None) -> Line:
    """How one source stands at `now`."""
    counts = _counts(source) if counts is None else counts
    connector = connector_of(source)
    renew_by = _renew_by(source, connector)
    good = source.caught_up_at if source.kind == SourceKind.API else source.last_good_at
    return Line(
        source=source,
        connector=connector,
        state=state_of(source, now=now),
        wrong=wrong_with(source),
        lag=now - good if good else None,
        renew_by=renew_by,
        renew_soon=renew_by is not None and renew_by - now < RENEW_SOON,
        pushed=source.last_push_at is not None and source.last_push_at > now - PUSHES_COUNT_FOR,
        waiting=counts.get((source.pk, EnvelopeState.WAITING), 0),
        parked=counts.get((source.pk, EnvelopeState.PARKED), 0),
    )


def state_of(source: Source, *, now: datetime) -> State:
    """How a source stands at `now`, the worst first."""
    if is_disconnected(source):
        return State.DISCONNECTED
    if source.paused_at is not None:
        return State.PAUSED
    if source.failing_since is not None:
        return State.FAILS
    if source.throttled_until is not None and source.throttled_until > now:
        return State.THROTTLED
    return _of_working(source, now)


def _of_working(source: Source, now: datetime) -> State:
    filling = source.kind == SourceKind.API and source.caught_up_at is None
    if source.last_good_at is None:
        return State.FILLING if filling and source.back_fill_done else State.NEW
    watched = source.kind in {SourceKind.MAILBOX, SourceKind.API}
    if watched and source.last_good_at < now - SILENT_AFTER:
        return State.SILENT
    return State.FILLING if filling else State.WORKS


def _renew_by(source: Source, connector: Connector | None) -> datetime | None:
    lives = connector.pace.secret_lives if connector else None
    return source.secrets_set_at + lives if lives and source.secrets_set_at else None


def _counts(source: Source | None = None) -> Mapping[tuple[int, str], int]:
    rows = Envelope.objects.filter(state__in=[EnvelopeState.WAITING, EnvelopeState.PARKED])
    rows = rows.filter(source=source) if source else rows
    return {(pk, state): number for pk, state, number in rows.values_list("source_id", "state").annotate(Count("id"))}
