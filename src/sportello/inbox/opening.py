"""Opening envelopes before anything is stored: what they say, and what reading finds in the words of buyers."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError

from sportello.channels import reading
from sportello.channels.inbound import Inbound, MailKind
from sportello.channels.mail.letter import Unreadable
from sportello.channels.models import Envelope, RawContent

from .understanding.reader import Understood, understand
from .writing import LONGEST_TEXT

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
TOGETHER = 16
BYTES_TOGETHER = 4_000_000
_SPOKEN = frozenset({MailKind.BUYER, MailKind.SERVICE_NOTICE})


@dataclass(frozen=True, slots=True)
class Opened:
    """An envelope and what it says; without `inbound` it cannot be read, and `trouble` says why."""

    envelope: Envelope
    inbound: Inbound | None = None
    trouble: str = ""
    understood: Understood | None = None


def opened(envelope_ids: Sequence[int]) -> Iterator[Opened]:
    """Open envelopes in this order, some at a time, because their words are read faster together.

    Raises the database's own errors when it is out of reach.
    """
    for portion in _portions(envelope_ids):
        _fetch_contents(portion)
        yield from _with_readings([_open(envelope) for envelope in portion])


def _portions(envelope_ids: Sequence[int]) -> Iterator[list[Envelope]]:
    """Envelopes to be held in memory at one time: a few, and not too large together."""
    found = Envelope.objects.select_related("source").in_bulk(envelope_ids)
    portion: list[Envelope] = []
    for envelope in (found.pop(pk) for pk in envelope_ids):
        size = sum(other.size for other in portion) + envelope.size
        if portion and (len(portion) == TOGETHER or size > BYTES_TOGETHER):
            yield portion
            portion = []
        portion.append(envelope)
    if portion:
        yield portion


def _fetch_contents(portion: list[Envelope]) -> None:
    """The bytes of all of them by one question; who has none is asked again, and says so."""
    contents = RawContent.objects.in_bulk([envelope.pk for envelope in portion])
    for envelope in portion:
        if content := contents.get(envelope.pk):
            envelope.content = content


def _open(envelope: Envelope) -> Opened:
    if envelope.attempts > MOST_ATTEMPTS:
        return Opened(envelope, trouble=f"reading it failed {MOST_ATTEMPTS} times; look at the log of the worker")
    try:
        return Opened(envelope, reading.read(envelope))
    except Unreadable as broken:
        return Opened(envelope, trouble=str(broken))
    except (OperationalError, InterfaceError):
        raise
    except Exception as broken:  # one mail that trips over a mistake of ours must not stop the others
        log.exception("envelope %s could not be read", envelope.pk)
        return Opened(envelope, trouble=f"{type(broken).__name__}: {broken}")


def _with_readings(portion: list[Opened]) -> list[Opened]:
    spoken = [(place, one.inbound) for place, one in enumerate(portion) if one.inbound and _is_read(one, one.inbound)]
    found = understand([(said.text[:LONGEST_TEXT], said.subject[:300], said.channel_kind.value) for _, said in spoken])
    for (place, inbound), understood in zip(spoken, found, strict=True):
        portion[place] = Opened(portion[place].envelope, inbound, understood=understood)
    return portion


def _is_read(one: Opened, inbound: Inbound) -> bool:
    """Whether its words are read now: a buyer's, unless a worker died on this mail before (the reader may have)."""
    outgoing = one.envelope.outgoing or inbound.outgoing
    return inbound.kind in _SPOKEN and not outgoing and one.envelope.attempts <= 1
