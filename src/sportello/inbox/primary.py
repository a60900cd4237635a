"""Which thread of a ticket gets the full answer: the one with the most to lose. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

AMAZON = "amazon"


@dataclass(frozen=True, slots=True)
class Stake:
    """What one thread has to lose: its channel's kind, since when and until when it is owed an answer (aware; None when
    nothing is owed), and when it began."""

    thread: int
    kind: str
    began_at: datetime
    owed_since: datetime | None = None
    due_at: datetime | None = None


def most_to_lose(stakes: Collection[Stake]) -> int | None:
    """The thread with the most to lose: the Amazon thread that waits longest for an answer, for Amazon counts every
    late one against the account; else the earliest deadline; else, when nothing is owed, the oldest Amazon thread or
    the oldest at all. None without threads."""
    if not stakes:
        return None
    return min(stakes, key=_loss).thread


def _loss(stake: Stake) -> tuple[int, datetime, int]:
    amazon = stake.kind == AMAZON
    if stake.owed_since is None or stake.due_at is None:
        return 2 if amazon else 3, stake.began_at, stake.thread
    return (0, stake.owed_since, stake.thread) if amazon else (1, stake.due_at, stake.thread)
