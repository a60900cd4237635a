"""A world with a past: the stories' orders and conversations, and some hundred orders that nobody writes about."""

from datetime import UTC, datetime, timedelta

from sportello.sandbox.shop.calendar import Moment
from sportello.sandbox.shop.sites import LANGUAGES
from sportello.sandbox.shop.stories import told as all_stories

from . import quiet
from .clock import Clock
from .of_stories import Stories
from .orders import Kind, WorldOrder
from .world import World

QUIET = 400


def open_world(
    seed: int, now: datetime, clock: Clock | None = None, *, quiet_orders: int = QUIET, stories: bool = True
) -> World:
    """A world in which everything has happened that should have by the clock's time.

    `now` (UTC) is where the stories' 60 days end and `clock` may be later; without one time stands still at `now`.
    The same seed and `now` give the same world. From then on `quiet.DAILY` orders are placed on each day.
    """
    world = World(seed, clock or Clock(now))
    told = Stories(seed, list(all_stories()) if stories else [], now)
    known = {language: told.names(language) for language in LANGUAGES}
    for birth in (*told.births(), *quiet.past(seed, quiet_orders, now, known)):
        world.place(birth)
    for conversation, message in told.conversations():
        world.foresee(conversation, message)
    if quiet_orders:
        _dawn(
            world, (now.astimezone(UTC) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0), known
        )
    world.settle()
    return world


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

    def break_of_day() -> None:
        for birth in quiet.on_day(world.seed, day, known, first):
            world.place(birth)
        _dawn(world, day + timedelta(days=1), known, first)

    world.plan(day, break_of_day)
