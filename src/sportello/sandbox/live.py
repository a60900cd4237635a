"""The shop while one looks: what a buyer writes is a mail, and on eBay also one of a conversation."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from .feed import Shop
from .mail.servers import MailServers
from .shop.dice import Dice
from .shop.frames.occasion import Occasion
from .shop.orders import Order
from .shop.people import person
from .shop.products import PRODUCTS
from .shop.sites import EBAY_TLDS, Site
from .shop.telling import BUYERS
from .world import Conversation, Kind, Message, World, WorldOrder, arrive

ASKS = {
    "it": "Buongiorno, a che punto è il mio ordine? Vorrei sapere quando arriva.",
    "de": "Guten Tag, wie ist der Stand meiner Bestellung? Wann kommt sie an?",
    "fr": "Bonjour, où en est ma commande ? Quand sera-t-elle livrée ?",
    "es": "Hola, ¿cómo va mi pedido? ¿Cuándo llega?",
    "en": "Hello, what is the state of my order? When will it arrive?",
}


class LiveShop:
    """A shop and a world that tell the same: the shop's stories are mails, the world knows the orders."""

    def __init__(self, shop: Shop, world: World, servers: MailServers, clock: Callable[[], datetime]) -> None:
        self._shop, self._world, self._servers, self._clock = shop, world, servers, clock

    def waiting(self) -> dict[str, str]:
        """The stories that have not arrived yet."""
        return self._shop.waiting()

    async def drop(self, key: str, now: datetime) -> dict[str, Any]:
        """Let this story arrive. Raises KeyError."""
        entry = await self._shop.drop(key, now)
        arrive(self._world, key, self._world.now())
        return entry

    def manifest(self) -> dict[str, Any]:
        """What the shop says happened."""
        return self._shop.manifest()

    async def buyer_writes(self, kind: Kind, name: str, text: str = "") -> dict[str, Any]:
        """The buyer of this order writes (a question about it when `text` is empty). Raises KeyError."""
        order = self._world.order(kind, name)
        if order is None:
            raise KeyError(name)
        number = len(self._world.changes())
        text = text or ASKS[order.buyer.language]
        framed = BUYERS[kind](occasion(order, text, self._clock(), number))
        uid = await self._servers.imap.deliver("INBOX", framed.raw, self._clock())
        if kind == "ebay":
            self._world.write(conversation_about(order), Message(str(10**11 + number), self._world.now(), True, text))
        else:
            self._world.record("message", kind, order.id, by="buyer", text=text, message=framed.message_id)
        return {"uid": uid, "message_id": framed.message_id, "order": order.id, "text": text}


def occasion(order: WorldOrder, text: str, at: datetime, number: int) -> Occasion:
    """What the marketplace's frame needs to know; all mails about one order are of one case."""
    site = site_of_order(order)
    tracking = order.parcels[-1].tracking if order.parcels else ""
    return Occasion(
        key=f"live-{order.id}",
        site=site,
        person=person(order.buyer.seed, order.buyer.name, order.buyer.language),
        topic="where_is_my_order",
        subject="",
        text=text,
        at=at,
        order=Order(order.number, tracking, site),
        product=PRODUCTS[order.lines[0].product],
        dice=Dice(order.buyer.seed, "live", order.id, number),
    )


def conversation_about(order: WorldOrder) -> Conversation:
    """The conversation on eBay about the first thing in this order."""
    item = order.lines[0].ebay_item
    number = Dice(order.buyer.seed, "conversation", order.buyer.name, item).digits(12)
    return Conversation(number, order.site, order.buyer.ebay_user, order.buyer.ebay_id, item)


def site_of_order(order: WorldOrder) -> Site:
    """The site as the mails' frames want it."""
    language = order.buyer.language
    if order.kind == "ebay":
        return Site("ebay", f"ebay.{EBAY_TLDS[language]}", language)
    return Site(order.kind, order.site if order.kind == "amazon" else "", language)
