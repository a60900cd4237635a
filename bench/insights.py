"""`python -m bench.insights [TICKETS] [TIMES] [DATA_DIR]`: how long figures take to be made, asked, and looked at.

With the data directory of an installation (of a simulated quarter, say) nothing is played: its database is copied, and
all is measured on the copy, which is removed at the end. Its Sportello must be stopped while it is copied.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import quantiles

import httpx

from .copying import copied
from .ground import ground, load
from .pages import desk

TICKETS, TIMES = 100_000, 10
LOOKS, WARM = 40, 4
AIM = 100


def main(tickets: int, times: int, filled: Path | None = None) -> None:
    """Measure at a simulated quarter of so many tickets (or at what is filled), and with all of it so many times."""
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    with copied(filled) if filled else ground():
        if not filled:
            _fill(tickets, now)
        measure(now)
        if times > 1:
            from .replicating import replicate

            with _timed(f"replicating {times} times"):
                replicate(times)
            measure(now)
    print(load())


def measure(now: datetime) -> None:
    """Ask in this process, then look at every page over HTTP as one owner does: p50 and p95 in milliseconds, and what
    it takes of a processor, here and in the database."""
    from sportello.insights.models import IssueFact

    tickets = IssueFact.objects.count()
    print(f"{'tickets':>9}  {'what':34}{'p50 ms':>8}{'p95 ms':>8}{'cpu ms':>8}{'kB':>6}   aim {AIM} ms", flush=True)
    for what, ask in asked(now).items():
        _report(tickets, what, ask, ask)
    with _served() as browser:
        for address, here in pages():
            _report(tickets, address, partial(_look, browser, address), here)


def asked(now: datetime) -> dict[str, Callable[[], object]]:
    """Questions as the pages ask them: of a quarter."""
    from sportello.insights.asking import DAY, By, Span, broken_down, figures, series
    from sportello.insights.measures import MEASURES

    span = Span(now.date() - timedelta(days=90), now.date())
    return {
        "figures: every measure": lambda: figures(MEASURES, span),
        "figures: deadlines and backlog": lambda: figures(("deadline_hit", "backlog"), span),
        "series: deadlines by day": lambda: series("deadline_hit", span, step=DAY),
        "broken down: repeats by product": lambda: broken_down("repeat_rate", By.PRODUCT, span),
        "broken down: answers by macro": lambda: broken_down("wrote_again", By.MACRO, span),
    }


def pages() -> Iterator[tuple[str, Callable[[], object]]]:
    """The addresses of the insights' pages, each with a way to get it within this process."""
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from sportello.accounts.models import Agent
    from sportello.desk.insights.navigation import SECTIONS

    from .years import EMAIL

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(Agent.objects.get(email=EMAIL))
    for name, _title, _permission in SECTIONS:
        yield reverse(name), partial(client.get, reverse(name))


@contextmanager
def _served() -> Iterator[httpx.Client]:
    """A browser in which the owner is signed in; they get a password, for the database is ours alone."""
    from sportello.accounts.models import Agent

    from .years import EMAIL, PASSWORD

    owner = Agent.objects.get(email=EMAIL)
    owner.set_password(PASSWORD)
    owner.save(update_fields=["password"])
    with tempfile.TemporaryDirectory(prefix="sportello-bench-") as folder, desk(Path(folder) / "none") as browser:
        yield browser


def _fill(tickets: int, now: datetime) -> None:
    from sportello.cli.quarter_writing import take_stock, write
    from sportello.inbox.understanding import reader
    from sportello.insights.gathering import gather
    from sportello.sandbox.quarter.playing import play

    with _timed(f"playing {tickets} tickets"):
        played = play(tickets=tickets, seed=7, ends=now)
    with _timed("writing them"):
        write(played, step=lambda _count: None, version=reader.version() or "simulated")
        take_stock()
    with _timed("gathering their figures"):
        gather(now=now)
        take_stock()


@contextmanager
def _timed(what: str) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    print(f"{what}: {time.perf_counter() - begun:.0f} s", flush=True)


def _look(browser: httpx.Client, address: str) -> httpx.Response:
    return browser.get(address).raise_for_status()


def _report(tickets: int, what: str, ask: Callable[[], object], here: Callable[[], object]) -> None:
    took = []
    for number in range(WARM + LOOKS):
        begun = time.perf_counter()
        answer = ask()
        if number >= WARM:
            took.append(1000 * (time.perf_counter() - begun))
    cut = quantiles(took, n=100)
    size = f"{len(answer.content) / 1000:.0f}" if isinstance(answer, httpx.Response) else ""
    print(f"{tickets:>9}  {what:34}{cut[49]:>8.1f}{cut[94]:>8.1f}{_taken(here):>8.1f}{size:>6}", flush=True)


def _taken(ask: Callable[[], object]) -> float:
    """The milliseconds of a processor that asking takes, here and in our database connection (Linux)."""
    from django.db import connection

    ask()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    before = _ticks(backend) + time.process_time()
    for _ in range(LOOKS):
        ask()
    return 1000 * (_ticks(backend) + time.process_time() - before) / LOOKS


def _ticks(pid: int) -> float:
    """The seconds of a processor that a process has taken."""
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    given = sys.argv[1:]
    sizes = [int(each) for each in given if each.isdigit()]
    folders = [Path(each) for each in given if not each.isdigit()]
    tickets, times = [*sizes, *(TICKETS, TIMES)[len(sizes) :]][:2]
    main(tickets, times, folders[0] if folders else None)
