"""`sportello envelopes`: what could not be read, and another try."""

import argparse
from datetime import UTC, datetime
from typing import Any

from .database import ready


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add this module's commands to the command line."""
    parked = commands.add_parser("parked", help="list the envelopes that could not be read")
    parked.add_argument("--retry", action="store_true", help="read them again")
    parked.set_defaults(command=parked_envelopes)


def parked_envelopes(given: argparse.Namespace) -> int:
    """`sportello parked [--retry]`: each with its reason; with `--retry` each is read again and its outcome shown."""
    ready()
    from sportello.channels.models import Envelope, EnvelopeState
    from sportello.inbox.arrival import arrive, retry

    parked = Envelope.objects.select_related("source").filter(state=EnvelopeState.PARKED).order_by("id")
    for envelope in parked:
        line = f"{envelope.pk}  {envelope.arrived_at:%Y-%m-%d %H:%M}  {envelope.source.name}  {envelope.reason}"
        if given.retry:
            retry(envelope)
            line += f"  -> {arrive(envelope.pk, now=datetime.now(UTC))}"
        print(line)
    if not parked:
        print("Nothing is parked.")
    return 0
