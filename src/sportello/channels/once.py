"""Reading one account once, now: what the runner does in its turn, for whoever waits at a terminal."""

from collections.abc import Callable

from .guarding import Guard
from .models import ErrandKind, Source
from .pulling import Clock, pull_messages, pull_orders
from .registry import connector_of
from .running import run_due, take_queued

type Progress = Callable[[int, int | None], None]


class Busy(RuntimeError):
    """The running house is reading this account."""


def read_once(source: Source, *, what: set[ErrandKind], clock: Clock, progress: Progress) -> None:
    """Run what is due, then read orders and messages (as `what` says) until everything is here.

    `progress(done, total)` is called after each page of orders; `total` is None when nobody knows it. Raises `Busy`
    while a runner has the account, `ApiTrouble` for what the marketplace refuses, and ValueError for an account whose
    connector is gone.
    """
    connector = connector_of(source)
    if connector is None:
        raise ValueError(f"there is no connector {source.connector!r}")
    with Guard(source.pk) as guard:
        if not guard.take():
            raise Busy(source.name)
        take_queued(source, connector, now=clock())
        run_due(source, connector, clock=clock)
        if ErrandKind.ORDERS in what:
            pull_orders(source, connector, clock=clock, go_on=_counting(source, progress))
        if ErrandKind.MESSAGES in what:
            pull_messages(source, connector, clock=clock, go_on=lambda: True)


def _counting(source: Source, progress: Progress) -> Callable[[], bool]:
    def go_on() -> bool:
        source.refresh_from_db(fields=["back_fill_done", "back_fill_total"])
        progress(source.back_fill_done, source.back_fill_total)
        return True

    return go_on
