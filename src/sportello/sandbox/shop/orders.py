"""Order and tracking numbers, in the shapes of the places that give them. All digits are invented."""

from collections.abc import Iterable
from dataclasses import dataclass

from .dice import Dice
from .sites import Site, site_of
from .stories import Story

FIRST_SHOP_ORDER = 4180
PREFIXES = {"it": "40", "de": "30", "fr": "40", "es": "40", "co.uk": "20"}


@dataclass(frozen=True, slots=True)
class Order:
    """One order: `site` says where it was placed, which need not be where the buyer writes."""

    number: str
    tracking: str
    site: Site
    extra: str = ""


class Orders:
    """Every buyer's order of every product. Who writes twice about one product speaks of the same order."""

    def __init__(self, seed: int, stories: Iterable[Story]) -> None:
        self.seed = seed
        self._orders: dict[tuple[str, str], Order] = {}
        self._shop_orders = 0
        told = sorted(stories, key=lambda story: (_rank(story.channel), -story.days_ago, story.key))
        for story in told:
            self._orders.setdefault((story.buyer, story.product), self._place(story))

    def of(self, story: Story) -> Order:
        """The order that a story is about. Raises KeyError for a story the orders were not made from."""
        return self._orders[story.buyer, story.product]

    def _place(self, story: Story) -> Order:
        channel = "shopify" if story.channel == "email" else story.channel
        site = site_of(channel, story.language)
        dice = Dice(self.seed, "order", story.buyer, story.product)
        return Order(self._number(site, dice), tracking(site, dice), site, f"10{dice.digits(13)}")

    def _number(self, site: Site, dice: Dice) -> str:
        if site.kind == "amazon":
            return f"{PREFIXES[site.tld]}{2 + dice.below(7)}-{dice.digits(7)}-{dice.digits(7)}"
        if site.kind == "ebay":
            return f"{10 + dice.below(17)}-{dice.digits(5)}-{dice.digits(5)}"
        if site.kind == "walmart":
            return f"20001{dice.digits(10)}"
        self._shop_orders += 1
        return f"#{FIRST_SHOP_ORDER + 3 * self._shop_orders}"


def _rank(channel: str) -> int:
    """Marketplaces first: a mail about something bought on a marketplace names the marketplace's order."""
    return {"email": 2, "shopify": 1}.get(channel, 0)


def tracking(site: Site, dice: Dice) -> str:
    """A number of the carrier that brings this site's parcels, its check digit right where the carrier has one."""
    if site.kind == "walmart":
        return _ups(dice)
    if site.language == "de":
        return _with_sscc_check("0034043416" + dice.digits(9))
    if site.language == "fr":
        return f"6A{dice.digits(11)}"
    if site.language == "es":
        return _s10(dice, "PK", "ES")
    if site.language == "en":
        return _s10(dice, "AD", "GB")
    return f"0{dice.digits(11)}"


def _with_sscc_check(digits: str) -> str:
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return f"{digits}{-total % 10}"


def _s10(dice: Dice, service: str, country: str) -> str:
    """UPU S10: eight digits, a weighted check digit modulo 11."""
    digits = dice.digits(8)
    rest = 11 - sum(int(d) * w for d, w in zip(digits, (8, 6, 4, 2, 3, 5, 9, 7), strict=True)) % 11
    return f"{service}{digits}{ {10: 0, 11: 5}.get(rest, rest) }{country}"


def _ups(dice: Dice) -> str:
    """1Z, shipper, service, package, and a check digit over all of them; letters count from A = 2."""
    body = f"{dice.code(6)}03{dice.digits(7)}"
    values = [int(c) if c.isdigit() else (ord(c) - 63) % 10 for c in body]
    total = sum(value * (2 if place % 2 else 1) for place, value in enumerate(values))
    return f"1Z{body}{-total % 10}"
