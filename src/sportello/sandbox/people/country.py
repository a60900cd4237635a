"""What people and their addresses look like in a country."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sportello.sandbox.shop.dice import Dice

CODES = ("it", "de", "fr", "es", "gb")
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


@dataclass(frozen=True, slots=True)
class Country:
    """One country's names, streets, cities and numbers. `double_family` is how many of a hundred have two family
    names; a city is its name and how its postcodes begin."""

    code: str
    calling: str
    trunk: str
    mobile: list[str]
    landline: list[str]
    street: str
    providers: list[str]
    relay: str
    ebay: str
    double_family: int
    firm: str
    shared: list[str]
    women: list[str]
    men: list[str]
    families: list[str]
    streets: list[str]
    cities: list[list[str]]

    def postcode(self, begins: str, dice: Dice) -> str:
        """A postcode of a city."""
        if self.code == "GB":
            return f"{begins} {dice.below(9) + 1}{dice.text(2, _LETTERS)}"
        return begins + dice.text(5 - len(begins), "0123456789")

    def phone(self, dice: Dice, *, mobile: bool) -> str:
        """A telephone number in national form without its trunk prefix."""
        begins = dice.choose(self.mobile if mobile else self.landline).replace(" ", "")
        length = {"FR": 9, "ES": 9, "GB": 10, "IT": 10, "DE": 10}[self.code]
        return begins + dice.text(length - len(begins), "0123456789")


@cache
def country(code: str) -> Country:
    """A country by its code in small letters."""
    path = Path(__file__).with_name("countries") / f"{code}.toml"
    return Country(**tomllib.loads(path.read_text(encoding="utf-8")))


def common_first[T](things: list[T], dice: Dice) -> T:
    """One of the things; those that stand first are chosen more often, as names are."""
    return things[int(len(things) * dice.share() * dice.share() ** 0.5)]
