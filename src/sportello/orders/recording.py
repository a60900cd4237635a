"""Recording what sources tell of orders. What is older never overwrites what is newer; what comes twice does nothing.

Of every order, parcel, return and claim each field keeps the value of the newest that told it (`merging`), so that the
end is the same in whatever order updates arrive.
"""

import logging
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from sportello.core import events
from sportello.core.live import publish

from .introducing import learn_who_bought
from .joining import join_lines
from .keeping import keep_listed, keep_news
from .linking import link
from .merging import Known, merge
from .models import Order, WaitingNews
from .numbers import plain
from .records import AfterSale, OrderRecord
from .saying import of_order
from .storing import digest, pack, unpack

log = logging.getLogger(__name__)

# The first half of our advisory locks' keys; the second is a hash of the order's number.
ORDERS = 0x53504F52


@transaction.atomic
def record(record: OrderRecord, *, account_id: int, channel_id: int, now: datetime, tell: bool = True) -> Order:
    """Keep what a source tells of an order, with its event, customer and products; news that waited for it is applied.

    `now` is when we heard of it. `tell` makes open pages look again; leave it out in bulk (`told_in_bulk`).
    """
    _lock(record.number, record.external_id)
    order = Order.objects.filter(account=account_id, external_id=record.external_id[:200]).first()
    fields = of_order(record, erased=order is not None and order.erased_at is not None)
    merged = merge(Known(order.changed_at, order.told) if order else None, fields, record.changed_at)
    new = order is None
    if order is None:
        order = Order(account_id=account_id, channel_id=channel_id, external_id=record.external_id[:200])
    changed = _write(order, dict(merged.values), merged.known, now)
    listed = dict(order.listed)
    changed |= keep_listed(order, record)
    changed |= _apply_waiting(order)
    if order.listed != listed:
        order.save(update_fields=["listed"])
    if changed or new:
        _settle(order, new, now, tell)
    return order


@transaction.atomic
def record_news(
    news: AfterSale, *, now: datetime, account_id: int | None = None, channel_id: int | None = None, tell: bool = True
) -> bool:
    """Keep news of an order; whether the order is known. Otherwise the news waits for it.

    `account_id` or `channel_id` say where it was heard: on an account, or (by mail) on a channel.
    """
    _lock(news.number)
    known = list(_orders_of(news, account_id, channel_id))
    for order in known:
        if keep_news(order, news):
            order.seen_at = now
            order.save(update_fields=["seen_at"])
            _settle(order, False, now, tell)
    if not known:
        packed = pack(news)
        waiting = WaitingNews(
            account_id=account_id,
            channel_id=channel_id,
            plain=plain(news.number),
            news=packed,
            digest=digest(packed),
            heard_at=now,
        )
        WaitingNews.objects.bulk_create([waiting], ignore_conflicts=True)
    return bool(known)


def told_in_bulk(account_id: int) -> None:
    """Make open pages look again after many orders of an account were recorded."""
    publish("orders", {"source": account_id})


def _lock(*numbers: str) -> None:
    """One after the other for everything about an order: its records, news of it, and news that waits."""
    keys = sorted({key for number in numbers if (key := plain(number))})
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [ORDERS, key])


def _write(order: Order, values: dict[str, Any], known: Known, now: datetime) -> bool:
    """Write the columns that are newer; whether any is different."""
    different = {name: value for name, value in values.items() if getattr(order, name) != value}
    for name, value in different.items():
        setattr(order, name, value)
    order.changed_at, order.told, order.seen_at = known.changed_at, dict(known.told), now
    order.save()
    return bool(different)


def _apply_waiting(order: Order) -> bool:
    keys = {key for key in (order.plain, plain(order.external_id)) if key}
    here = Q(account=order.account_id) | Q(account=None)
    there = Q(channel=order.channel_id) | Q(channel__kind=order.channel.kind) | Q(channel=None)
    rows = list(WaitingNews.objects.filter(here & there, plain__in=keys).order_by("heard_at", "id"))
    changed = False
    for row in rows:
        news = unpack(row.news)
        if not (row.account_id is None and news.site and news.site != order.site):
            changed |= keep_news(order, news)
            row.delete()
    return changed


def _orders_of(news: AfterSale, account_id: int | None, channel_id: int | None) -> "list[Order]":
    named = Q(plain=plain(news.number)) | Q(external_id=news.number)
    if account_id is not None:
        found = Order.objects.filter(named, account=account_id)
    else:
        found = Order.objects.filter(named, channel__kind__in=_kind_of(channel_id))
        found = found.filter(site=news.site) if news.site else found
    return list(found.select_related("channel").order_by("id"))


def _kind_of(channel_id: int | None) -> Any:
    channels = Order._meta.get_field("channel").related_model
    return channels._default_manager.filter(pk=channel_id).values("kind")


def _settle(order: Order, new: bool, now: datetime, tell: bool) -> None:
    """What follows when something changed: products, customer, event, open pages."""
    # Handles before products, everywhere: who waits for a new product's lock holds nothing that its holder wants.
    link(order, now=now)
    join_lines(order, now=now)
    learn_who_bought(order, now=now)
    kind = "order.recorded" if new else "order.changed"
    data: dict[str, events.Plain] = {"account": order.account_id, "country": order.address.get("country", "")}
    events.record(kind=kind, now=now, subject=("order", order.pk), data=data)
    if tell:
        publish("order", {"order": order.pk, "customer": order.customer_id or 0})
