"""What came of a visit: a judgement on what was done in it and what was written afterwards. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

WITHIN = timedelta(hours=72)
"""A message that comes later than this after a visit's last step is about something else."""


@dataclass(frozen=True, slots=True)
class Done:
    """What is known of a visit when its time is over.

    `read_at` are the moments at which an answer was read or the order's state seen; `said_solved_at` when the buyer
    said that it is solved (None: never); `known` whether we know whose order or which customer it was; `wrote_at` are
    the moments of messages that belong to it: sent from its own form, about its order, or by its customer.
    """

    began_at: datetime
    last_at: datetime
    read_at: Collection[datetime] = ()
    said_solved_at: datetime | None = None
    known: bool = False
    wrote_at: Collection[datetime] = ()


def outcome(done: Done) -> str:
    """The outcome of a visit, one of `Outcome`.

    A message within 72 hours counts more than what was said before it: who said "solved" and writes after all did
    contact us. Who wrote before reading anything bypassed the answers.
    """
    wrote = sorted(at for at in done.wrote_at if done.began_at <= at <= done.last_at + WITHIN)
    solved = done.said_solved_at
    if wrote and (solved is None or wrote[-1] > solved):
        return "contacted" if any(read <= wrote[0] for read in done.read_at) else "bypassed"
    if solved is not None:
        return "solved"
    if not done.read_at:
        return "left"
    return "implied" if done.known else "unknown"
