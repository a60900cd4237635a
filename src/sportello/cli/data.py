"""`sportello envelopes`: what could not be read, and another try."""

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from .database import ready

if TYPE_CHECKING:
    from sportello.channels.models import Envelope


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add this module's commands to the command line."""
    parked = commands.add_parser("parked", help="list the envelopes that could not be read")
    parked.add_argument("--retry", action="store_true", help="read them again")
    parked.set_defaults(command=parked_envelopes)


def parked_envelopes(given: argparse.Namespace) -> int:
    """`sportello parked [--retry]`: each with its reason; with `--retry` each is read again and its outcome shown."""
    ready()
    from sportello.channels.models import Envelope, EnvelopeState

    parked = Envelope.objects.select_related("source").filter(state=EnvelopeState.PARKED).order_by("id")
    for envelope in parked:
        line = f"{envelope.pk}  {envelope.arrived_at:%Y-%m-%d %H:%M}  {envelope.source.name}  {envelope.reason}"
        if given.retry:
            line += f"  -> {_read_again(envelope)}"
        print(line)
    if not parked:
        print("Nothing is parked.")
    return 0


def _read_again(envelope: "Envelope") -> str:
    """What became of it, or why it cannot be read again."""
    from sportello.inbox.arrival import CannotRetry, arrive, retry

    try:
        retry(envelope)
    except CannotRetry as refused:
        return str(refused)
    return arrive(envelope.pk, now=datetime.now(UTC)).value
