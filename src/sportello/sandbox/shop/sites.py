"""Where Casa Lume sells, and what each place calls its parts."""

from dataclasses import dataclass
from datetime import tzinfo
from zoneinfo import ZoneInfo

LANGUAGES = ("it", "en", "de", "fr", "es")
ZONES = {
    "it": ZoneInfo("Europe/Rome"),
    "de": ZoneInfo("Europe/Berlin"),
    "fr": ZoneInfo("Europe/Paris"),
    "es": ZoneInfo("Europe/Madrid"),
    "en": ZoneInfo("Europe/London"),
}
LOCALES = {"it": "it_IT", "de": "de_DE", "fr": "fr_FR", "es": "es_ES", "en": "en_GB"}
COUNTRIES = {"it": "IT", "de": "DE", "fr": "FR", "es": "ES", "en": "GB"}
EBAY_TLDS = {"it": "it", "de": "de", "fr": "fr", "es": "es", "en": "co.uk"}
MARKETPLACE_IDS = {
    "it": "APJ6JRA9NG5V4",
    "de": "A1PA6795UKMFR9",
    "fr": "A13V1IB3VIYZZH",
    "es": "A1RKKUPIHCS9HS",
    "co.uk": "A1F83G8C2ARO7P",
}
CHANNELS = ("amazon.it", "amazon.de", "amazon.fr", "amazon.es", "amazon.co.uk", "ebay", "walmart", "shopify", "email")

SHOP_NAME = "Casa Lume"
SHOP_ADDRESS = "ciao@casalume.example"
SHOP_HOST = "mx.casalume.example"
SELLER_ID = "A2CASALUME7Q1X"


@dataclass(frozen=True, slots=True)
class Site:
    """One channel seen in one language: `kind` is the marketplace, `name` such as "amazon.it", "" where it has none."""

    kind: str
    name: str
    language: str

    @property
    def tld(self) -> str:
        """What follows the marketplace's name in its addresses."""
        return self.name.partition(".")[2]

    @property
    def zone(self) -> tzinfo:
        """The time zone of its buyers."""
        return ZoneInfo("America/Chicago") if self.kind == "walmart" else ZONES[self.language]

    @property
    def marketplace_id(self) -> str:
        """Amazon's id of the site."""
        return MARKETPLACE_IDS[self.tld]


def site_of(channel: str, language: str) -> Site:
    """The site of a story's channel. Raises ValueError for a channel that Casa Lume does not have."""
    if channel not in CHANNELS:
        raise ValueError(f"Casa Lume does not sell on {channel!r}")
    kind = channel.partition(".")[0]
    if kind == "ebay":
        return Site(kind, f"ebay.{EBAY_TLDS[language]}", language)
    return Site(kind, channel if kind == "amazon" else "", language)
