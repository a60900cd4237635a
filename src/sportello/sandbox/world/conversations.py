"""Conversations that a marketplace keeps itself (eBay's); elsewhere buyers write mails."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `read` is whether the one who got it has read it; `media` are https addresses."""

    id: str
    at: datetime
    by_buyer: bool
    text: str
    subject: str = ""
    read: bool = False
    media: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """What one buyer and the shop wrote to each other about one eBay item, oldest first. `status` is the shop's."""

    id: str
    site: str
    buyer_user: str
    buyer_id: str
    item: str
    messages: tuple[Message, ...] = ()
    status: str = "ACTIVE"

    @property
    def changed_at(self) -> datetime | None:
        """When the newest message was written."""
        return self.messages[-1].at if self.messages else None

    @property
    def unread(self) -> int:
        """How many of the buyer's messages the shop has not read."""
        return sum(message.by_buyer and not message.read for message in self.messages)
