"""From an envelope to what it says."""

from .inbound import Inbound
from .mail.letter import Unreadable
from .mail.reading import read_mail
from .models import Envelope, RawContent
from .registry import recognisers


def raw_of(envelope: Envelope) -> bytes:
    """The envelope's bytes as they arrived. Raises `Unreadable` when they are gone (retention)."""
    try:
        return bytes(envelope.content.data)
    except RawContent.DoesNotExist as gone:
        raise Unreadable("the original is no longer kept") from gone


def read(envelope: Envelope) -> Inbound:
    """What the envelope says. Raises `Unreadable` with the reason in plain words when it cannot be read."""
    return read_mail(raw_of(envelope), recognisers())
