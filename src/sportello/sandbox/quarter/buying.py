"""The shop's orders: placed with the seasons, shipped, delivered, sometimes late, stuck or cancelled."""

from itertools import accumulate
from random import Random
from typing import Final

from .catalogue import CARRIERS, GOODS, MARKETS, PRODUCT_SHARES, Market
from .clock import DAY, HOUR, Quarter
from .entities import Order
from .planted import STUCK
from .seasons import Season

EARLIER: Final = 62 * DAY
"""For so long before the quarter there were orders, so that its first days have some to write about."""

SHIP_WITHIN: Final = 2 * DAY
QUIET, BY_MARKETPLACE, LATE, CANCELLED = 0.12, 0.45, 0.03, 0.015
STUCK_USUALLY, STUCK_WHERE_PLANTED = 0.004, 0.06
_PRODUCT_HEIGHTS: Final = tuple(accumulate(PRODUCT_SHARES.values()))
_CARRIER_HEIGHTS: Final = tuple(accumulate(carrier.share for carrier in CARRIERS))
COUNTRY_OF: Final = {"it": "IT", "de": "DE", "fr": "FR", "es": "ES", "en": "GB"}


def orders(dice: Random, time: Quarter, count: int) -> list[Order]:
    """About so many orders within the quarter and those of the weeks before it, in the order in which they were
    placed."""
    before, within = Season(time.begins - EARLIER, time.begins), Season(time.begins, time.ends)
    earlier = round(count * EARLIER / (time.ends - time.begins))
    moments = before.moments(dice, earlier) + within.moments(dice, count)
    markets = dice.choices(MARKETS, [market.share for market in MARKETS], k=len(moments))
    pairs = zip(moments, markets, strict=True)
    return [_order(dice, number, placed, market) for number, (placed, market) in enumerate(pairs, 1)]


def _order(dice: Random, number: int, placed: int, market: Market) -> Order:
    language = language_of(dice, market)
    made = Order(
        number=number,
        market=market,
        product=dice.choices(GOODS, cum_weights=_PRODUCT_HEIGHTS)[0],
        carrier=dice.choices(CARRIERS, cum_weights=_CARRIER_HEIGHTS)[0],
        country=market.country if market.kind not in {"email", "shopify"} else COUNTRY_OF[language],
        language=language,
        buyer=number,
        by_marketplace=market.kind == "amazon" and dice.random() < BY_MARKETPLACE,
        placed=placed,
        ship_by=placed + SHIP_WITHIN,
        quiet=dice.random() < QUIET,
    )
    _send(dice, made)
    return made


def language_of(dice: Random, market: Market) -> str:
    """Which language is written there: the marketplace's own, any in the shop and by mail."""
    if market.kind in {"shopify", "email", "form"}:
        return dice.choices(("it", "de", "fr", "es", "en"), (36, 26, 16, 12, 10))[0]
    return market.language


def _send(dice: Random, order: Order) -> None:
    if not order.quiet and dice.random() < CANCELLED:
        order.cancelled = order.placed + dice.randrange(HOUR, DAY)
        return
    late = not order.by_marketplace and dice.random() < LATE
    order.shipped = order.placed + (SHIP_WITHIN + dice.randrange(HOUR, 2 * DAY) if late else dice.randrange(HOUR, DAY))
    planted = (order.carrier.code, order.country) == STUCK
    order.stuck = dice.random() < (STUCK_WHERE_PLANTED if planted else STUCK_USUALLY)
    days = dice.randrange(9, 20) if order.stuck else dice.randrange(1, 5)
    order.delivered = order.shipped + days * DAY + dice.randrange(7 * HOUR, 19 * HOUR) % DAY
