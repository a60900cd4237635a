"""What the sandbox says happened, as plain values: for whoever wants to compare, or to finish what mail cannot say."""

from collections.abc import Sequence
from typing import Any

from .frames import amazon
from .orders import Orders
from .people import Person, person
from .products import PRODUCTS
from .sites import Site, site_of
from .stories import Story
from .telling import Mail


def story_entry(story: Story, orders: Orders, mails: Sequence[Mail], uids: Sequence[int]) -> dict[str, Any]:
    """One story.

    `kind` and `site` name the channel, `handle` is the address that the buyer is known by there, `state` is how the
    shop left it ("open", "answered", "resolved", "snoozed", "waiting"), `order_shown` whether a mail shows the order.
    """
    site, who = site_of(story.channel, story.language), person(orders.seed, story.buyer, story.language)
    product = PRODUCTS.get(story.product)
    return {
        "key": story.key,
        "language": story.language,
        "channel": story.channel,
        "kind": site.kind,
        "site": site.name,
        "topic": story.topic,
        "state": story.state,
        "reserve": story.reserve,
        "buyer": who.name,
        "handle": _handle(story, site, who),
        "product": story.product,
        "sku": product.sku if product else "",
        "order": orders.of(story).number if story.names_order else "",
        "order_shown": any(mail.order for mail in mails),
        "tracking": orders.of(story).tracking if story.names_order else "",
        "mails": [_mail(mail, uid) for mail, uid in zip(mails, uids, strict=True)],
    }


def other_entry(mail: Mail, uid: int) -> dict[str, Any]:
    """A mail that belongs to no story; `kind` is what it is."""
    return {"key": mail.key, "kind": mail.sender, "order": mail.order, "mails": [_mail(mail, uid)]}


def _mail(mail: Mail, uid: int) -> dict[str, Any]:
    return {
        "message_id": mail.message_id,
        "sender": mail.sender,
        "folder": mail.folder,
        "uid": uid,
        "at": mail.at.isoformat(),
    }


def _handle(story: Story, site: Site, who: Person) -> str:
    if site.kind == "amazon":
        return amazon.relay(who, site, story.key)
    if site.kind == "walmart":
        return who.walmart_address()
    if site.kind == "ebay":
        product = PRODUCTS.get(story.product)
        return who.ebay_address(site, product.ebay_item if product else "")
    return who.address
