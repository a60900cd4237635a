"""Ordinary orders that nobody writes about: some hundred in the past, and a few on every day to come."""

from datetime import datetime, timedelta

from sportello.sandbox.shop.dice import Dice
from sportello.sandbox.shop.orders import PREFIXES
from sportello.sandbox.shop.products import PRODUCTS
from sportello.sandbox.shop.sites import EBAY_TLDS, Site

from .building import build_order
from .buyers import buyer
from .parcels import parcel_number
from .plans import Course, plan
from .world import Birth

FIRST = {
    "it": ("Elisa", "Paolo", "Giorgia", "Stefano", "Irene", "Davide", "Silvia", "Nicola"),
    "de": ("Anke", "Jürgen", "Katrin", "Uwe", "Silke", "Holger", "Birgit", "Sven"),
    "fr": ("Camille", "Julien", "Sandrine", "Olivier", "Aurélie", "Thierry", "Nathalie", "Bruno"),
    "es": ("Lucía", "Javier", "Marta", "Álvaro", "Nuria", "Sergio", "Pilar", "Iván"),
    "en": ("Hannah", "Oliver", "Grace", "Callum", "Ruth", "Dylan", "Megan", "Owen"),
}
LAST = {
    "it": ("Marchetti", "Fontana", "Rinaldi", "Caruso", "Bernardi", "Longo", "Pellegrini", "Sala", "Testa", "Grassi"),
    "de": ("Vogel", "Krämer", "Seidel", "Lorenz", "Pohl", "Engel", "Busch", "Horn", "Sauer", "Winkler"),
    "fr": ("Lefèvre", "Garnier", "Chevalier", "Masson", "Perrin", "Robin", "Colin", "Brunet", "Leclerc", "Roche"),
    "es": ("Navarro", "Iglesias", "Ortega", "Castillo", "Cortés", "Vidal", "Pascual", "Herrero", "Lozano", "Cano"),
    "en": ("Hughes", "Palmer", "Barker", "Fletcher", "Dawson", "Pearson", "Holmes", "Webb", "Chapman", "Lambert"),
}
LANGUAGES = ("it", "it", "it", "de", "de", "fr", "es", "en", "en")
OFTEN = ("amazon",) * 11 + ("ebay",) * 4 + ("shopify",) * 4 + ("walmart",)
FATES = (
    ("smooth",) * 80 + ("returned",) * 8 + ("attempted",) * 4 + ("cancelled",) * 3 + ("returning",) * 2
    + ("stuck", "lost", "claimed")
)  # fmt: skip
SPREAD_DAYS = 150
DAILY = 4


def past(seed: int, count: int, now: datetime, known: dict[str, list[str]]) -> list[Birth]:
    """So many orders placed in the months before `now`; `known` are buyers by language who also come back."""
    births = []
    for place in range(count):
        dice = Dice(seed, "quiet", place)
        age = timedelta(days=1 + SPREAD_DAYS * dice.share(), seconds=dice.below(86_000))
        births.append(_birth(seed, f"#{3000 + 2 * place}", now - age, dice, known))
    return births


def on_day(seed: int, day: datetime, known: dict[str, list[str]], first_day: datetime) -> list[Birth]:
    """The orders of the day that begins at `day`; `first_day` is the first one that is told this way."""
    births = []
    for place in range(DAILY):
        dice = Dice(seed, "day", day.date(), place)
        number = 6000 + (day - first_day).days * DAILY + place
        births.append(_birth(seed, f"#{number}", day + timedelta(seconds=dice.below(86_000)), dice, known))
    return births


def one(seed: int, name: str, kind: str, now: datetime, number: int, known: dict[str, list[str]]) -> Birth:
    """An order of this marketplace placed now; `name` decides all the rest of it."""
    return _birth(seed, f"#{9000 + number}", now, Dice(seed, "one", name), known, kind)


def _birth(
    seed: int, shop_number: str, placed_at: datetime, dice: Dice, known: dict[str, list[str]], kind: str = ""
) -> Birth:
    kind = kind or dice.choose(OFTEN)
    language = "en" if kind == "walmart" else dice.choose(LANGUAGES)
    site, american = _site(kind, language), kind == "walmart"
    name = f"{dice.choose(FIRST[language])} {dice.choose(LAST[language])}"
    if not american and known.get(language) and dice.chance(15):
        name = dice.choose(known[language])
    who = buyer(seed, name, language, american=american)
    number = _number(site, dice) or shop_number
    order = build_order(site, number, who, _wanted(dice), placed_at, dice)
    carrier, tracking = parcel_number(site, "us" if american else language, dice)
    ships_at = placed_at + timedelta(hours=5 + dice.below(36))
    arrives_at = ships_at + timedelta(hours=30 + dice.below(70))
    fate = dice.choose(FATES)
    shows_at = placed_at + timedelta(hours=2) if fate == "cancelled" else arrives_at + timedelta(days=1 + dice.below(9))
    course = Course(carrier, tracking, ships_at, arrives_at, fate, shows_at)
    return Birth(order, tuple(plan(order, course, dice)))


def _site(kind: str, language: str) -> Site:
    tld = EBAY_TLDS[language]
    return Site(kind, f"{kind}.{tld}" if kind in {"amazon", "ebay"} else "", language)


def _number(site: Site, dice: Dice) -> str:
    if site.kind == "amazon":
        return f"{PREFIXES[site.tld]}{2 + dice.below(7)}-{dice.digits(7)}-{dice.digits(7)}"
    if site.kind == "ebay":
        return f"{10 + dice.below(17)}-{dice.digits(5)}-{dice.digits(5)}"
    return f"20001{dice.digits(10)}" if site.kind == "walmart" else ""


def _wanted(dice: Dice) -> dict[str, int]:
    wanted = {dice.choose(sorted(PRODUCTS)): 1 if dice.chance(88) else 2}
    if dice.chance(18):
        wanted.setdefault(dice.choose(sorted(PRODUCTS)), 1)
    return wanted
