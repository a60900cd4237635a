"""`python -m bench.pages [TICKETS ...]`: how long one agent waits for queue, ticket and search, over HTTP."""

import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

import httpx

from .ground import ground, load

SIZES = (10_000, 100_000)
TIMES = 200
WARM = 20
AIMS = {"queue": (15, 40), "all": (15, 40), "ticket": (20, 50), "opened": (20, 50), "search": (15, 60)}
# What opens a ticket from the list asks for the ticket alone.
HEADERS = {"opened": {"HX-Request": "true"}}
WORDS = ("pacco", "rimborso", "lampada", "paket", "refund", "moka", "fattura", "colis", "lamp schirm", "guarnizione")

type Ask = Callable[[], str]


def main(sizes: Sequence[int]) -> None:
    """Measure all pages at each size, and print p50 and p95 in milliseconds."""
    print(f"{'tickets':>8}  {'page':8}{'p50 ms':>8}{'p95 ms':>8}   aim        kB")
    for tickets in sizes:
        with ground() as data_dir:
            from .years import live_through

            live_through(tickets)
            with desk(data_dir) as browser:
                for page, ask in pages(tickets).items():
                    _measure(tickets, page, ask, browser)
    print(load())


def pages(tickets: int) -> dict[str, Ask]:
    """What is asked for, each time something else."""
    chance = random.Random(1)
    newest = max(1, tickets - 600)
    searches: list[Ask] = [
        lambda: chance.choice(WORDS),
        lambda: f"406-{chance.randint(1, tickets):07d}-1234567",
        lambda: f"{chance.choice(WORDS)} {chance.randint(1, tickets)}",
        lambda: f"buyer{chance.randint(1, tickets // 2)}@posta.example",
        lambda: "Krüger",
    ]
    return {
        "queue": lambda: f"/queue?view={chance.choice(('owed', 'owed', 'mine', 'unassigned', 'waiting'))}",
        "all": lambda: f"/queue?view={chance.choice(('all', 'resolved'))}",
        "opened": lambda: f"/tickets/{chance.randint(newest, tickets)}",
        "ticket": lambda: f"/tickets/{chance.randint(newest, tickets)}",
        "search": lambda: str(httpx.URL("/search", params={"q": chance.choice(searches)()})),
    }


def _measure(tickets: int, page: str, ask: Ask, browser: httpx.Client) -> None:
    took, size = [], 0
    for number in range(WARM + TIMES):
        address = ask()
        begun = time.perf_counter()
        answer = browser.get(address, headers=HEADERS.get(page)).raise_for_status()
        if number >= WARM:
            took.append(1000 * (time.perf_counter() - begun))
            size = max(size, len(answer.content))
    cut = quantiles(took, n=100)
    p50, p95 = AIMS[page]
    print(f"{tickets:>8}  {page:8}{cut[49]:>8.1f}{cut[94]:>8.1f}   {p50}/{p95:<6} {size / 1000:>6.0f}", flush=True)


@contextmanager
def desk(data_dir: Path, *, password: str = "") -> Iterator[httpx.Client]:
    """A browser in which the owner is signed in, at the served desk of this data directory; by the password that
    `years` gives where none is named."""
    log = data_dir.parent / "log"
    with log.open("wb") as out:
        command = [sys.executable, "-m", "sportello", "serve"]
        serving = subprocess.Popen(command, stdout=out, stderr=out, env=_environment())
    try:
        url = _opened(log)
        with httpx.Client(base_url=url, trust_env=False, timeout=60, follow_redirects=True) as browser:
            _sign_in(browser, url, password)
            yield browser
    finally:
        serving.terminate()
        serving.wait(30)


def _environment() -> dict[str, str]:
    return {**os.environ, "PORT": "0"}


def _opened(log: Path) -> str:
    ends = time.monotonic() + 60
    while not (found := re.search(r"open at (http://\S+)", log.read_text())):
        if time.monotonic() > ends:
            raise TimeoutError(log.read_text())
        time.sleep(0.1)
    return found[1]


def _sign_in(browser: httpx.Client, url: str, password: str) -> None:
    from .years import EMAIL, PASSWORD

    page = browser.get("/session").text
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    given = {"email": EMAIL, "password": password or PASSWORD, "csrfmiddlewaretoken": token[1] if token else ""}
    answer = browser.post("/session", data=given, headers={"Origin": url})
    if answer.url.path == "/session":
        raise RuntimeError("nobody could sign in")


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or SIZES)
