"""`sportello sandbox quarter`: a quarter of a shop whose true figures are known, in a database of its own."""

import argparse
import gc
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .progress import Bar
from .trouble import Trouble

if TYPE_CHECKING:
    from sportello.sandbox.quarter.playing import Played


def add_to(group: "argparse._SubParsersAction[Any]") -> None:
    """Add the command to `sportello sandbox`."""
    quarter = group.add_parser("quarter", help="a simulated quarter of a shop whose true figures are known")
    quarter.add_argument("--tickets", type=_tickets, default=100_000, help="about how many (default: 100000)")
    quarter.add_argument("--seed", type=int, default=7, help="the same seed and end give the same quarter (default: 7)")
    quarter.add_argument("--months", type=_months, default=3.0, help="how long it is (default: 3)")
    quarter.add_argument("--until", type=_moment, help="when it ends, as 2026-11-22T09:00 in UTC (default: this hour)")
    quarter.add_argument("--beside", action="store_true", help="also into a database that holds other data")
    quarter.add_argument("--truth", type=Path, help="write the true figures into this file, and nothing else")
    quarter.set_defaults(command=make_quarter)


def make_quarter(given: argparse.Namespace) -> int:
    """Play the quarter, and write it into the database or its true figures into a file."""
    ends = given.until or datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    return _write_truth(given, ends) if given.truth is not None else _write_rows(given, ends)


def _write_truth(given: argparse.Namespace, ends: datetime) -> int:
    from sportello.sandbox.quarter.truth.telling import as_document, truth_of

    played = _played(given, ends)
    document = json.dumps(as_document(played, truth_of(played)), ensure_ascii=False)
    try:
        given.truth.write_text(document + "\n", encoding="utf-8")
    except OSError as refused:
        raise Trouble(f"{given.truth} cannot be written: {refused.strerror}") from refused
    return 0


def _played(given: argparse.Namespace, ends: datetime) -> "Played":
    from sportello.sandbox.quarter.playing import play

    # Millions of small objects that all stay: looking through them for garbage would take half the time.
    gc.disable()
    print(f"Playing about {given.tickets} tickets up to {ends:%Y-%m-%d %H:%M} UTC ...", file=sys.stderr, flush=True)
    return play(tickets=given.tickets, seed=given.seed, ends=ends, months=given.months)


def _write_rows(given: argparse.Namespace, ends: datetime) -> int:
    from .database import ready

    ready()
    from sportello.inbox.understanding import reader

    from .quarter_writing import refuse_others, rows_of, take_stock, write

    refuse_others(beside=given.beside)
    played = _played(given, ends)
    with Bar(total=rows_of(played), what="rows") as bar:
        write(played, step=bar.step, version=reader.version() or "simulated")
    take_stock()
    print(f"{len(played.past.tickets)} tickets, {len(played.orders)} orders, {len(played.visits)} visits")
    return 0


def _tickets(text: str) -> int:
    count = int(text)
    if not 20 <= count <= 2_000_000:
        raise argparse.ArgumentTypeError("between 20 and 2,000,000")
    return count


def _months(text: str) -> float:
    months = float(text)
    if not 0.5 <= months <= 12:
        raise argparse.ArgumentTypeError("between 0.5 and 12")
    return months


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
