"""A world with a past: the stories' orders and conversations, and some hundred orders that nobody writes about."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from sportello.sandbox.shop.calendar import Moment
from sportello.sandbox.shop.sites import LANGUAGES
from sportello.sandbox.shop.stories import told as all_stories

from . import quiet
from .clock import Clock
from .conversations import Conversation, Message
from .of_stories import Stories
from .orders import Kind, WorldOrder
from .world import Birth, World

QUIET = 400


@dataclass(frozen=True, slots=True)
class Past:
    """What a world begins with; `known` are the names of buyers by language."""

    births: tuple[Birth, ...]
    messages: tuple[tuple[Conversation, Message], ...]
    known: dict[str, list[str]]


def open_world(
    seed: int, now: datetime, clock: Clock | None = None, *, quiet_orders: int = QUIET, stories: bool = True
) -> World:
    """A world in which everything has happened that should have by the clock's time.

    `now` (UTC) is where the stories' 60 days end and `clock` may be later; without one time stands still at `now`.
    The same seed and `now` give the same world. From then on `quiet.DAILY` orders are placed on each day.
    """
    if clock is None:
        return _standing(seed, now, quiet_orders, stories).copied(Clock(now))
    return _lived(seed, now, clock, quiet_orders, stories)


@lru_cache(maxsize=8)
def _standing(seed: int, now: datetime, quiet_orders: int, stories: bool) -> World:
    """A world whose time stands still at `now`, to be copied: living through two months takes a while."""
    return _lived(seed, now, Clock(now), quiet_orders, stories)


def _lived(seed: int, now: datetime, clock: Clock, quiet_orders: int, stories: bool) -> World:
    world = World(seed, clock)
    past = _past(seed, now, quiet_orders, stories)
    for birth in past.births:
        world.place(birth)
    for conversation, message in past.messages:
        world.foresee(conversation, message)
    if quiet_orders:
        tomorrow = now.astimezone(UTC) + timedelta(days=1)
        _dawn(world, tomorrow.replace(hour=0, minute=0, second=0, microsecond=0), past.known)
    world.settle()
    return world


@lru_cache(maxsize=8)
def _past(seed: int, now: datetime, quiet_orders: int, stories: bool) -> Past:
    told = Stories(seed, list(all_stories()) if stories else [], now)
    known = {language: told.names(language) for language in LANGUAGES}
    births = (*told.births(), *quiet.past(seed, quiet_orders, now, known))
    return Past(births, tuple(told.conversations()), known)


def arrive(world: World, key: str, now: datetime) -> None:
    """The first message of a reserve story is written now (UTC); on eBay that is also one of a conversation."""
    told = Stories(world.seed, list(all_stories()), now)
    story = told.story(key)
    if story.channel == "ebay":
        world.write(told.conversation(story), told.message(story, 0, Moment(story.parts[0], now)))


def order_now(world: World, kind: Kind) -> WorldOrder:
    """Somebody new orders something on this marketplace, now."""
    number = sum(change.what == "placed" for change in world.changes())
    return world.place_now(quiet.one(world.seed, f"{kind} {number}", kind, world.now(), number, {}))


def _dawn(world: World, day: datetime, known: dict[str, list[str]], first_day: datetime | None = None) -> None:
    first = first_day or day

    def break_of_day(world: World) -> None:
        for birth in quiet.on_day(world.seed, day, known, first):
            world.place(birth)
        _dawn(world, day + timedelta(days=1), known, first)

    world.plan(day, break_of_day)
