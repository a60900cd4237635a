"""The orders of the shop's stories: same numbers, products, buyers and parcels, gone the way the story tells."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sportello.sandbox.shop.calendar import Moment, timeline
from sportello.sandbox.shop.dice import Dice
from sportello.sandbox.shop.orders import Order, Orders
from sportello.sandbox.shop.products import PRODUCTS
from sportello.sandbox.shop.sites import Site, site_of
from sportello.sandbox.shop.stories import Story

from .building import build_order
from .buyers import Buyer, buyer
from .conversations import Conversation, Message
from .parcels import usual_carrier
from .plans import Course, plan
from .world import Birth

BEFORE_BUYING = {"product_question", "price_or_discount", "account_or_payment", "other"}
# Days from the first message: order placed, shipped, parcel delivered, fate shown; and the fate.
COURSES: dict[str, tuple[float, float, float, float, str]] = {
    "where_is_my_order": (-6, -5, 1.5, 3, "smooth"),
    "tracking_stuck": (-8, -7, 3, -3, "stuck"),
    "delivered_not_received": (-6, -5, -1, 3, "claimed"),
    "change_delivery": (-1, 0.8, 3, 5, "smooth"),
    "cancel_order": (-0.4, 1.5, 4, -0.05, "wish"),
    "return_request": (-9, -8, -4, 0.05, "return_open"),
    "exchange": (-9, -8, -4, 0.05, "return_open"),
    "refund_status": (-24, -23, -19, -11, "returned"),
    "account_or_payment": (-1, 0.5, 3, 5, "smooth"),
    "invoice": (-5, -4, -1, 5, "smooth"),
    "warranty": (-55, -54, -50, 0, "smooth"),
}
OTHERWISE = (-7, -6, -2, 5, "smooth")
REASONS = {"return_request": "no_longer_wanted", "exchange": "wrong_size", "refund_status": "no_longer_wanted"}
STILL_WAITING = {"open", "waiting", "snoozed"}


class Stories:
    """All stories of a seed at a time (UTC), as orders to be placed and conversations to be had."""

    def __init__(self, seed: int, stories: list[Story], now: datetime) -> None:
        self.seed, self.now = seed, now
        self._stories = stories
        self._orders = Orders(seed, stories)
        self._moments = timeline(stories, now, seed)
        self._americans = {story.buyer for story in stories if story.channel == "walmart"}

    def births(self) -> Iterator[Birth]:
        """Every order that a story is about; where the buyer only asks before buying, there may be none yet."""
        groups: dict[str, list[Story]] = {}
        for story in self._stories:
            if story.product or story.names_order:
                groups.setdefault(self._orders.of(story).number, []).append(story)
        for group in groups.values():
            yield self._birth(group)

    def conversations(self) -> Iterator[tuple[Conversation, Message]]:
        """What was written on eBay, oldest first in each conversation."""
        for story in self._stories:
            if story.channel == "ebay":
                for place, moment in enumerate(self._moments.get(story.key, ())):
                    yield self.conversation(story), self.message(story, place, moment)

    def story(self, key: str) -> Story:
        """The story of this key. Raises KeyError."""
        return next((story for story in self._stories if story.key == key), None) or _missing(key)

    def conversation(self, story: Story) -> Conversation:
        """The conversation of a story on eBay, without its messages."""
        site, who = site_of(story.channel, story.language), self._buyer(story)
        item = PRODUCTS[story.product].ebay_item if story.product else ""
        number = Dice(self.seed, "conversation", story.buyer, item).digits(12)
        return Conversation(number, site.name, who.ebay_user, who.ebay_id, item)

    def message(self, story: Story, place: int, moment: Moment) -> Message:
        """One message of a story on eBay."""
        order = self._orders.of(story)
        text = moment.part.text.replace("{order}", order.number).replace("{tracking}", order.tracking)
        number = Dice(self.seed, "message", story.key, place).digits(12)
        answered = story.state not in STILL_WAITING
        return Message(number, moment.at, moment.part.by_buyer, text, story.subject, read=answered)

    def names(self, language: str) -> list[str]:
        """The names of the buyers of this language, without those who live in America."""
        return sorted({s.buyer for s in self._stories if s.language == language} - self._americans)

    def _birth(self, stories: list[Story]) -> Birth:
        first = min(stories, key=lambda story: (self._start(story), story.key))
        main = min(stories, key=lambda story: (_course(story)[2], story.key))
        order, who = self._orders.of(main), self._buyer(main)
        dice = Dice(self.seed, "world", order.number)
        course = self._course_of(main, order, dice)
        placed_at = min(course.ships_at - timedelta(hours=20), self._start(first) + _days(_course(first)[0]))
        if all(_asks_before(story) for story in stories):
            placed_at = self._start(main) + timedelta(hours=12)
        placed = build_order(
            self._site(order, main), order.number, who, self._wanted(main, dice), placed_at, dice, main.key
        )
        return Birth(placed, tuple(plan(placed, course, dice)))

    def _course_of(self, story: Story, order: Order, dice: Dice) -> Course:
        _, ships, arrives, shows, fate = _course(story)
        start, over = self._start(story), story.state not in STILL_WAITING
        if fate == "wish" and over:
            fate = "cancelled"
        if fate == "claimed" and (over or story.channel == "email" or dice.chance(50)):
            fate = "smooth"
        return Course(
            carrier=usual_carrier("us" if order.site.kind == "walmart" else order.site.language),
            tracking=order.tracking,
            ships_at=start + _days(ships),
            arrives_at=start + _days(arrives),
            fate=fate,
            fate_at=start + _days(shows),
            settled=over,
            reason=REASONS.get(story.topic, ""),
        )

    def _start(self, story: Story) -> datetime:
        moments = self._moments.get(story.key)
        return moments[0].at if moments else self.now

    def _buyer(self, story: Story) -> Buyer:
        return buyer(self.seed, story.buyer, story.language, american=story.buyer in self._americans)

    def _site(self, order: Order, story: Story) -> Site:
        return order.site if order.site.kind != "walmart" else Site("walmart", "", story.language)

    def _wanted(self, story: Story, dice: Dice) -> dict[str, int]:
        wanted = {story.product or dice.choose(sorted(PRODUCTS)): 1 if dice.chance(85) else 2}
        if dice.chance(20):
            wanted.setdefault("guarnizione", 1)
        return wanted


def _missing(key: str) -> Story:
    raise KeyError(key)


def _asks_before(story: Story) -> bool:
    return story.topic in BEFORE_BUYING and not story.names_order


def _course(story: Story) -> tuple[float, float, float, float, str]:
    if _asks_before(story):
        return 0.5, 2, 5, 7, "smooth"
    return COURSES.get(story.topic, OTHERWISE)


def _days(days: float) -> timedelta:
    return timedelta(days=days)
