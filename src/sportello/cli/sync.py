"""`sportello sync`: reading accounts now."""

import argparse
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from .database import ready
from .progress import Bar
from .trouble import Trouble

if TYPE_CHECKING:
    from sportello.channels.models import ErrandKind, Source

WAIT_FOR_THE_HOUSE = 60.0


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add this module's command to the command line."""
    sync = commands.add_parser("sync", help="read orders and messages of the connected accounts now")
    sync.add_argument("--source", metavar="NAME", help="this account only")
    only = sync.add_mutually_exclusive_group()
    only.add_argument("--orders", action="store_true", help="orders only")
    only.add_argument("--messages", action="store_true", help="messages only")
    sync.set_defaults(command=sync_now)


def sync_now(given: argparse.Namespace) -> int:
    """`sportello sync`: reads each account once, with a bar; exit code 1 when one of them could not be read."""
    ready()
    from sportello.channels.models import ErrandKind

    what = {ErrandKind.ORDERS, ErrandKind.MESSAGES}
    if given.orders or given.messages:
        what = {ErrandKind.ORDERS} if given.orders else {ErrandKind.MESSAGES}
    # Every account is read, also behind one that fails.
    worked = [_read(source, what) for source in _sources(given.source)]
    return 0 if all(worked) else 1


def _sources(name: str | None) -> "list[Source]":
    from sportello.channels.models import Source, SourceKind

    found = Source.objects.filter(kind=SourceKind.API, paused_at=None)
    if name is not None:
        found = found.filter(name=name)
    if not found:
        raise Trouble(f"there is no active account {name!r}" if name else "no account is connected yet")
    return list(found.order_by("name"))


def _read(source: "Source", what: "set[ErrandKind]") -> bool:
    from sportello.channels import standing
    from sportello.channels.contract import ApiTrouble
    from sportello.channels.once import Busy, read_once

    now = datetime.now(UTC)
    try:
        with Bar(total=0, what=f"orders of {source.name}") as bar:
            read_once(source, what=what, clock=lambda: datetime.now(UTC), progress=lambda *at: _show(bar, *at))
    except Busy:
        return _by_the_house(source, now)
    except ApiTrouble as trouble:
        standing.fails(source.pk, trouble, now=now, next_try_at=now)
        print(f"{source.name}: {trouble.words}")
        return False
    standing.works(source.pk, now=datetime.now(UTC))
    print(f"{source.name}: everything is here")
    return True


def _show(bar: Bar, done: int, total: int | None) -> None:
    bar.total = max(total or 0, done, 1)
    while bar.done < done:
        bar.step()


def _by_the_house(source: "Source", now: datetime) -> bool:
    """Let the running house read the account, and wait until it has."""
    from sportello.channels.connecting import sync_now as wake

    wake(source, now=now)
    until = time.monotonic() + WAIT_FOR_THE_HOUSE
    while time.monotonic() < until:
        source.refresh_from_db()
        if source.last_good_at and source.last_good_at >= now:
            print(f"{source.name}: read by the running house")
            return True
        if source.last_error and source.next_try_at and source.next_try_at > now:
            print(f"{source.name}: {source.last_error}")
            return False
        time.sleep(0.5)
    print(f"{source.name}: the running house is still reading it")
    return False
