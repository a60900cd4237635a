"""Tickets, threads, messages, and what is owed to whom."""

from .merge import Merge, MergedBy
from .message import Attachment, Direction, MarketplaceNotice, Message, MessageKind, NamedNumber
from .obligation import DeadlineWarning, Obligation, ObligationEnd
from .thread import Holding, Participant, Thread, ThreadKey
from .ticket import Draft, Note, Presence, Resolution, Snooze, Tag, Ticket

__all__ = [
    "Attachment",
    "DeadlineWarning",
    "Direction",
    "Draft",
    "Holding",
    "MarketplaceNotice",
    "Merge",
    "MergedBy",
    "Message",
    "MessageKind",
    "NamedNumber",
    "Note",
    "Obligation",
    "ObligationEnd",
    "Participant",
    "Presence",
    "Resolution",
    "Snooze",
    "Tag",
    "Thread",
    "ThreadKey",
    "Ticket",
]
