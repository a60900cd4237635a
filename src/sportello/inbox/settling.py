"""An agent's word on an answer that failed or is uncertain, and what follows for whom it is owed to."""

from datetime import datetime

from django.db import transaction

from sportello.accounts.models import Agent
from sportello.channels import delivery
from sportello.channels.delivery import CannotChange
from sportello.channels.models import Outbox

from . import failing

__all__ = ["CannotChange", "cancel", "mark_sent", "send_again"]


@transaction.atomic
def send_again(outbox: Outbox, *, by: Agent, now: datetime) -> None:
    """Put a failed or uncertain answer back into the line; it counts as given. Raises `CannotChange`."""
    delivery.send_again(outbox, by=by, now=now)
    failing.reached(outbox, now=now, by=by)


@transaction.atomic
def mark_sent(outbox: Outbox, *, by: Agent, now: datetime) -> None:
    """Call a failed or uncertain answer sent, because the agent saw that it was. Raises `CannotChange`."""
    delivery.mark_sent(outbox, by=by, now=now)
    failing.reached(outbox, now=now, by=by)


@transaction.atomic
def cancel(outbox: Outbox, *, by: Agent, now: datetime) -> None:
    """Give up an answer that nobody is sending right now; the buyer is still owed one. Raises `CannotChange`."""
    delivery.cancel(outbox, by=by, now=now)
    failing.undelivered(outbox, now)
