"""`python -m bench.arrival [COUNT]`: how fast one worker takes mail in, and what it costs."""

import sys
import time
from collections import Counter
from datetime import UTC, datetime

from .ground import ground, load
from .letters import letters

COUNT = 2_000
WARM = 50


def main(count: int) -> None:
    """Receive and take in that many mails one after the other, and print what it took."""
    mails = list(letters(count + WARM))
    with ground():
        _take_in(mails[:WARM])
        wall, cpu = time.perf_counter(), time.process_time()
        became = _take_in(mails[WARM:])
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    size = sum(map(len, mails)) / len(mails)
    print(f"arrival of {count} mails of {size / 1000:.1f} kB, {load()}")
    print(f"  mails/s         {count / wall:8.0f}   (aim 100)")
    print(f"  CPU ms a mail   {1000 * cpu / count:8.2f}   (aim 8)")
    print("  " + ", ".join(f"{number} {what}" for what, number in became.items()))


def _take_in(mails: list[bytes]) -> Counter[str]:
    from sportello.channels.models import Source
    from sportello.channels.receiving import receive
    from sportello.inbox.arrival import arrive

    made = {"kind": "mailbox", "address": "ciao@casalume.example", "created_at": datetime.now(UTC)}
    source, _ = Source.objects.get_or_create(name="Casa Lume", defaults=made)
    became: Counter[str] = Counter()
    for raw in mails:
        received = receive(source=source, raw=raw, now=datetime.now(UTC))
        became[arrive(received.envelope_id, now=datetime.now(UTC)).value] += 1
    return became


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)
