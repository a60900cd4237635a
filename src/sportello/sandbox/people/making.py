"""Making so many records of people in five countries, with the truth about who is who."""

from collections.abc import Callable, Iterator

from sportello.sandbox.shop.dice import Dice

from . import people
from .country import CODES, Country, country
from .people import Human
from .records import Record, records_of

type Makes = Callable[[Country, Dice], list[Human]]


def _one(where: Country, dice: Dice) -> list[Human]:
    return [people.alone(where, dice)]


# Of a hundred groups of people so many are of each kind; all but the first hold people who look alike.
GROUPS: tuple[tuple[int, Makes], ...] = (
    (68, _one),
    (12, people.household),
    (8, people.namesakes),
    (2, people.parent_and_child),
    (5, people.colleagues),
    (5, people.with_recycled_number),
)
FIELDS = (
    "unique_id", "cluster", "channel", "country", "first_name", "surname", "email", "relay", "buyer_id", "phone",
    "street", "postcode", "city", "order", "named_order", "group", "case",
)  # fmt: skip


def make_people(*, seed: int, count: int) -> Iterator[Record]:
    """`count` records with every field of `FIELDS`, always the same for a seed.

    `cluster` says which records are one person's; `group` which people live, work or are confused with each other, and
    `case` why. Those two are for whoever reads the result, not for whoever judges it.
    """
    made, group, cluster = 0, 0, 0
    taken: set[str] = set()
    while made < count:
        group += 1
        dice = Dice(seed, "people", group)
        for human in _kind(dice)(country(CODES[group % len(CODES)]), dice):
            cluster += 1
            for record in records_of(people.with_mailboxes_of_their_own(human, taken), dice)[: count - made]:
                made += 1
                told = {**record, "unique_id": str(made), "cluster": str(cluster), "group": str(group)}
                yield {name: told.get(name, "") for name in FIELDS}


def _kind(dice: Dice) -> Makes:
    thrown = dice.below(100)
    for percent, makes in GROUPS:
        if thrown < percent:
            return makes
        thrown -= percent
    return _one
