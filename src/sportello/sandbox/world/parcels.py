"""Tracking numbers of the carriers that bring Casa Lume's parcels; all digits are invented, check digits are right."""

from sportello.sandbox.shop.dice import Dice
from sportello.sandbox.shop.orders import tracking as story_tracking
from sportello.sandbox.shop.sites import Site

# Who usually brings the parcels of a place, as in the stories; the second one brings some of the others.
CARRIERS_OF = {
    "it": ("brt", "gls"),
    "de": ("dhl", "gls"),
    "fr": ("colissimo", "ups"),
    "es": ("correos", "ups"),
    "en": ("royal_mail", "ups"),
    "us": ("ups", "fedex", "usps"),
}


def usual_carrier(place: str) -> str:
    """The carrier whose numbers the stories of this place show."""
    return CARRIERS_OF[place][0]


def parcel_number(site: Site, place: str, dice: Dice) -> tuple[str, str]:
    """A carrier of this place and a tracking number of its own kind."""
    others = CARRIERS_OF[place][1:]
    carrier = dice.choose(others) if dice.chance(25) else usual_carrier(place)
    makers = {"gls": _gls, "fedex": _fedex, "usps": _usps}
    if carrier == "ups":
        return carrier, story_tracking(Site("walmart", "", "en"), dice)
    return carrier, makers[carrier](dice) if carrier in makers else story_tracking(site, dice)


def _gls(dice: Dice) -> str:
    """Eleven digits and a check digit: weights 3 and 1 from the right, plus one, modulo 10."""
    digits = dice.digits(11)
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return f"{digits}{-(total + 1) % 10}"


def _fedex(dice: Dice) -> str:
    """Twelve digits, the last one the weighted sum (3, 1, 7 from the left) modulo 11, modulo 10."""
    digits = dice.digits(11)
    total = sum(int(digit) * (3, 1, 7)[place % 3] for place, digit in enumerate(digits))
    return f"{digits}{total % 11 % 10}"


def _usps(dice: Dice) -> str:
    """Twenty-two digits from 94 on, the last one by weights 3 and 1 from the right, modulo 10."""
    digits = f"9400{dice.digits(17)}"
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return f"{digits}{-total % 10}"
