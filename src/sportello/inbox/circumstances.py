"""What stands around an order when somebody wants to write to its buyer first: time, earlier requests, opting out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sportello.channels.beginning import Purpose
from sportello.channels.contract import Audience as Written
from sportello.channels.models import BegunMessage
from sportello.channels.registry import connector_named
from sportello.compliance.judgements import Audience, Context, Kind
from sportello.core.models import Event
from sportello.orders.models import Order
from sportello.orders.records import OrderState

from .models import Holding

REASONS: Final[Mapping[Purpose, str]] = {
    Purpose.QUESTION: "needed_information",
    Purpose.PROBLEM: "fulfilment_issue",
    Purpose.DELIVERY: "heavy_delivery",
    Purpose.DESIGN: "custom_design",
    Purpose.SERVICE: "home_service",
    Purpose.ACCESS_KEY: "other_needed",
    Purpose.INVOICE: "invoice",
    Purpose.WARRANTY: "other_needed",
    Purpose.LEGAL: "other_needed",
    Purpose.REVIEW: "review_request",
}
"""The permitted reason (Amazon's communication guidelines, G1701) that each purpose stands for."""

WORDLESS: Final = frozenset({Purpose.REVIEW, Purpose.INVOICE, Purpose.WARRANTY, Purpose.LEGAL})
"""Purposes that take no words of ours: the marketplace words them itself, or a file says it all."""

WINDOW = timedelta(days=30)
"""How long after its completion an order may be written about (the same guidelines)."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the rules have to know of an order before anything is begun about it.

    `completed_at` is when it arrived, or should have when nobody saw it arrive; None while it is under way.
    `asked_at` is when a review was asked for, or may have been.
    """

    audience: Audience
    completed_at: datetime | None
    asked_at: datetime | None
    has_opted_out: bool
    language: str

    @property
    def ends_at(self) -> datetime | None:
        """Until when the order may be written about; None while it is not completed."""
        return self.completed_at + WINDOW if self.completed_at else None

    def context(self, purpose: Purpose, number: str, now: datetime) -> Context:
        """What the linter has to know of a message for this purpose."""
        completed = self.completed_at
        ours = purpose not in WORDLESS
        return Context(
            audience=self.audience,
            kind=Kind.PROACTIVE,
            language=self.language if ours else "",
            order_number=number if ours else "",
            reason=REASONS[purpose],
            days_since_completion=max((now - completed).days, 0) if completed else None,
            requests_before=1 if self.asked_at else 0,
            has_opted_out=self.has_opted_out,
        )


def circumstances_of(order: Order, *, now: datetime) -> Circumstances:
    """Everything about an order that decides what may be begun; the order's channel is loaded. Five queries at most."""
    connector = connector_named(order.channel.kind)
    written = connector.audience if connector else None
    asked = BegunMessage.objects.requests().filter(order=order).order_by("-created_at").first()
    told = getattr(order, "allowance", None)
    return Circumstances(
        audience=Audience(written or Written.SHOP),
        completed_at=_completed_at(order, now),
        asked_at=asked.created_at if asked else None,
        has_opted_out=_has_opted_out(order),
        language=(told.language if told else "") or order.buyer_language or order.channel.language,
    )


def _completed_at(order: Order, now: datetime) -> datetime | None:
    arrivals = order.shipments.filter(withdrawn=False, state="delivered", state_at__isnull=False)
    arrived = arrivals.order_by("-state_at").values_list("state_at", flat=True).first()
    if order.state == OrderState.DELIVERED:
        return arrived or order.deliver_by or order.changed_at
    is_sent = order.state == OrderState.SHIPPED
    return order.deliver_by if is_sent and order.deliver_by and order.deliver_by <= now else None


def _has_opted_out(order: Order) -> bool:
    """Whether a message to this buyer came back because they want none; told by the marketplace in its bounce."""
    tickets = Holding.objects.filter(thread__order_id=order.number, thread__channel=order.channel_id)
    if order.customer_id:
        theirs = Holding.objects.filter(thread__customer=order.customer_id, thread__channel__kind=order.channel.kind)
        tickets = tickets | theirs
    returned = Event.objects.filter(kind="message.returned", subject_kind="ticket", data__opted_out=True)
    return returned.filter(subject_id__in=tickets.values("ticket_id")).exists()


def why_not(*, circumstances: Circumstances, purpose: Purpose, now: datetime) -> str:
    """Why nothing of this purpose may be begun whatever its words, for the agent; "" when something may."""
    ends_at = circumstances.ends_at
    if ends_at is not None and now > ends_at:
        days = (now - ends_at + WINDOW).days
        return ngettext(
            "The order was completed %(days)s day ago; after 30 days nothing may be begun about it.",
            "The order was completed %(days)s days ago; after 30 days nothing may be begun about it.",
            days,
        ) % {"days": days}
    if purpose is Purpose.REVIEW and circumstances.asked_at is not None:
        return _("A review was asked for already. Once for each order is all that is allowed.")
    if circumstances.has_opted_out and purpose in {Purpose.REVIEW, Purpose.INVOICE}:
        return _("The buyer wants no messages. Only what is needed to complete the order may be written.")
    return ""
