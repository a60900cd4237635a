"""From an envelope to what it says."""

from .inbound import Inbound
from .mail.letter import Unreadable
from .mail.reading import read_mail
from .models import Envelope, RawContent, SourceKind
from .registry import connector_of, recognisers


def raw_of(envelope: Envelope) -> bytes:
    """The envelope's bytes as they arrived. Raises `Unreadable` when they are gone (retention)."""
    try:
        return bytes(envelope.content.data)
    except RawContent.DoesNotExist as gone:
        raise Unreadable("the original is no longer kept") from gone


def read(envelope: Envelope) -> Inbound:
    """What the envelope says. Raises `Unreadable` with the reason in plain words when it cannot be read."""
    if envelope.source.kind != SourceKind.API:
        return read_mail(raw_of(envelope), recognisers(envelope.source.kind))
    connector = connector_of(envelope.source)
    if connector is None or connector.reads is None:
        raise Unreadable(f"no connector reads the messages of {envelope.source.connector}")
    return connector.reads(raw_of(envelope))
