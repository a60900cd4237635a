"""What was said in messages, without anybody in it: for people who may not read tickets, and for texts for all."""

from collections.abc import Collection, Iterable
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
    """One message and what is known of the people in it. `raw` is what was written, `span` the place of what it asks;
    only `text`, `question` and `beginning` are for showing."""

    message: int
    raw: str
    span: tuple[int, int]
    personal: Personal
    language: str
    channel: int
    sent_at: datetime

    @property
    def text(self) -> str:
        """Its words without anybody in them."""
        return cleaned(self.raw, self.personal, language=self.language)

    @property
    def question(self) -> str:
        """The words of it that ask, without anybody in them; its beginning where reading found no question."""
        asks = self.raw[slice(*self.span)] if self.span[1] else self.raw[:400]
        return cleaned(asks, self.personal, language=self.language)

    @property
    def beginning(self) -> str:
        """Its first words, for a list."""
        return shortened(self.text, 280)


def said_in(messages: Collection[int]) -> dict[int, Said]:
    """These messages without anybody in them, by id; those that are gone are left out. Seven queries, however many."""
    rows = Message.objects.filter(pk__in=messages).select_related("thread__customer", "thread__channel", "agent")
    found = list(rows)
    spans = _spans(messages)
    orders = _orders(found)
    names = _names({message.thread_id for message in found})
    public = [*Brand.objects.values_list("name", flat=True), *_products(found)]
    return {
        message.pk: Said(
            message=message.pk,
            raw=message.text,
            span=spans.get(message.pk, (0, 0)),
            personal=_personal(message, orders.get(_number(message)), names[message.thread_id], public),
            language=message.language or message.thread.channel.language[:2],
            channel=message.thread.channel_id,
            sent_at=message.sent_at,
        )
        for message in found
    }


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
