"""Amazon's marketplaces: their ids (SP-API reference) and the ends of their domain names."""

from sportello.channels.mail.common import belongs_to

MARKETPLACES = {
    "ATVPDKIKX0DER": "com",
    "A2EUQ1WTGCTBG2": "ca",
    "A1AM78C64UM0Y8": "com.mx",
    "A2Q3Y263D00KWC": "com.br",
    "A1F83G8C2ARO7P": "co.uk",
    "A1PA6795UKMFR9": "de",
    "A13V1IB3VIYZZH": "fr",
    "APJ6JRA9NG5V4": "it",
    "A1RKKUPIHCS9HS": "es",
    "A1805IZSGTT6HS": "nl",
    "AMEN7PMS3EDWL": "com.be",
    "A2NODRKZP88ZB9": "se",
    "A1C3SOZRARQ6R3": "pl",
    "A28R8C7NBKEWEA": "ie",
    "A33AVAJ2PDY3EV": "com.tr",
    "A2VIGQ35RCS4UG": "ae",
    "ARBP9OOSHTCHU": "eg",
    "A17E79C6D8DWNP": "sa",
    "A21TJRUUN4KGV": "in",
    "AE08WJ6YKNBMC": "co.za",
    "A1VC38T7YXB528": "co.jp",
    "A39IBJ37TRP1C6": "com.au",
    "A19VAU5U5O7RUS": "sg",
}
ENDS = tuple(dict.fromkeys(MARKETPLACES.values()))
DOMAINS = tuple(f"amazon.{end}" for end in ENDS)


def amazon_domain(email: str) -> str:
    """The Amazon domain that an address is in ("amazon.it" also for `bounces.amazon.it`), or ""."""
    return belongs_to(email, DOMAINS)
