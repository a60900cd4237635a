"""What the handlers of arrival work on."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sportello.channels.inbound import Inbound
from sportello.channels.models import Channel, Envelope
from sportello.channels.routing import channel_for

from .understanding.reader import Understood

FIRST_YEAR = 1995


@dataclass(frozen=True)
class Arrival:
    """One envelope being taken in: what it is, what it says, and when.

    `understood` is what reading found in its words, None when they were not read.
    """

    envelope: Envelope
    inbound: Inbound
    now: datetime
    understood: Understood | None = None

    @cached_property
    def channel(self) -> Channel:
        """The channel it came by."""
        return channel_for(source=self.envelope.source, inbound=self.inbound, now=self.now)

    @property
    def language(self) -> str:
        """The language of its words, or its channel's when reading is not sure."""
        return (self.understood.language if self.understood else "") or self.channel.language

    @property
    def sent_at(self) -> datetime:
        """When it was written. A date in the future counts as now, one before there were marketplaces as its arrival:
        a wrong clock neither hides a buyer nor makes an answer overdue by decades."""
        written = self.inbound.sent_at
        if written is None or written.year < FIRST_YEAR:
            written = self.envelope.arrived_at
        return min(written, self.now)
