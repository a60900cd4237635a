"""Trying an account: what it reads, and which of Amazon's roles it lacks, in plain words."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from sportello.channels.contract import Account, ApiTrouble, Standing, TroubleKind
from sportello.orders.records import Fulfiller, OrderRecord

from . import reports
from .client import Client
from .feedback import REPORT
from .messaging import possible
from .operations import PARTICIPATIONS
from .queue import Queue
from .searching import PLAIN, WITH_PEOPLE, Found, Search, search
from .settings import marketplaces, strange_sites
from .sites import marketplace_of, site_of
from .soliciting import may_solicit
from .values import nonsense, part, parts, stamp, text

LOOKS_BACK = timedelta(days=30)
_UNKNOWN_ORDER = {TroubleKind.REFUSED, TroubleKind.NOT_FOUND}


def check(account: Account, *, now: datetime) -> Standing:
    """Sign in, read the last 30 days' first page of orders, and ask what else is allowed. Changes nothing.

    What a missing role forbids is named in `missing`; without orders to try them on, messages are taken as allowed.
    Raises `ApiTrouble`: CREDENTIALS for a refused client or refresh token, PERMISSION when even orders are forbidden,
    REFUSED for a chosen site that the region does not have.
    """
    missing: list[str] = []
    if strange := strange_sites(account):
        words = _("%(sites)s: no site of Amazon's in this region") % {"sites": ", ".join(strange)}
        raise ApiTrouble(TroubleKind.REFUSED, words)
    with Client(account, now=now) as client:
        found = _orders(client, missing)
        name, sites = _shop(client, found, missing)
        may_send = _messages(client, found.orders, missing)
        _reports(client, found.orders, sites, missing)
    _queue(account, now, missing)
    return Standing(orders=len(found.orders), may_send=may_send, account_name=name, sites=sites, missing=tuple(missing))


def _orders(client: Client, missing: list[str]) -> Found:
    wanted = Search(updated_after=stamp(client.now - LOOKS_BACK), marketplace_ids=marketplaces(client.account))
    people = _("Buyers' names, relay addresses and postal addresses: role Direct-to-Consumer Delivery (Restricted).")
    try:
        found = search(client, wanted)
    except ApiTrouble as trouble:
        if trouble.kind is not TroubleKind.PERMISSION or wanted.included != WITH_PEOPLE:
            raise
        missing.append(people)
        return search(client, Search(wanted.updated_after, marketplace_ids=wanted.marketplace_ids, included=PLAIN))
    ours = [order for order in found.orders if order.fulfilled_by is Fulfiller.SELLER]
    if ours and not any(order.buyer.relay or order.buyer.name or order.buyer.address for order in ours):
        missing.append(people)
    return found


def _shop(client: Client, found: Found, missing: list[str]) -> tuple[str, tuple[str, ...]]:
    """The store's name and the sites it sells on, as Sellers tells them, else as its orders do."""
    told: list[tuple[str, str]] = []

    def ask() -> None:
        answer = client.call(PARTICIPATIONS)
        if not isinstance(answer, dict):
            raise nonsense("the participations are no object")
        for one in parts(answer, "payload"):
            place = part(one, "marketplace")
            if part(one, "participation").get("isParticipating") is True:
                told.append((site_of(text(place, "id"), text(place, "domainName")), text(one, "storeName")))

    _allowed(ask, missing, _("The list of your sites: role Selling Partner Insights."))
    sites = [site for site, _name in told] or [order.site for order in found.orders]
    name = next((store for _site, store in told if store), "")
    return name, tuple(sorted(set(filter(None, sites))))


def _messages(client: Client, orders: tuple[OrderRecord, ...], missing: list[str]) -> bool:
    """Whether messages and requests for reviews are allowed, tried on the newest order."""
    order = max(orders, key=lambda one: one.placed_at, default=None)
    marketplace_id = marketplace_of(order.site) if order else ""
    if order is None or not marketplace_id:
        return True
    number = order.number
    sends = _allowed(
        lambda: possible(client, number, marketplace_id=marketplace_id),
        missing,
        _("Messages that you begin about an order: role Buyer Communication."),
    )
    _allowed(
        lambda: may_solicit(client, number, marketplace_id=marketplace_id),
        missing,
        _("Asking for reviews: role Buyer Solicitation."),
    )
    return sends


def _reports(client: Client, orders: tuple[OrderRecord, ...], sites: tuple[str, ...], missing: list[str]) -> None:
    if not orders and not sites:
        return
    words = _("Seller feedback and account health: role Selling Partner Insights.")
    _allowed(lambda: reports.listed(client, (REPORT,), page_size=1), missing, words)


def _queue(account: Account, now: datetime, missing: list[str]) -> None:
    """Look into the queue, where one is named, without hiding what waits there."""
    if not account.setting("queue_url"):
        return
    try:
        with Queue(account, now=now) as queue:
            queue.receive(most=1, hidden_seconds=0)
    except ApiTrouble as trouble:
        if trouble.kind in (TroubleKind.LOST, TroubleKind.SERVER, TroubleKind.THROTTLED, TroubleKind.NONSENSE):
            raise
        missing.append(_("Notices of changes: the queue refuses us (%(words)s).") % {"words": trouble.words})


def _allowed(act: Callable[[], object], missing: list[str], words: str) -> bool:
    """Whether a call is allowed; an order that does not fit the call says nothing about roles."""
    try:
        act()
    except ApiTrouble as trouble:
        if trouble.kind is TroubleKind.PERMISSION:
            missing.append(words)
            return False
        if trouble.kind not in _UNKNOWN_ORDER:
            raise
    return True
