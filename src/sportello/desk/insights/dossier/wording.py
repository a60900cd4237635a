"""One order's whole correspondence in the reader's words, ready for paper."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.carriers.names import name_of
from sportello.channels import reading
from sportello.channels.mail.files import extract
from sportello.channels.mail.letter import Unreadable
from sportello.channels.models import OutboxState
from sportello.desk.buying.amounts import amount_in_words
from sportello.desk.buying.words import parcel_state
from sportello.inbox.models import Attachment, Direction, MarketplaceNotice, Message, MessageKind
from sportello.insights.dossier.document import Document, Entry, Section
from sportello.insights.dossier.threads import messages_of, notices_of
from sportello.orders.models import Order

LEFT = frozenset({OutboxState.SENT, OutboxState.BOUNCED})


def document_of(order: Order, *, by: Agent, now: datetime) -> Document:
    """Everything said about an order that came complete, with its parcels and what followed, as of `now`."""
    number = order.number
    made = _("Made on %(at)s by %(name)s with Sportello. All times: %(zone)s.")
    return Document(
        title=_("Correspondence of order %(number)s") % {"number": number},
        made=made % {"at": _moment(now), "name": by.name, "zone": timezone.get_current_timezone_name()},
        facts=list(_facts(order)),
        sections=[
            Section(_("Where the parcels were seen"), list(_sightings(order)), _("No scan of a parcel is known.")),
            Section(_("Claims, returns and refunds"), list(_after(order)), _("There were none.")),
            Section(_("Messages"), _said(order), _("Nobody wrote about this order.")),
        ],
        foot=_("Order %(number)s · made on %(at)s") % {"number": number, "at": _moment(now)},
        page=_("Page %(page)s of %(pages)s"),
        language=get_language() or "en",
        borrowed=_(
            "Chinese, Japanese and Korean letters are not in this file: the program that opens it shows them with fonts"
            " of its own. Where one is missing, they can still be searched and copied."
        ),
    )


def _facts(order: Order) -> Iterator[tuple[str, str]]:
    yield _("Order"), order.number
    yield _("Channel"), order.channel.name
    yield _("Buyer"), order.buyer_name or (str(order.customer) if order.customer else _("not told"))
    yield _("Placed"), _moment(order.placed_at)
    yield pgettext("order", "State"), order.get_state_display()
    yield _("Shipped by"), order.get_fulfilled_by_display()
    if order.ship_by:
        yield _("Ship by"), _moment(order.ship_by)
    if order.deliver_by:
        yield _("Deliver by"), _moment(order.deliver_by)
    for line in order.lines.all():
        price = f", {amount_in_words(line.unit_price)}" if line.unit_price else ""
        yield _("Bought"), f"{line.quantity} × {line.title}{price}"
    if order.total:
        yield _("Total"), amount_in_words(order.total)


def _sightings(order: Order) -> Iterator[Entry]:
    for shipment in order.shipments.all():
        carrier = name_of(shipment.carrier) if shipment.carrier else shipment.carrier_name
        parcel = " ".join(filter(None, (carrier, shipment.tracking_number))) or _("Parcel")
        if shipment.shipped_at:
            yield Entry(_moment(shipment.shipped_at), parcel, text=_("Handed over to the carrier"))
        for scan in sorted(shipment.scans.all(), key=lambda scan: (scan.at, scan.pk)):
            words = ", ".join(filter(None, (parcel_state(scan.state), scan.place, scan.words)))
            yield Entry(_moment(scan.at), parcel, text=words)


def _after(order: Order) -> Iterator[Entry]:
    """What followed the sale, in order of time."""
    told = [
        *((one.opened_at, one.get_kind_display(), one.get_state_display(), one.reason) for one in order.claims.all()),
        *((one.requested_at, _("Return"), one.get_state_display(), one.reason) for one in order.returns.all()),
        *(
            (one.at, _("Refund"), amount_in_words(one.money) if one.money else "", one.reason)
            for one in order.refunds.all()
        ),
    ]
    for at, what, state, reason in sorted(told, key=lambda each: each[0]):
        yield Entry(_moment(at), what, text=": ".join(filter(None, (state, reason))))


def _said(order: Order) -> Sequence[Entry]:
    """Messages of all channels and the marketplace's own mails, in one line of time."""
    told = [(message.sent_at, _message(message)) for message in messages_of(order)]
    told += [(notice.at, _notice(notice)) for notice in notices_of(order)]
    return [entry for _at, entry in sorted(told, key=lambda each: each[0])]


def _message(message: Message) -> Entry:
    out = message.direction == Direction.OUT
    who = _("%(name)s (seller)") if out else _("%(name)s (buyer)")
    name = message.agent.name if message.agent else message.sender_name or message.sender
    kind = message.get_kind_display() if message.kind not in {MessageKind.BUYER, MessageKind.ANSWER} else ""
    where = " · ".join(filter(None, (message.thread.channel.name, message.subject, kind)))
    notes = [_file(file, message) for file in message.attachments.all()]
    if message.outbox and message.outbox.state not in LEFT:
        notes.append(_("Sending: %(state)s") % {"state": message.outbox.get_state_display()})
    if message.outbox and message.outbox.state == OutboxState.BOUNCED:
        notes.append(_("This message came back as undeliverable."))
    return Entry(_moment(message.sent_at), who % {"name": name}, where, message.text or _("(no text)"), notes)


def _notice(notice: MarketplaceNotice) -> Entry:
    who = _("%(name)s (marketplace)") % {"name": notice.channel.name}
    return Entry(_moment(notice.at), who, notice.subject, notice.text)


def _file(file: Attachment, message: Message) -> str:
    sums = _checksum(file, message)
    said = f"SHA-256 {sums}" if sums else _("no longer kept")
    return _("Attached: %(name)s, %(size)s, %(sum)s") % {
        "name": file.name,
        "size": filesizeformat(file.size),
        "sum": said,
    }


def _checksum(file: Attachment, message: Message) -> str:
    """The file's SHA-256; "" when its bytes are no longer kept."""
    if file.blob is not None:
        return file.blob.sha256
    if message.envelope is None or file.part is None:
        return ""
    try:
        return hashlib.sha256(extract(reading.raw_of(message.envelope), file.part)).hexdigest()
    except Unreadable:
        return ""


def _moment(at: datetime) -> str:
    """A moment to the minute, with the zone's name, because on paper it must stand for itself."""
    here = timezone.localtime(at)
    return f"{date_format(here, pgettext('date format', 'j M Y'))}, {here:%H:%M} {here:%Z}"
