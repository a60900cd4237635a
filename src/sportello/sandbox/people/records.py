"""What each channel writes down of a person: some of the facts, with slips."""

from sportello.sandbox.shop.dice import Dice

from .people import Home, Human
from .slips import shortened, transcribed, typed, without_accents

type Record = dict[str, str]

CHANNELS = (*["amazon"] * 30, *["ebay"] * 15, *["shopify"] * 25, *["email"] * 20, *["form"] * 10)
BY_MAIL = ("email", "form")
HOW_OFTEN = (1,) * 20 + (2,) * 32 + (3,) * 26 + (4,) * 15 + (5,) * 7
SLIP, SWAP, INITIAL, CAPITALS, BARE, CUT = 14, 5, 6, 8, 40, 30


def records_of(human: Human, dice: Dice) -> list[Record]:
    """A person's records, in the order in which they came; who writes twice mostly bought something first."""
    channels = sorted((dice.choose(CHANNELS) for _ in range(dice.choose(HOW_OFTEN))), key=BY_MAIL.__contains__)
    return [_record(human, channel, dice) for channel in channels]


def _record(human: Human, channel: str, dice: Dice) -> Record:
    record: Record = {"channel": channel, "country": human.country.code}
    record |= _name(human, dice)
    if channel == "amazon":
        record |= _on_amazon(human, dice)
    elif channel == "ebay":
        record |= {"buyer_id": human.ebay, **_order(human, dice), **_address(human, dice)}
        record |= _phone(human, dice, 40)
    elif channel == "shopify":
        record |= {"email": _email(human, dice), **_order(human, dice), **_address(human, dice)}
        record |= _phone(human, dice, 55)
    else:
        record |= {"email": _email(human, dice), **_phone(human, dice, 55), **_named_order(human, dice)}
        record |= _address(human, dice) if dice.chance(25) else {}
    return {**record, "case": human.case}


def _on_amazon(human: Human, dice: Dice) -> Record:
    """What Amazon tells of an order; of one that it ships itself only that it was placed through this relay."""
    told: Record = {"relay": human.relay, **_order(human, dice)}
    if dice.chance(10):
        return {**told, "surname": ""}
    return {**told, **_address(human, dice), **_phone(human, dice, 45)}


def _name(human: Human, dice: Dice) -> Record:
    given, family = human.given, human.family
    if human.born_family and dice.chance(50):
        family = human.born_family
    elif " " in family and dice.chance(40):
        family = family.split()[0]
    if " " in given and dice.chance(40):
        given = given.split()[0]
    given, family = _written(given, dice), _written(family, dice)
    if dice.chance(INITIAL):
        given = f"{given[0]}."
    elif dice.chance(SWAP):
        given, family = family, given
    return {"first_name": given, "surname": family}


def _written(text: str, dice: Dice) -> str:
    if not text.isascii() and dice.chance(BARE):
        text = transcribed(text) if dice.chance(50) else without_accents(text)
    if dice.chance(SLIP):
        text = typed(text, dice)
    return text.upper() if dice.chance(CAPITALS) else text


def _address(human: Human, dice: Dice) -> Record:
    home: Home = dice.choose(human.homes)
    street = shortened(home.street) if dice.chance(CUT) else home.street
    postcode = home.postcode
    if dice.chance(3):
        postcode = dice.text(5, "0123456789") if postcode.isdigit() else postcode.replace(" ", "")
    return {"street": _written(street, dice), "postcode": postcode, "city": _written(home.city, dice)}


def _phone(human: Human, dice: Dice, percent: int) -> Record:
    if not dice.chance(percent):
        return {}
    number, country = dice.choose(human.phones), human.country
    spaced = f"{number[:3]} {number[3:6]} {number[6:]}".strip()
    forms = (
        f"{country.trunk}{number}",
        f"{country.calling}{number}",
        f"{country.calling} {spaced}",
        f"00{country.calling[1:]}{number}",
    )
    return {"phone": dice.choose(forms)}


def _email(human: Human, dice: Dice) -> str:
    address = human.emails[0] if dice.chance(65) else human.emails[-1]
    if human.shared_mailbox and dice.chance(55):
        address = human.shared_mailbox
    local, _at, domain = address.partition("@")
    return f"{typed(local, dice)}@{domain}" if dice.chance(4) else address


def _order(human: Human, dice: Dice) -> Record:
    number = f"{dice.digits(3)}-{dice.digits(7)}-{dice.digits(7)}"
    human.orders.append(number)
    return {"order": number}


def _named_order(human: Human, dice: Dice) -> Record:
    """Who writes by mail names an order of theirs in four of five cases."""
    return {"named_order": dice.choose(human.orders)} if human.orders and dice.chance(80) else {}
