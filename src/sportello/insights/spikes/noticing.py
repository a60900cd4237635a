"""Noticing spikes: the counts are judged, what rose together becomes one spike with its likely cause, and it ends."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from sportello.core import events
from sportello.core.live import publish
from sportello.insights.models import SeriesKind, Spike, SpikeMute

from . import pushing
from .baseline import Tuning
from .boards import LONGEST, Looked, Moment, look, watched
from .counting import HOUR, by_series, issues
from .explaining import BELONGS, Key, Risen, Wave, explained, waves
from .judging import goes_on
from .series import NOT_ALARMED
from .watching import BECOMES_USUAL_DAYS

NOTICING = 0x53504B45
"""The advisory lock under which one process at a time notices."""

MOST_EXAMPLES = 8

TUNING = Tuning()


@dataclass(frozen=True, slots=True)
class _Seen:
    """Everything that is judged at one moment: boards by kind, and what rose by key."""

    moment: Moment
    boards: Mapping[str, Looked]
    risen: Mapping[Key, Risen]

    def usual(self, key: Key, hours: int) -> float:
        """How many of a series are usual in the last so many hours; 0 of one that nobody counted."""
        board = self.boards.get(key[0])
        return board.expected(board.keys.index(key), hours) if board and key in board.keys else 0.0

    def is_strange(self, key: Key, times: float) -> bool:
        """Whether a series that brought so many times the usual is still beyond it."""
        board = self.boards.get(key[0])
        if board is None or key not in board.keys:
            return False
        return goes_on(board.recent, board.usual, TUNING, board.keys.index(key), times)


@transaction.atomic
def notice(*, now: datetime, zone: ZoneInfo) -> list[Spike]:
    """Judge the counts as they stand at `now`: end what is over, and call what is new; returns the new spikes.

    A series that belongs to a wave which goes on, or is explained by it, is not called again; nor is one that is muted,
    or whose cause is. Who is to be told is written in the same transaction; the desk hears when it is committed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NOTICING])
    seen = _see(Moment(now, zone))
    standing = _end_what_is_over(seen)
    muted = {(mute.kind, mute.key) for mute in SpikeMute.objects.standing(now)}
    called = [
        _call(wave, seen)
        for wave in waves(list(seen.risen.values()), seen.usual)
        if _is_news(wave, standing, muted, seen)
    ]
    for spike in called:
        publish("spike", {"spike": spike.pk})
    return called


def _see(moment: Moment) -> _Seen:
    kinds = [kind for kind in SeriesKind.values if kind not in NOT_ALARMED]
    series = watched(moment, kinds)
    found = {kind: look(kind, moment, TUNING) for kind in SeriesKind.values}
    boards = {kind: board for kind, board in found.items() if board}
    tickets = by_series(issues(since=moment.newest - (LONGEST - 1) * HOUR, until=moment.now), moment.now)
    risen = {
        board.keys[rise.row]: Risen(
            board.keys[rise.row],
            rise.width,
            rise.observed,
            rise.expected,
            min(rise.beyond, -1e-9) if kind in NOT_ALARMED else rise.beyond,
            tickets.get(board.keys[rise.row], {}),
        )
        for kind, board in boards.items()
        for rise in board.rises(TUNING, series)
    }
    return _Seen(moment, boards, risen)


def _end_what_is_over(seen: _Seen) -> list[Spike]:
    """End the waves that have gone; returns those that went on until now, for what is left of them is no news."""
    standing = list(Spike.objects.going_on().select_for_update())
    for spike in standing:
        is_new_usual = seen.moment.now - spike.began_at >= timedelta(days=BECOMES_USUAL_DAYS)
        if is_new_usual or not seen.is_strange((spike.kind, spike.key), spike.times):
            end(spike, now=seen.moment.now)
    return standing


def end(spike: Spike, *, now: datetime) -> None:
    """Say that a wave is over."""
    spike.ended_at = now
    spike.save(update_fields=["ended_at"])
    events.record(kind="spike.ended", now=now, subject=("spike", spike.pk))
    pushing.announce(spike, "ended", now=now)
    publish("spike", {"spike": spike.pk})


def _is_news(wave: Wave, standing: Sequence[Spike], muted: Collection[Key], seen: _Seen) -> bool:
    if wave.cause.key in muted or wave.first.key in muted:
        return False
    return not any(_belongs(wave, spike, seen) for spike in standing)


def _belongs(wave: Wave, spike: Spike, seen: _Seen) -> bool:
    """Whether a wave is one that goes on already: called for the same series, or explained by its cause."""
    if wave.first.key in spike.series or wave.cause.key in {
        (spike.kind, spike.key),
        (spike.cause_kind, spike.cause_key),
    }:
        return True
    cause = seen.risen.get((spike.cause_kind, spike.cause_key)) or seen.risen.get((spike.kind, spike.key))
    return cause is not None and explained(wave.first, cause, seen.usual) >= BELONGS


def _call(wave: Wave, seen: _Seen) -> Spike:
    now, first, cause = seen.moment.now, wave.first, wave.cause
    newest = sorted(cause.tickets.items(), key=lambda pair: pair[1])
    mine = [ticket for ticket, _age in newest if ticket in first.tickets] or [ticket for ticket, _age in newest]
    spike = Spike.objects.create(
        kind=first.key[0],
        key=first.key[1],
        began_at=min(now, seen.moment.newest - (first.hours - 1) * HOUR),
        noticed_at=now,
        hours=first.hours,
        observed=round(first.observed),
        expected=round(first.expected, 2),
        cause_kind=cause.key[0],
        cause_key=cause.key[1],
        cause_share=round(wave.share, 3),
        rises=[_told(member) for member in wave.members],
        tickets=mine[:MOST_EXAMPLES],
    )
    events.record(kind="spike.began", now=now, subject=("spike", spike.pk), data={"observed": spike.observed})
    pushing.announce(spike, "began", now=now)
    return spike


def _told(member: Risen) -> dict[str, str | float]:
    kind, key = member.key
    return {"kind": kind, "key": key, "observed": member.observed, "expected": round(member.expected, 2)}
