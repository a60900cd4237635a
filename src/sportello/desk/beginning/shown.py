"""What the page of messages to begin shows: each purpose with what it takes, or why not now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sportello.channels.beginning import Purpose, Takes
from sportello.channels.models import Allowance, BegunMessage
from sportello.channels.models.beginning import PURPOSES
from sportello.channels.registry import connector_named
from sportello.inbox.circumstances import Circumstances, circumstances_of, why_not
from sportello.inbox.models import BegunApproval
from sportello.orders.models import Order

from .asking import PATIENCE, allowance_of, answers

WORDS = dict(PURPOSES)


@dataclass(frozen=True, slots=True)
class Choice:
    """A purpose: what its message may hold, and why it may not be begun now ("" when it may)."""

    purpose: Purpose
    takes: Takes
    why_not: str

    @property
    def name(self) -> str:
        """What it is called."""
        return str(WORDS[self.purpose.value])


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything about writing first: `allowance` is None while the marketplace has not answered; `asks` says that it
    is expected to; `asked` waits for a lead or was refused."""

    order: Order
    allowance: Allowance | None
    asks: bool
    circumstances: Circumstances
    open: Sequence[Choice]
    closed: Sequence[Choice]
    review: Choice | None
    earlier: Sequence[BegunMessage]
    asked: Sequence[BegunApproval]

    @property
    def waits(self) -> bool:
        """Whether a message is still on its way."""
        return any(each.is_under_way for each in self.earlier)


def may_begin(order: Order) -> bool:
    """Whether there is such a thing as writing first where the order was placed; the order's channel is loaded."""
    connector = connector_named(order.channel.kind)
    return connector is not None and connector.begins is not None


def shown(order: Order, *, now: datetime, waits: bool) -> Shown:
    """What may be begun about an order; its channel is loaded. `waits`: for the marketplace, for a moment."""
    allowance = allowance_of(order, now=now, patience=PATIENCE if waits else 0)
    connector = connector_named(order.channel.kind)
    begins = connector.begins if connector else None
    circumstances = circumstances_of(order, now=now)
    choices = [
        Choice(purpose, takes, _why(purpose, allowance, circumstances, now))
        for purpose, takes in (begins.takes if begins else {}).items()
    ]
    written = [each for each in choices if each.purpose is not Purpose.REVIEW]
    return Shown(
        order=order,
        allowance=allowance,
        asks=allowance is None and answers(order),
        circumstances=circumstances,
        open=[each for each in written if not each.why_not],
        closed=[each for each in written if each.why_not],
        review=next((each for each in choices if each.purpose is Purpose.REVIEW), None),
        earlier=list(order.begun.select_related("agent", "approval__decided_by").order_by("-created_at", "-id")),
        asked=list(_not_begun(order)),
    )


def _not_begun(order: Order) -> QuerySet[BegunApproval]:
    """What waits for a lead, or was not approved, the newest first."""
    asked = BegunApproval.objects.filter(order=order, message=None)
    return asked.select_related("asked_by", "decided_by").order_by("-asked_at", "-id")


def _why(purpose: Purpose, allowance: Allowance | None, circumstances: Circumstances, now: datetime) -> str:
    ours = why_not(circumstances=circumstances, purpose=purpose, now=now)
    if ours:
        return ours
    if allowance is None:
        return _("The marketplace has not said yet whether it allows this.")
    if allowance.trouble:
        return _("The marketplace did not say whether it allows this.")
    if purpose.value not in allowance.purposes:
        return _("The marketplace does not offer this for this order now.")
    return ""
