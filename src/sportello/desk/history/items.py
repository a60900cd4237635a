"""What happened with a buyer, one thing after the other: each as the timeline shows it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from heapq import nlargest

from django.urls import reverse
from django.utils.translation import gettext as _

from sportello.carriers.names import name_of
from sportello.desk.buying.amounts import amount_in_words
from sportello.desk.buying.words import parcel_state
from sportello.inbox.models import Message, PolicyException, Promise, Ticket
from sportello.orders.models import Claim, Order, Refund, Return, Shipment
from sportello.portal.models import Visit

from .naming import promised
from .person import Said


class What(StrEnum):
    """The kinds of things that happen; the order in which things of one moment are told."""

    MESSAGE = "messages"
    TICKET = "tickets"
    CLAIM = "claims"
    REFUND = "refunds"
    RETURN = "returns"
    PARCEL = "parcels"
    ORDER = "orders"
    PROMISE = "promises"
    EXCEPTION = "exceptions"
    VISIT = "visits"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that happened: when, on which channel (its kind and name), what, and where to see it."""

    what: What
    key: int
    at: datetime
    kind: str
    channel: str
    words: str
    detail: str = ""
    href: str = ""
    ours: bool = False

    @property
    def place(self) -> tuple[float, int, int]:
        """Its place in time, for sorting newest first."""
        return (-self.at.timestamp(), RANKS[self.what], -self.key)


RANKS = {what: rank for rank, what in enumerate(What)}


def newest_of(*, said: Sequence[Said], orders: Iterable[Order], most: int) -> list[Item]:
    """The newest `most` things that loaded rows tell; only those are put into words."""
    told: list[tuple[datetime, Callable[[], Item]]] = [(one.at, partial(of_said, one)) for one in said]
    for order in orders:
        told.append((order.placed_at, partial(of_order, order)))
        told += [(_moved_at(row), partial(of_shipment, row, order)) for row in order.shipments.all()]
        told += [(row.at, partial(of_refund, row, order)) for row in order.refunds.all()]
        told += [(row.requested_at, partial(of_return, row, order)) for row in order.returns.all()]
        told += [(row.opened_at, partial(of_claim, row, order)) for row in order.claims.all()]
    newest = nlargest(most, told, key=lambda pair: pair[0])
    return sorted((put() for _at, put in newest), key=lambda item: item.place)


def of_said(one: Said) -> Item:
    """A message as it was read for the first line."""
    words = one.words or _("(no text)")
    return Item(
        What.MESSAGE, one.message, one.at, one.kind, one.channel, words, href=_message(one.message), ours=one.ours
    )


def of_message(row: Message) -> Item:
    """A message, with its thread's channel."""
    channel = row.thread.channel
    words = " ".join(row.text.split())[:160] or _("(no text)")
    ours = row.direction == "out"
    return Item(What.MESSAGE, row.pk, row.sent_at, channel.kind, channel.name, words, href=_message(row.pk), ours=ours)


def of_ticket(row: Ticket) -> Item:
    """That a ticket was opened, and what became of it."""
    kind, name = (row.channel.kind, row.channel.name) if row.channel else ("", "")
    words = _("Ticket %(number)s: %(subject)s") % {"number": row.pk, "subject": row.subject or row.preview}
    detail = _("resolved") if row.resolved_at else _("waiting") if row.due_at is None else _("owed an answer")
    return Item(What.TICKET, row.pk, row.created_at, kind, name, words, detail, reverse("desk:ticket", args=[row.pk]))


def of_order(order: Order) -> Item:
    """That something was ordered."""
    total = amount_in_words(order.total) if order.total else ""
    words = _("Order %(number)s") % {"number": order.number}
    what = "; ".join(line.title for line in order.lines.all()[:2])
    return _of(order, What.ORDER, order.pk, order.placed_at, words, " · ".join(part for part in (what, total) if part))


def of_shipment(row: Shipment, order: Order) -> Item:
    """Where a parcel is."""
    carrier = name_of(row.carrier) if row.carrier else row.carrier_name
    words = _("Parcel %(state)s") % {"state": parcel_state(row.state)}
    return _of(
        order,
        What.PARCEL,
        row.pk,
        _moved_at(row),
        words,
        " ".join(part for part in (carrier, row.tracking_number) if part),
    )


def of_refund(row: Refund, order: Order) -> Item:
    """That money went back."""
    words = _("Refund")
    if row.money:
        words = _("Refund of %(amount)s") % {"amount": amount_in_words(row.money)}
    return _of(order, What.REFUND, row.pk, row.at, words, row.reason)


def of_return(row: Return, order: Order) -> Item:
    """That something comes back."""
    return _of(order, What.RETURN, row.pk, row.requested_at, str(row.get_state_display()), row.reason)


def of_claim(row: Claim, order: Order) -> Item:
    """What was opened with the marketplace or the bank."""
    words = f"{row.get_kind_display()}: {row.get_state_display()}"
    return _of(order, What.CLAIM, row.pk, row.opened_at, words, row.reason)


def of_promise(row: Promise) -> Item:
    """What we promised, and what became of it."""
    channel = row.holding.thread.channel
    what = promised(row.kind, "" if row.kind == "other" else row.words)
    words = _("We promised %(what)s") % {"what": promised(row.kind, row.words)}
    detail = " · ".join(part for part in (row.words if what else "", row.get_ended_as_display()) if part)
    return Item(
        What.PROMISE,
        row.pk,
        row.at,
        channel.kind,
        channel.name,
        words,
        detail,
        reverse("desk:ticket", args=[row.holding.ticket_id]),
        ours=True,
    )


def of_exception(row: PolicyException) -> Item:
    """What was granted beyond policy."""
    channel = row.ticket.channel
    kind, name = (channel.kind, channel.name) if channel else ("", "")
    words = _("Exception: %(what)s") % {"what": row.what}
    href = reverse("desk:ticket", args=[row.ticket_id])
    return Item(What.EXCEPTION, row.pk, row.at, kind, name, words, row.reason, href, ours=True)


def of_visit(row: Visit) -> Item:
    """That somebody helped themselves in the help centre, and what came of it."""
    words = _("Visited the help centre %(name)s") % {"name": row.centre.name}
    detail = str(row.get_outcome_display()) if row.outcome else _("not settled yet")
    href = reverse("desk:ticket", args=[row.ticket_id]) if row.ticket_id else ""
    return Item(What.VISIT, row.pk, row.began_at, "form", row.centre.name, words, detail, href)


def name(what: What) -> str:
    """What a filter for this kind is called."""
    return {
        What.MESSAGE: _("Messages"),
        What.TICKET: _("Tickets"),
        What.CLAIM: _("Claims"),
        What.REFUND: _("Refunds"),
        What.RETURN: _("Returns"),
        What.PARCEL: _("Parcels"),
        What.ORDER: _("Orders"),
        What.PROMISE: _("Promises"),
        What.EXCEPTION: _("Exceptions"),
        What.VISIT: _("Visits to the help centre"),
    }[what]


def _moved_at(row: Shipment) -> datetime:
    moved: datetime = row.state_at or row.shipped_at or row.changed_at
    return moved


def _message(message_id: int) -> str:
    return reverse("desk:history-message", args=[message_id])


def _of(order: Order, what: What, key: int, at: datetime, words: str, detail: str) -> Item:
    channel = order.channel
    return Item(what, key, at, channel.kind, channel.name, words, detail, reverse("desk:order", args=[order.pk]))
