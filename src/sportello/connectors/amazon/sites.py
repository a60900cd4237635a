"""Amazon's marketplaces: their ids (SP-API reference), regions, hosts and pages."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

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


NORTH_AMERICA, EUROPE, FAR_EAST = "na", "eu", "fe"
_NOT_EUROPE = {
    **dict.fromkeys(("com", "ca", "com.mx", "com.br"), NORTH_AMERICA),
    **dict.fromkeys(("co.jp", "com.au", "sg"), FAR_EAST),
}
API_HOSTS = {region: f"https://sellingpartnerapi-{region}.amazon.com" for region in (NORTH_AMERICA, EUROPE, FAR_EAST)}
LOGIN_HOST = "https://api.amazon.com"
_BACK_OFFICES = {
    NORTH_AMERICA: "sellercentral.amazon.com",
    EUROPE: "sellercentral-europe.amazon.com",
    FAR_EAST: "sellercentral.amazon.co.jp",
}


def site_of(marketplace_id: str, name: str = "") -> str:
    """The site of a marketplace id; of an id we do not know the site by its `name` ("Amazon.co.jp"), else ""."""
    end = MARKETPLACES.get(marketplace_id)
    if end:
        return f"amazon.{end}"
    return name.strip().lower() if name.strip().lower().startswith("amazon.") else ""


def marketplace_of(site: str) -> str:
    """The marketplace id of a site such as "amazon.it", or ""."""
    end = site.strip().lower().removeprefix("www.").removeprefix("amazon.")
    return next((found for found, known in MARKETPLACES.items() if known == end), "")


def region_of(site: str) -> str:
    """The region whose API host serves a site."""
    return _NOT_EUROPE.get(site.removeprefix("amazon."), EUROPE)


def sites_in(region: str) -> tuple[str, ...]:
    """The sites of a region."""
    return tuple(site for site in DOMAINS if region_of(site) == region)


def order_url(number: str, *, site: str, config: Mapping[str, Any]) -> str:
    """The order's page in Seller Central of its site; where the site is not known, of the account's region."""
    known = site in DOMAINS
    host = f"sellercentral.{site}" if known else _BACK_OFFICES.get(str(config.get("region") or ""), "")
    return f"https://{host or _BACK_OFFICES[EUROPE]}/orders-v3/order/{quote(number, safe='')}"


def buyer_order_url(number: str, *, site: str) -> str:
    """Amazon's own page of an order for the buyer, where its parcels are followed; "" for an unknown site."""
    return (
        f"https://www.{site}/gp/your-account/order-details?orderID={quote(number, safe='')}" if site in DOMAINS else ""
    )


def buyer_return_url(number: str, *, site: str) -> str:
    """Amazon's own page where the buyer starts the return of an order; "" for an unknown site."""
    return f"https://www.{site}/spr/returns/cart?orderId={quote(number, safe='')}" if site in DOMAINS else ""
