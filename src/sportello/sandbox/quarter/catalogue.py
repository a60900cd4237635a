"""Where Casa Lume sells, what, by which carriers, who works there, and with which texts."""

from dataclasses import dataclass
from typing import Final

from sportello.sandbox.shop.products import PRODUCTS
from sportello.sandbox.shop.products import Product as Listed

LANGUAGES: Final = ("it", "de", "fr", "es", "en")
CATEGORIES: Final = {
    "delivery": ("where_is_my_order", "tracking_stuck", "delivered_not_received", "change_delivery"),
    "returns": (
        "return_request",
        "refund_status",
        "damaged_or_defective",
        "wrong_or_missing_item",
        "exchange",
        "partial_refund",
    ),
    "policy": (
        "cancel_order",
        "warranty",
        "product_question",
        "assembly",
        "invoice",
        "price_or_discount",
        "account_or_payment",
        "other",
    ),
}
TOPICS: Final = tuple(topic for topics in CATEGORIES.values() for topic in topics)
FIRST_NAMES: Final = (
    *("Giulia", "Carmelo", "Anna", "Bruno", "Marta", "Dieter", "Sabine", "Jonas", "Claire", "Hugo", "Camille"),
    *("Olivia", "Harry", "Amelia", "Paula", "Iker", "Lucía", "Emil", "Nora", "Elio", "Rosa", "Théo"),
)
LAST_NAMES: Final = (
    *("Ferrante", "Sgroi", "Bianchi", "Esposito", "Krüger", "Vogt", "Lindner", "Moreau", "Lefèvre", "Ortega"),
    *("Ruiz", "Walker", "Hughes", "Santoro", "Brandt", "Perrin", "Navarro"),
)


@dataclass(frozen=True, slots=True)
class Market:
    """One channel: how many of a hundred buyers use it, where they live, and its clock."""

    key: str
    kind: str
    site: str
    language: str
    country: str
    share: int
    hours: int
    round_the_clock: bool


@dataclass(frozen=True, slots=True)
class Carrier:
    """A carrier by its code and name, and how many of a hundred parcels it takes."""

    code: str
    name: str
    share: int


@dataclass(frozen=True, slots=True)
class Person:
    """An agent: whose languages are these, who takes so much longer (1: as long as others), and may leave out dates."""

    place: int
    name: str
    email: str
    role: str
    languages: tuple[str, ...]
    pace: float
    terse: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """The edition of a macro or an article: what about, and in which language."""

    place: int
    topic: str
    language: str


MARKETS: Final = (
    Market("amazon.it", "amazon", "amazon.it", "it", "IT", 24, 24, True),
    Market("amazon.de", "amazon", "amazon.de", "de", "DE", 20, 24, True),
    Market("amazon.fr", "amazon", "amazon.fr", "fr", "FR", 13, 24, True),
    Market("amazon.es", "amazon", "amazon.es", "es", "ES", 10, 24, True),
    Market("amazon.co.uk", "amazon", "amazon.co.uk", "en", "GB", 9, 24, True),
    Market("ebay.it", "ebay", "ebay.it", "it", "IT", 7, 24, False),
    Market("walmart.com", "walmart", "walmart.com", "en", "US", 5, 48, True),
    Market("shopify", "shopify", "casalume.example", "it", "IT", 7, 24, False),
    Market("email", "email", "ciao@casalume.example", "de", "DE", 5, 24, False),
)
FORM: Final = Market("form", "form", "aiuto", "it", "IT", 0, 24, False)
MARKETPLACES: Final = frozenset({"amazon", "ebay", "walmart"})
CARRIERS: Final = (
    Carrier("dhl", "DHL", 30),
    Carrier("gls", "GLS", 24),
    Carrier("poste_italiane", "Poste Italiane", 18),
    Carrier("ups", "UPS", 16),
    Carrier("dpd", "DPD", 12),
)
PRODUCT_SHARES: Final = {
    "luce": 16, "arco": 6, "nido": 9, "perno": 8, "sella": 7, "moka": 17, "moka-induzione": 9, "macina": 8, "filo": 6,
    "bulbo": 7, "tavolino": 4, "guarnizione": 3,
}  # fmt: skip
GOODS: Final = tuple(PRODUCTS[key] for key in PRODUCT_SHARES)

# Of a hundred contacts without a cause of their own, how many are about what; how many days the order is old then
# (None: there may be no order); minutes that an answer takes; of a thousand buyers answered well, how many write again.
TOPIC_TABLE: Final = {
    "where_is_my_order": (24, (3, 12), 3.5, 80),
    "tracking_stuck": (6, (5, 16), 4.5, 110),
    "delivered_not_received": (5, (4, 12), 6.0, 130),
    "change_delivery": (3, (0, 2), 3.0, 50),
    "return_request": (11, (6, 28), 4.0, 70),
    "refund_status": (10, (14, 40), 4.5, 90),
    "damaged_or_defective": (8, (4, 30), 6.5, 110),
    "wrong_or_missing_item": (4, (4, 12), 6.0, 100),
    "exchange": (2, (5, 25), 5.0, 80),
    "partial_refund": (2, (5, 20), 6.5, 100),
    "cancel_order": (4, (0, 1), 2.5, 40),
    "warranty": (3, (25, 60), 5.0, 60),
    "product_question": (6, None, 4.5, 60),
    "assembly": (3, (4, 15), 6.0, 90),
    "invoice": (4, (2, 30), 3.0, 50),
    "price_or_discount": (2, None, 3.0, 50),
    "account_or_payment": (2, (0, 5), 4.0, 60),
    "other": (1, None, 3.0, 30),
}
DATA_OF: Final = {
    "refund_status": ("refund_date", "refund_id"),
    "partial_refund": ("refund_date", "refund_id"),
    "where_is_my_order": ("tracking_number",),
    "tracking_stuck": ("tracking_number",),
}
"""What an answer to a topic has to state, as far as the agents of this quarter ever forget it."""


def people(count: int) -> list[Person]:
    """So many agents, the owner and a lead besides, who answer nothing. Places 2 and 4 of the agents are terse."""
    made = [
        Person(0, "Ada Sgroi", "ada@casalume.example", "owner", LANGUAGES, 1.0),
        Person(1, "Lea Brandt", "lea@casalume.example", "lead", LANGUAGES, 1.0),
    ]
    for place in range(count):
        first, last = FIRST_NAMES[place % len(FIRST_NAMES)], LAST_NAMES[(place * 5 + 1) % len(LAST_NAMES)]
        mother = LANGUAGES[place % len(LANGUAGES)]
        spoken = LANGUAGES if count <= len(LANGUAGES) else (mother, LANGUAGES[(place + 1) % len(LANGUAGES)], "en")
        email = f"agent{place + 1}@casalume.example"
        pace = (0.85, 1.0, 1.1, 0.95, 1.15, 1.05, 0.9)[place % 7]
        made.append(Person(place + 2, f"{first} {last}", email, "agent", spoken, pace, terse=place in {1, 3}))
    return made


def macros() -> list[Text]:
    """The macros' editions: one for each topic and language, but none for `other`."""
    pairs = [(topic, language) for topic in TOPICS if topic != "other" for language in LANGUAGES]
    return [Text(place, *pair) for place, pair in enumerate(pairs)]


def name_of(product: Listed, language: str) -> str:
    """The product as buyers call it: without what follows the comma."""
    return product.names[language].partition(",")[0]
