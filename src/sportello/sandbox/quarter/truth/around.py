"""Counting visits and orders."""

from sportello.sandbox.quarter.catalogue import FORM, MARKETPLACES
from sportello.sandbox.quarter.entities import Order, Visit
from sportello.sandbox.quarter.playing import Played

from .ledger import WHOLE, Key, Ledger

WROTE = frozenset({"contacted", "bypassed"})
DEFLECTED = frozenset({"solved", "implied"})
WORST_STARS = 2


def count_visits(played: Played, ledger: Ledger) -> None:
    """Visits whose end is known, on the day they began."""
    for visit in played.visits:
        if not visit.outcome:
            continue
        day, keys = played.days.of(visit.began), _keys_of_visit(visit)
        wrote = visit.outcome in WROTE
        ledger.add("visits", day, FORM.key, [*keys, ("outcome", visit.outcome)])
        if visit.at_form:
            arm = "plain" if visit.held_out else "answered"
            ledger.add(arm, day, FORM.key, keys, int(wrote))
        if not visit.held_out and (wrote or visit.outcome in DEFLECTED):
            ledger.add("helped", day, FORM.key, keys, int(not wrote))
            ledger.add("explicit", day, FORM.key, keys, int(visit.outcome == "solved"))
            ledger.add("implied", day, FORM.key, keys, int(visit.outcome == "implied"))


def count_orders(played: Played, ledger: Ledger) -> None:
    """Orders on the day they were placed; their first claim and their first bad feedback on the days of those."""
    for order in played.orders:
        keys = _keys_of_order(order, played.time.ends)
        ledger.add("orders", played.days.of(order.placed), order.market.key, keys)
        claims = [one.at for one in order.claims if one.kind != "feedback"]
        bad = [one.at for one in order.claims if one.kind == "feedback" and one.stars <= WORST_STARS]
        for measure, moments in (("claims", claims), ("feedback", bad)):
            if moments:
                ledger.add(measure, played.days.of(min(moments)), order.market.key, keys)


def _keys_of_visit(visit: Visit) -> list[Key]:
    audience = "any"
    if visit.order is not None:
        audience = visit.order.market.kind if visit.order.market.kind in MARKETPLACES else "shop"
    keys: list[Key] = [WHOLE, ("language", visit.language), ("audience", audience)]
    if visit.at_form:
        keys.append(("topic", visit.topic))
    read = [str(step.article.place) for step in visit.steps if step.kind == "read" and step.article]
    return [*keys, *(("article", place) for place in read)]


def _keys_of_order(order: Order, now: int) -> list[Key]:
    gone = order.shipped is not None and order.shipped < now
    return [
        WHOLE,
        ("product", order.product.key),
        ("carrier", order.carrier.code if gone else ""),
        ("country", order.country),
        ("fulfilled_by", "marketplace" if order.by_marketplace else "seller"),
    ]
