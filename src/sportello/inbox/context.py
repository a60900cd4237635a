"""What the handlers of arrival work on."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sportello.channels.inbound import Inbound
from sportello.channels.models import Channel, Envelope
from sportello.channels.routing import channel_for


@dataclass(frozen=True)
class Arrival:
    """One envelope being taken in: what it is, what it says, and when."""

    envelope: Envelope
    inbound: Inbound
    now: datetime

    @cached_property
    def channel(self) -> Channel:
        """The channel it came by."""
        return channel_for(source=self.envelope.source, inbound=self.inbound, now=self.now)

    @property
    def sent_at(self) -> datetime:
        """When it was written; a date in the future (a wrong clock) counts as now."""
        return min(self.inbound.sent_at or self.envelope.arrived_at, self.now)
