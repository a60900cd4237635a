"""Pulling an account's orders and messages: each page is kept together with the cursor that follows it."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import DataError, IntegrityError, transaction

from sportello.core.secrets import Undecipherable
from sportello.orders.models import Order
from sportello.orders.recording import record, record_news, told_in_bulk
from sportello.orders.records import AfterSale, OrderRecord

from . import errands
from .accounts import account_of
from .contract import Account, ApiTrouble, Connector, MessagePage, OrderPage, TroubleKind
from .models import Cursor, ErrandKind, Source
from .receiving import receive
from .routing import channel_of_account

log = logging.getLogger(__name__)

ORDERS, MESSAGES = "orders", "messages"
# More orders than these at once make open pages look again once, not for each.
MANY = 5

type Clock = Callable[[], datetime]
type GoOn = Callable[[], bool]


def opened(source: Source) -> Account:
    """The source's account. Raises `ApiTrouble` when its secrets were sealed under another key."""
    try:
        return account_of(source)
    except Undecipherable as lost:
        raise ApiTrouble(TroubleKind.CREDENTIALS, str(lost)) from lost


def pull_orders(source: Source, connector: Connector, *, clock: Clock, go_on: GoOn) -> bool:
    """Read orders from where reading stopped until it has caught up, or `go_on()` says no after a page.

    Returns whether it caught up. Raises `ApiTrouble`; what came before is kept.
    """
    if connector.pull_orders is None:
        return True
    began = clock()
    cursor, since = _cursor(source, ORDERS), source.orders_since or began - connector.pace.back_fill
    for page in connector.pull_orders(opened(source), cursor, since=since, now=began):
        _keep_orders(source, page, clock())
        if not go_on():
            return False
    Source.objects.filter(pk=source.pk).update(caught_up_at=began)
    source.caught_up_at = began
    return True


def pull_messages(source: Source, connector: Connector, *, clock: Clock, go_on: GoOn) -> bool:
    """As `pull_orders`, for messages, which become envelopes."""
    if connector.pull_messages is None:
        return True
    began = clock()
    pages: Iterator[MessagePage] = connector.pull_messages(
        opened(source), _cursor(source, MESSAGES), since=source.orders_since or began, now=began
    )
    for page in pages:
        _keep_messages(source, page, clock())
        if not go_on():
            return False
    Source.objects.filter(pk=source.pk).update(messages_at=began)
    return True


def keep_order(source: Source, told: OrderRecord, *, now: datetime, tell: bool = True) -> Order:
    """Record an order on the channel of its site."""
    channel = channel_of_account(account=source, site=told.site, now=now)
    return record(told, account_id=source.pk, channel_id=channel.pk, now=now, tell=tell)


def _keep_orders(source: Source, page: OrderPage, now: datetime) -> None:
    """Each order by itself, so that accounts that read at the same time never wait long for each other; the cursor
    last, so that a page cut short is read again, which does no harm."""
    bulk = len(page.orders) > MANY or source.caught_up_at is None
    for told in page.orders:
        _keep_patiently(source, told, now, tell=not bulk)
    for news in page.news:
        _keep_news(source, news, now)
    _turn(source, page, bulk)


@transaction.atomic
def _turn(source: Source, page: OrderPage, bulk: bool) -> None:
    if bulk and page.orders:
        told_in_bulk(source.pk)
    _move(source, ORDERS, dict(page.cursor))
    if source.caught_up_at is None:
        Source.objects.filter(pk=source.pk).update(back_fill_done=page.done, back_fill_total=page.total)


def _keep_patiently(source: Source, told: OrderRecord, now: datetime, *, tell: bool) -> None:
    """Record an order; one that the database refuses must not stop the others, and is asked for again."""
    try:
        with transaction.atomic():
            keep_order(source, told, now=now, tell=tell)
    except (DataError, IntegrityError, ValueError, TypeError) as refused:
        log.exception("source %s: an order could not be recorded", source.pk)
        errands.add(source_id=source.pk, kind=ErrandKind.ORDER, ref=told.number, site=told.site, now=now)
        errands.put_off(source_id=source.pk, ref=told.number, why=f"{type(refused).__name__}: {refused}", now=now)


def _keep_news(source: Source, news: AfterSale, now: datetime) -> None:
    """Keep news; an order that is not here is fetched, for which the news waits."""
    if not record_news(news, account_id=source.pk, now=now):
        errands.fetch_from(source_id=source.pk, number=news.number, site=news.site, now=now)


@transaction.atomic
def _keep_messages(source: Source, page: MessagePage, now: datetime) -> None:
    before = source.history_before
    for message in page.messages:
        receive(
            source=source,
            raw=message.data,
            external_id=message.external_id,
            outgoing=message.outgoing,
            history=before is not None and message.at < before,
            now=now,
        )
    _move(source, MESSAGES, dict(page.cursor))


def _cursor(source: Source, name: str) -> dict[str, object]:
    state = Cursor.objects.filter(source=source, name=name).values_list("state", flat=True).first()
    return dict(state or {})


def _move(source: Source, name: str, state: dict[str, object]) -> None:
    Cursor.objects.update_or_create(source=source, name=name, defaults={"state": state})
