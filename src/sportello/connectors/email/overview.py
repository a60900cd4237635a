"""How every source stands, for the page that lists them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count

from sportello.channels.models import Envelope, EnvelopeState, Source, SourceKind

from . import mailboxes
from .standing import Wrong, wrong_with

# Watchers note every few minutes that all is well; half an hour of silence is worth a look.
SILENT_AFTER = timedelta(minutes=30)


class State(StrEnum):
    """How a source stands."""

    WORKS = "works"
    NEW = "new"
    FAILS = "fails"
    SILENT = "silent"
    PAUSED = "paused"
    DISCONNECTED = "disconnected"


@dataclass(frozen=True, slots=True)
class Line:
    """One source: its state, what is wrong with it, and what lies unread or parked. `lag` since it last worked."""

    source: Source
    state: State
    wrong: Wrong | None
    lag: timedelta | None
    waiting: int
    parked: int

    @property
    def is_fresh(self) -> bool:
        """Whether it worked within the last minutes, as often as watchers look."""
        return self.lag is not None and self.lag < timedelta(minutes=3)


def lines(*, now: datetime) -> Sequence[Line]:
    """All sources, those in trouble first. Two queries."""
    rows = Envelope.objects.filter(state__in=[EnvelopeState.WAITING, EnvelopeState.PARKED])
    counted = rows.values_list("source_id", "state").annotate(Count("id"))
    counts = {(source_id, state): number for source_id, state, number in counted}
    found = [_line(source, now, counts) for source in Source.objects.order_by("name")]
    return sorted(found, key=lambda line: line.state not in {State.FAILS, State.SILENT})


def state_of(source: Source, *, now: datetime) -> State:
    """How a source stands now."""
    if mailboxes.is_disconnected(source):
        return State.DISCONNECTED
    if source.paused_at is not None:
        return State.PAUSED
    if source.failing_since is not None:
        return State.FAILS
    if source.last_good_at is None:
        return State.NEW
    silent = source.kind == SourceKind.MAILBOX and source.last_good_at < now - SILENT_AFTER
    return State.SILENT if silent else State.WORKS


def _line(source: Source, now: datetime, counts: Mapping[tuple[int, str], int]) -> Line:
    return Line(
        source=source,
        state=state_of(source, now=now),
        wrong=wrong_with(source),
        lag=now - source.last_good_at if source.last_good_at else None,
        waiting=counts.get((source.pk, EnvelopeState.WAITING), 0),
        parked=counts.get((source.pk, EnvelopeState.PARKED), 0),
    )
