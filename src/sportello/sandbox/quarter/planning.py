"""Who will write, when, and about what: every issue of the quarter before anybody has answered it."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random
from typing import Final

from sportello.sandbox.shop.products import Product

from .buying import language_of
from .catalogue import GOODS, MARKETS, PRODUCT_SHARES, TOPIC_TABLE, Market
from .clock import DAY, HOUR, Quarter
from .entities import Order, Visit
from .planted import BRITTLE, GAPS, SPIKES, STUCK, Spike
from .seasons import Season

TWO_TOPICS = 0.16
MOST_TRIES: Final = 60
BRITTLE_TIMES, STUCK_TIMES = 6.0, 8.0
_PLANTED_TIMES: Final = {"damaged_or_defective": BRITTLE_TIMES, "tracking_stuck": STUCK_TIMES}
_TOPICS: Final = tuple(TOPIC_TABLE)
_MARKET_HEIGHTS: Final = tuple(accumulate(market.share for market in MARKETS))
_SECONDS: Final = ("where_is_my_order", "invoice", "warranty", "return_request", "refund_status", "product_question")


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who will write: when, where, about what and which order; `visit` when it is by the contact form."""

    at: int
    market: Market
    language: str
    topics: tuple[str, ...]
    product: Product
    order: Order | None
    words: str = ""
    visit: Visit | None = None


class Shelf:
    """Orders of a market, to be found by when they were placed."""

    def __init__(self, orders: Sequence[Order]) -> None:
        self._by_market: dict[str, list[Order]] = {market.key: [] for market in MARKETS}
        for order in orders:
            if not order.quiet:
                self._by_market[order.market.key].append(order)
        self._placed = {key: [order.placed for order in rows] for key, rows in self._by_market.items()}

    def pick(self, dice: Random, contact: "Wish") -> Order | None:
        """An order that such a contact may be about, likelier where something was planted; None when there is none."""
        low, high = TOPIC_TABLE[contact.topic][1] or (0, 60)
        placed, orders = self._placed[contact.market.key], self._by_market[contact.market.key]
        first = bisect_left(placed, contact.at - high * DAY)
        last = bisect_right(placed, contact.at - max(low * DAY, HOUR))
        if first >= last:
            return None
        chosen, most = None, _most_weight(contact)
        for _try in range(MOST_TRIES):
            order = orders[dice.randrange(first, last)]
            if contact.fits(order) and dice.random() * most <= _weight(contact.topic, order):
                return order
            chosen = order if chosen is None and contact.fits(order) else chosen
        return chosen


@dataclass(frozen=True, slots=True)
class Wish:
    """What a contact is to be about, before an order was found for it."""

    at: int
    market: Market
    topic: str
    spike: Spike | None = None

    def fits(self, order: Order) -> bool:
        """Whether the wave it belongs to concerns this order; one that did not leave is asked about in no other way."""
        if self.topic in {"tracking_stuck", "delivered_not_received", "refund_status"} and order.shipped is None:
            return False
        spike = self.spike
        return spike is None or (
            spike.carrier in {"", order.carrier.code}
            and spike.country in {"", order.country}
            and spike.product in {"", order.product.key}
        )


def contacts(dice: Random, time: Quarter, shelf: Shelf, count: int) -> list[Contact]:
    """So many contacts of the usual kind and those of the waves besides, in the order of time."""
    season = Season(time.begins, time.ends)
    made = [_usual(dice, shelf, at) for at in season.moments(dice, count)]
    for spike in SPIKES:
        made += wave(dice, time, season, shelf, spike, count)
    return sorted(made, key=lambda contact: contact.at)


def wave(dice: Random, time: Quarter, season: Season, shelf: Shelf, spike: Spike, count: int) -> list[Contact]:
    """The contacts that a wave brings on top of `count` usual ones; none when the quarter is over before."""
    begins, ends = span_of(time, spike)
    if ends > time.ends:
        return []
    more = round(count * season.share(begins, ends) * spike.times)
    made = (_of_wave(dice, shelf, spike, at) for at in Season(begins, ends).moments(dice, more))
    return [contact for contact in made if contact is not None]


def span_of(time: Quarter, spike: Spike) -> tuple[int, int]:
    """From when until when a wave lasts."""
    begins = time.begins + spike.day * DAY + spike.hour * HOUR
    return begins, begins + spike.hours * HOUR


def _usual(dice: Random, shelf: Shelf, at: int) -> Contact:
    market = dice.choices(MARKETS, cum_weights=_MARKET_HEIGHTS)[0]
    language = language_of(dice, market)
    topic = _topic(dice, language)
    wish = Wish(at, market, topic)
    order = shelf.pick(dice, wish) if TOPIC_TABLE[topic][1] or dice.random() < 0.4 else None
    product = order.product if order else _product(dice, topic, language)
    second = dice.choice(_SECONDS) if dice.random() < TWO_TOPICS else topic
    topics = (topic,) if topic in {second, "other"} else (topic, second)
    return Contact(at, market, order.language if order else language, topics, product, order)


def _of_wave(dice: Random, shelf: Shelf, spike: Spike, at: int) -> Contact | None:
    near = [market for market in MARKETS if spike.country in {"", market.country}]
    market = dice.choices(near, [market.share for market in near])[0]
    order = shelf.pick(dice, Wish(at, market, spike.topic, spike))
    if order is None:
        return None
    return Contact(at, market, order.language, (spike.topic,), order.product, order, spike.words)


def _topic(dice: Random, language: str) -> str:
    return dice.choices(_TOPICS, cum_weights=_topic_heights(language))[0]


@cache
def _topic_heights(language: str) -> list[float]:
    gaps = {gap.topic: gap.times for gap in GAPS if not gap.product and gap.language == language}
    return list(accumulate(row[0] * gaps.get(topic, 1.0) for topic, row in TOPIC_TABLE.items()))


def _product(dice: Random, topic: str, language: str) -> Product:
    return dice.choices(GOODS, cum_weights=_product_heights(topic, language))[0]


@cache
def _product_heights(topic: str, language: str) -> list[float]:
    gaps = {gap.product: gap.times for gap in GAPS if (gap.topic, gap.language) == (topic, language)}
    return list(accumulate(share * gaps.get(key, 1.0) for key, share in PRODUCT_SHARES.items()))


def _weight(topic: str, order: Order) -> float:
    if topic == "damaged_or_defective" and order.product.key == BRITTLE:
        return BRITTLE_TIMES
    if topic == "tracking_stuck" and (order.carrier.code, order.country) == STUCK:
        return STUCK_TIMES
    asked = (topic, order.product.key, order.language)
    return next((gap.times for gap in GAPS if (gap.topic, gap.product, gap.language) == asked), 1.0)


def _most_weight(wish: Wish) -> float:
    if wish.spike is not None:
        return 1.0
    planted = [gap.times for gap in GAPS if gap.topic == wish.topic and gap.product]
    return max([1.0, *planted, _PLANTED_TIMES.get(wish.topic, 1.0)])
