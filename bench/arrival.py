"""`python -m bench.arrival [COUNT]`: how fast one worker takes waiting mail in, and what it costs."""

import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from .ground import ground, load
from .letters import letters

COUNT = 2_000
WARM = 50


def main(count: int) -> None:
    """Store that many mails, take them in as a worker does, and print what it took."""
    mails = list(letters(count + WARM))
    with ground():
        _take_in(mails[:WARM])
        statements = _Statements()
        wall, cpu = _take_in(mails[WARM:], statements)
        became = _became()
    size = sum(map(len, mails)) / len(mails)
    print(f"arrival of {count} mails of {size / 1000:.1f} kB, {load()}")
    print(f"  mails/s           {count / wall:8.0f}   (aim 100)")
    print(f"  CPU ms a mail     {1000 * cpu / count:8.2f}   (aim 8, and 12 for reading)")
    print(f"  statements a mail {statements.count / count:8.1f}")
    print("  " + ", ".join(f"{number} {what}" for what, number in became.items()))


class _Statements:
    """Counts what the database is asked."""

    count = 0

    def __call__(self, execute: Callable[..., Any], *asked: Any) -> Any:
        self.count += 1
        return execute(*asked)


def _take_in(mails: Iterable[bytes], *watching: _Statements) -> tuple[float, float]:
    """Seconds on the clock and of this process; storing does not count."""
    from django.db import connection

    from sportello.channels.models import Source
    from sportello.channels.receiving import receive
    from sportello.inbox.arrival import drain

    made = {"kind": "mailbox", "address": "ciao@casalume.example", "created_at": datetime.now(UTC)}
    source, _ = Source.objects.get_or_create(name="Casa Lume", defaults=made)
    for raw in mails:
        receive(source=source, raw=raw, now=datetime.now(UTC))
    connection.execute_wrappers += watching
    wall, cpu = time.perf_counter(), time.process_time()
    while drain(clock=lambda: datetime.now(UTC)):
        pass
    return time.perf_counter() - wall, time.process_time() - cpu


def _became() -> dict[str, int]:
    from django.db.models import Count

    from sportello.channels.models import Envelope

    return dict(Envelope.objects.values_list("state").annotate(Count("pk")))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)
