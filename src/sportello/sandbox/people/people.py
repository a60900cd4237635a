"""The people themselves, before anybody writes them down: alone, in families, in firms, and those who look alike."""

import unicodedata
from dataclasses import dataclass, field, replace

from sportello.sandbox.shop.dice import Dice

from .country import Country, common_first

MARRIED, MOVED, SECOND_MAILBOX, NO_LANDLINE = 7, 12, 35, 60


@dataclass(frozen=True, slots=True)
class Home:
    """An address; `street` is written with its number as the country does."""

    street: str
    postcode: str
    city: str


@dataclass(frozen=True, slots=True)
class Human:
    """One person. `family` may be a double name; `born_family` is the name before a marriage, "" without one.

    `homes` are one or, after moving, two; `phones` the mobile number and, where there is one, the household's; `emails`
    are this person's alone, `shared_mailbox` is a family's or a firm's.
    """

    country: Country
    given: str
    family: str
    born_family: str
    homes: tuple[Home, ...]
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    relay: str
    ebay: str
    shared_mailbox: str = ""
    case: str = "alone"
    orders: list[str] = field(default_factory=list)


def alone(country: Country, dice: Dice) -> Human:
    """Somebody who lives by themselves."""
    woman = dice.chance(52)
    given = common_first(country.women if woman else country.men, dice)
    family = _family(country, dice)
    born = _family(country, dice) if woman and dice.chance(MARRIED) else ""
    homes = (home(country, dice), *([home(country, dice)] if dice.chance(MOVED) else []))
    phones = [country.phone(dice, mobile=True)]
    if not dice.chance(NO_LANDLINE):
        phones.append(country.phone(dice, mobile=False))
    emails = [mailbox(country, given, family, dice)]
    if dice.chance(SECOND_MAILBOX):
        emails.append(mailbox(country, given, born or family, dice))
    return Human(
        country=country,
        given=given,
        family=family,
        born_family=born,
        homes=homes,
        phones=tuple(phones),
        emails=tuple(emails),
        relay=f"{dice.word(14)}@{country.relay}",
        ebay=f"{country.ebay}:{_ascii(given)[: 3 + dice.below(4)]}_{dice.word(4)}{dice.below(100)}",
    )


def household(country: Country, dice: Dice) -> list[Human]:
    """A family at one address: its telephone, mostly its name, sometimes its mailbox are shared."""
    first = replace(alone(country, dice), case="family", homes=(home(country, dice),))
    line = country.phone(dice, mobile=False)
    shared = f"{_ascii(first.family)}.{_ascii(first.homes[0].city)[:6]}@{dice.choose(country.providers)}"
    members = [first]
    while len(members) < 2 + dice.below(2):
        other = alone(country, dice)
        if other.given not in {member.given for member in members}:
            members.append(replace(other, case="family", homes=first.homes, family=first.family, born_family=""))
    with_mailbox = dice.chance(35)
    return [
        replace(
            member,
            phones=(member.phones[0], line),
            emails=(mailbox(country, member.given, member.family, dice),),
            shared_mailbox=shared if with_mailbox else "",
        )
        for member in members
    ]


def namesakes(country: Country, dice: Dice) -> list[Human]:
    """Two people with one name in one town."""
    first, second = alone(country, dice), alone(country, dice)
    elsewhere = _in_town(first.homes[0].city, country, dice)
    return [
        replace(first, case="namesake"),
        replace(
            second,
            case="namesake",
            given=first.given,
            family=first.family,
            born_family="",
            homes=(elsewhere,),
            emails=(mailbox(country, first.given, first.family, dice),),
        ),
    ]


def parent_and_child(country: Country, dice: Dice) -> list[Human]:
    """Two people with one name at one address."""
    parent, child = alone(country, dice), alone(country, dice)
    parent = replace(parent, case="parent and child", born_family="", homes=parent.homes[:1])
    own = (mailbox(country, parent.given, parent.family, dice),)
    return [parent, replace(parent, emails=own, phones=child.phones, relay=child.relay, ebay=child.ebay, orders=[])]


def colleagues(country: Country, dice: Dice) -> list[Human]:
    """People of one firm who share its mailbox, its address and its telephone."""
    name = _ascii(_family(country, dice).split()[-1])
    shared = f"{dice.choose(country.shared)}@{name}-{country.firm}.example"
    office, line = home(country, dice), country.phone(dice, mobile=False)
    people = [alone(country, dice) for _ in range(2 + dice.below(2))]
    return [
        replace(one, case="firm", homes=(office,), phones=(line,), emails=one.emails[:1], shared_mailbox=shared)
        for one in people
    ]


def with_recycled_number(country: Country, dice: Dice) -> list[Human]:
    """Two strangers, one of whom was given the other's old number."""
    first, second = alone(country, dice), alone(country, dice)
    return [
        replace(first, case="recycled number"),
        replace(second, case="recycled number", phones=first.phones[:1]),
    ]


def with_mailboxes_of_their_own(human: Human, taken: set[str]) -> Human:
    """The same person with addresses that nobody in `taken` has; they are added to it."""
    own: list[str] = []
    for address in human.emails:
        local, _at, domain = address.partition("@")
        free = next(
            each for each in (address, *(f"{local}{n}@{domain}" for n in range(2, 10_000))) if each not in taken
        )
        taken.add(free)
        own.append(free)
    return replace(human, emails=tuple(own))


def home(country: Country, dice: Dice) -> Home:
    """Some address."""
    return _at(dice.choose(country.cities), country, dice)


def mailbox(country: Country, given: str, family: str, dice: Dice) -> str:
    """A person's own address, made of the name as people do."""
    first, last = _ascii(given.split(maxsplit=1)[0]), _ascii(family.rsplit(maxsplit=1)[-1])
    year = f"{dice.below(60) + 45:02d}"[-2:]
    local = dice.choose(
        (f"{first}.{last}", f"{first}{last}{year}", f"{first[0]}.{last}{year}", f"{last}.{first}{year}",
         f"{first}_{last}", f"{first}{dice.below(900) + 100}", f"{dice.word(8)}{year}")
    )  # fmt: skip
    return f"{local}@{dice.choose(country.providers)}"


def _in_town(city: str, country: Country, dice: Dice) -> Home:
    return _at(next(each for each in country.cities if each[0] == city), country, dice)


def _at(city: list[str], country: Country, dice: Dice) -> Home:
    street = country.street.format(street=dice.choose(country.streets), number=dice.below(140) + 1)
    return Home(street, country.postcode(city[1], dice), city[0])


def _family(country: Country, dice: Dice) -> str:
    first = common_first(country.families, dice)
    if not dice.chance(country.double_family):
        return first
    second = common_first(country.families, dice)
    return first if second == first else f"{first}{'-' if country.code in ('FR', 'GB') else ' '}{second}"


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss"))
    return "".join(c for c in plain if c.isascii() and c.isalnum())
