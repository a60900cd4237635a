"""Sources, channels, envelopes, what goes out again, and what accounts are told."""

from .account import Errand, ErrandKind, Found, PrivacyKind, PrivacyRequest, PushSeen, SourceWarning
from .beginning import Allowance, BegunMessage, BegunState
from .channel import Channel
from .departure import Departure, DepartureState
from .envelope import Envelope, EnvelopeState, RawContent
from .health import HealthReport
from .outbox import Blob, DeliveryAttempt, Outbox, OutboxState
from .source import Cursor, Source, SourceKind

__all__ = [
    "Allowance",
    "BegunMessage",
    "BegunState",
    "Blob",
    "Channel",
    "Cursor",
    "DeliveryAttempt",
    "Departure",
    "DepartureState",
    "Envelope",
    "EnvelopeState",
    "Errand",
    "ErrandKind",
    "Found",
    "HealthReport",
    "Outbox",
    "OutboxState",
    "PrivacyKind",
    "PrivacyRequest",
    "PushSeen",
    "RawContent",
    "Source",
    "SourceKind",
    "SourceWarning",
]
