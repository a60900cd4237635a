"""Who buys, and what each marketplace calls them."""

from dataclasses import dataclass

from sportello.sandbox.shop.dice import Dice
from sportello.sandbox.shop.people import Person, person
from sportello.sandbox.shop.sites import Site

STREETS = {
    "it": ("Via Garibaldi", "Corso Italia", "Via dei Mille", "Viale Piave", "Via San Martino"),
    "de": ("Lindenstraße", "Bahnhofstraße", "Am Markt", "Goethestraße", "Gartenweg"),
    "fr": ("rue des Lilas", "avenue Jean Jaurès", "rue Pasteur", "place de la Mairie", "rue du Moulin"),
    "es": ("Calle Mayor", "Avenida de la Paz", "Calle del Sol", "Plaza Nueva", "Calle Real"),
    "en": ("High Street", "Station Road", "Church Lane", "Mill Road", "Park Avenue"),
    "us": ("Maple Street", "Oak Avenue", "Elm Drive", "Cedar Lane", "Lake Road"),
}
TOWNS = {
    "it": (("20121", "Milano", "MI"), ("10121", "Torino", "TO"), ("40121", "Bologna", "BO"), ("80121", "Napoli", "NA")),
    "de": (("10115", "Berlin", ""), ("80331", "München", ""), ("50667", "Köln", ""), ("20095", "Hamburg", "")),
    "fr": (("75011", "Paris", ""), ("69003", "Lyon", ""), ("31000", "Toulouse", ""), ("44000", "Nantes", "")),
    "es": (("28013", "Madrid", "M"), ("08002", "Barcelona", "B"), ("46001", "Valencia", "V"), ("11001", "Cádiz", "CA")),
    "en": (("M1 1AE", "Manchester", ""), ("LS1 4AP", "Leeds", ""), ("BS1 5TR", "Bristol", ""), ("YO1 7HH", "York", "")),
    "us": (("60601", "Chicago", "IL"), ("73301", "Austin", "TX"), ("97201", "Portland", "OR"), ("43004", "Troy", "OH")),
}  # fmt: skip
COUNTRIES = {"it": "IT", "de": "DE", "fr": "FR", "es": "ES", "en": "GB", "us": "US"}
# Ranges that no subscriber has where there are such; elsewhere a prefix that is not given out.
PHONES = {"it": "+393990", "de": "+49171392", "fr": "+336399", "es": "+346900", "en": "+447700900", "us": "+120255501"}
PHONE_DIGITS = {"it": 6, "de": 5, "fr": 5, "es": 5, "en": 3, "us": 2}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a parcel goes: `country` is ISO 3166-1 alpha-2, `region` a province or state, "" where none is written."""

    street: str
    postal_code: str
    town: str
    region: str
    country: str


@dataclass(frozen=True, slots=True)
class Buyer:
    """One buyer with everything each marketplace knows; a stand-in shows only what its marketplace would.

    `email` and `phone` (E.164) are their own, the rest are ids: `ebay_user` is the name, `ebay_id` the immutable id,
    `walmart_relay` a whole address, `shopify_id` the number in `gid://shopify/Customer/<number>`.
    """

    name: str
    language: str
    email: str
    phone: str
    address: Address
    ebay_user: str
    ebay_id: str
    walmart_relay: str
    shopify_id: str
    seed: int

    @property
    def first_name(self) -> str:
        """The name's first part."""
        return self.name.split()[0]

    @property
    def last_name(self) -> str:
        """The name's other parts, "" when there is only one."""
        return " ".join(self.name.split()[1:])

    @property
    def shopify_gid(self) -> str:
        """Shopify's global id of the customer."""
        return f"gid://shopify/Customer/{self.shopify_id}"

    def amazon_local(self, site: str) -> str:
        """The relay address' local part, the same for ever on one site such as "amazon.it"."""
        return self._person.amazon_local(Site("amazon", site, self.language))

    def amazon_relay(self, site: str) -> str:
        """The relay address without a case, as Amazon's orders show it; mails add "+<case>" to the local part."""
        return f"{self.amazon_local(site)}@marketplace.{site}"

    @property
    def _person(self) -> Person:
        return person(self.seed, self.name, self.language)


def buyer(seed: int, name: str, language: str, *, american: bool = False) -> Buyer:
    """The buyer of this name (the same person as in the shop's stories). `american`: lives in the United States."""
    who = person(seed, name, language)
    dice, place = Dice(seed, "buyer", name), "us" if american else language
    postal_code, town, region = dice.choose(TOWNS[place])
    street = _street(dice.choose(STREETS[place]), dice.below(120) + 1, place)
    return Buyer(
        name=name,
        language=language,
        email=who.address,
        phone=PHONES[place] + dice.text(PHONE_DIGITS[place], "0123456789"),
        address=Address(street, postal_code, town, region, COUNTRIES[place]),
        ebay_user=who.ebay_name,
        ebay_id=f"{dice.word(11)}",
        walmart_relay=who.walmart_address(),
        shopify_id=f"7{dice.digits(12)}",
        seed=seed,
    )


def _street(street: str, number: int, place: str) -> str:
    return f"{number} {street}" if place in {"en", "us", "fr"} else f"{street} {number}"
