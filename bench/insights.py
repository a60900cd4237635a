"""`python -m bench.insights [TICKETS] [TIMES]`: how long figures take to be made, to be asked, and to be looked at."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import quantiles

import httpx

from .ground import ground, load
from .pages import desk

TICKETS, TIMES = 100_000, 10
LOOKS, WARM = 40, 4
AIM = 100


def main(tickets: int, times: int) -> None:
    """Measure at a simulated quarter of so many tickets, and with all of it so many times."""
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    with ground() as data_dir:
        _fill(tickets, now)
        measure(tickets, now, data_dir)
        if times > 1:
            from .replicating import replicate

            with _timed(f"replicating {times} times"):
                replicate(times)
            measure(tickets * times, now, data_dir)
    print(load())


def measure(tickets: int, now: datetime, data_dir: Path) -> None:
    """Ask in this process, then look at every page over HTTP as one lead does; p50 and p95 in milliseconds."""
    print(f"{'tickets':>9}  {'what':34}{'p50 ms':>8}{'p95 ms':>8}   aim {AIM} ms", flush=True)
    for what, ask in asked(now).items():
        _report(tickets, what, ask)
    addresses = list(pages())
    from sportello.cli.demo import PASSWORD

    with desk(data_dir, password=PASSWORD) as browser:
        for address in addresses:
            _report(tickets, address, partial(_look, browser, address))


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


def pages() -> Iterator[str]:
    """The addresses of the insights' pages that there are."""
    from django.urls import NoReverseMatch, reverse

    from sportello.desk.insights.navigation import SECTIONS

    for name, _title, _permission in SECTIONS:
        try:
            yield reverse(name)
        except NoReverseMatch:
            print(f"{'':>9}  {name} is not there", flush=True)


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


def _look(browser: httpx.Client, address: str) -> None:
    browser.get(address).raise_for_status()


def _report(tickets: int, what: str, ask: Callable[[], object]) -> None:
    took = []
    for number in range(WARM + LOOKS):
        begun = time.perf_counter()
        ask()
        if number >= WARM:
            took.append(1000 * (time.perf_counter() - begun))
    cut = quantiles(took, n=100)
    print(f"{tickets:>9}  {what:34}{cut[49]:>8.1f}{cut[94]:>8.1f}", flush=True)


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    main(*(given + [TICKETS, TIMES][len(given) :])[:2])
