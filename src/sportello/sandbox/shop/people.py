"""The buyers: one name is one person, with an address and a name on every marketplace."""

import unicodedata
from dataclasses import dataclass

from .dice import Dice
from .sites import Site

CLIENTS = {
    "it": ("gmail", "libero", "apple", "outlook"),
    "de": ("gmail", "gmx", "apple", "outlook"),
    "fr": ("gmail", "orange", "apple", "outlook"),
    "es": ("gmail", "apple", "outlook"),
    "en": ("gmail", "apple", "outlook"),
}
HOSTS = {
    "gmail": "gmail",
    "libero": "libero",
    "apple": "icloud",
    "outlook": "hotmail",
    "gmx": "gmx",
    "orange": "orange",
}


@dataclass(frozen=True, slots=True)
class Person:
    """A buyer. `client` is the mail program, which also decides the provider."""

    name: str
    language: str
    client: str
    address: str
    ebay_name: str
    seed: int

    @property
    def first_name(self) -> str:
        """What a marketplace shows of the name."""
        return self.name.split()[0]

    def amazon_local(self, site: Site) -> str:
        """The relay address' local part, the same for ever on this site."""
        return Dice(self.seed, "relay", site.name, self.name).word(14 + len(self.name) % 3)

    def walmart_address(self) -> str:
        """The relay address on Walmart."""
        dice = Dice(self.seed, "relay", "walmart", self.name)
        return f"{'pc-' if dice.chance(50) else ''}{dice.hex(32)}@relay.walmart.com"

    def ebay_address(self, site: Site, product: str) -> str:
        """The address through which eBay hands answers on to this buyer."""
        return f"{Dice(self.seed, 'relay', 'ebay', self.name, product).hex(18)}@members.{site.name}"


def person(seed: int, name: str, language: str) -> Person:
    """The buyer of this name; the language only matters when two stories disagree about it."""
    dice = Dice(seed, "person", name)
    client = dice.choose(CLIENTS[language])
    parts = [_ascii(part) for part in name.split()]
    parts = [part for part in parts if part] or ["cliente"]
    local = dice.choose((".".join(parts), "".join(parts), f"{parts[0]}.{parts[-1]}{dice.below(90) + 10}"))
    ebay_name = f"{parts[-1]}{dice.choose(('_', '.', '-'))}{parts[0][:4]}{dice.below(99)}"
    return Person(name, language, client, f"{local}@{HOSTS[client]}.example", ebay_name, seed)


def _ascii(text: str) -> str:
    text = text.lower().replace("ß", "ss").replace("ø", "o").replace("æ", "ae")
    return "".join(c for c in unicodedata.normalize("NFKD", text) if c.isascii() and c.isalnum())
