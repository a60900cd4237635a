"""What was said in messages, without anybody in it: for people who may not read tickets, and for texts for all."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sportello.business.models import Brand
from sportello.inbox.models import Message
from sportello.insights.models import AskedQuestion
from sportello.orders.models import Order, Product
from sportello.orders.numbers import plain

from .cleaning import Personal, cleaned, shortened

MOST_PUBLIC = 500


@dataclass(frozen=True, slots=True)
class Said:
    """The words of one message: `text` cleaned, `question` the cleaned words that ask (those of the text without any).

    `raw` is the text as it was sent, for what is cleaned in another way; `channel` where it stood.
    """

    message: int
    text: str
    question: str
    raw: str
    personal: Personal
    language: str
    channel: int
    sent_at: datetime

    @property
    def beginning(self) -> str:
        """The first words, for a list."""
        return shortened(self.text, 280)


def said_in(messages: Collection[int]) -> dict[int, Said]:
    """These messages without anybody in them, by id; those that are gone are left out. Six queries, however many."""
    rows = Message.objects.filter(pk__in=messages).select_related("thread__customer", "thread__channel", "agent")
    found = list(rows)
    spans = _spans(messages)
    orders = _orders(found)
    names = _names({message.thread_id for message in found})
    public = [*Brand.objects.values_list("name", flat=True), *_products(found)]
    return {
        message.pk: _said(message, spans.get(message.pk), orders.get(_number(message)), names, public)
        for message in found
    }


def _said(
    message: Message,
    span: tuple[int, int] | None,
    order: Order | None,
    names: Mapping[int, set[str]],
    public: Collection[str],
) -> Said:
    personal = _personal(message, order, names[message.thread_id], public)
    language = message.language or message.thread.channel.language[:2]
    asks = message.text[slice(*span)] if span and span[1] else message.text[:400]
    return Said(
        message=message.pk,
        text=cleaned(message.text, personal, language=language),
        question=cleaned(asks, personal, language=language),
        raw=message.text,
        personal=personal,
        language=language,
        channel=message.thread.channel_id,
        sent_at=message.sent_at,
    )


def _personal(message: Message, order: Order | None, names: Iterable[str], public: Collection[str]) -> Personal:
    known = {message.thread.customer.name, message.sender_name, *names}
    numbers = {message.thread.order_id, *map(str, message.order_ids)}
    addresses: set[str] = set()
    if order is not None:
        known |= {order.buyer_name, order.buyer_user_name}
        numbers |= {order.number, order.external_id, order.buyer_phone}
        numbers |= {parcel.tracking_number for parcel in order.shipments.all()}
        lines = {key: str(value) for key, value in order.address.items() if isinstance(value, str)}
        known |= {words for key, words in lines.items() if key == "name"}
        addresses = {words for key, words in lines.items() if key not in {"name", "country", "country_code"}}
    return Personal(
        names={name for name in known if name},
        addresses={line for line in addresses if len(line) > 2},
        numbers={number for number in numbers if number},
        public=public,
    )


def _number(message: Message) -> str:
    named = message.thread.order_id or next((str(number) for number in message.order_ids), "")
    return plain(named)


def _orders(messages: Iterable[Message]) -> dict[str, Order]:
    numbers = {number for message in messages if (number := _number(message))}
    rows = Order.objects.filter(plain__in=numbers).prefetch_related("shipments")
    return {order.plain: order for order in rows}


def _names(threads: Collection[int]) -> dict[int, set[str]]:
    names: dict[int, set[str]] = {thread: set() for thread in threads}
    said = Message.objects.filter(thread__in=threads).values_list("thread", "sender_name", "agent__name").distinct()
    for thread, sender, agent in said:
        names[thread] |= {name for name in (sender, agent) if name}
    return names


def _spans(messages: Collection[int]) -> dict[int, tuple[int, int]]:
    rows = AskedQuestion.objects.filter(message__in=messages).values_list("message", "start", "end")
    return {message: (start, end) for message, start, end in rows}


def _products(messages: Iterable[Message]) -> list[str]:
    numbers = {number for message in messages if (number := _number(message))}
    titles = Product.objects.filter(lines__order__plain__in=numbers).values_list("title", flat=True).distinct()
    return list(titles[:MOST_PUBLIC])
