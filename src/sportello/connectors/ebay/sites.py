"""eBay's sites: the marketplace ids of its API, our names of the sites, and pages of its back office. Pure."""

MARKETPLACES = {
    "EBAY_US": "ebay.com",
    "EBAY_MOTORS_US": "ebay.com",
    "EBAY_GB": "ebay.co.uk",
    "EBAY_DE": "ebay.de",
    "EBAY_IT": "ebay.it",
    "EBAY_FR": "ebay.fr",
    "EBAY_ES": "ebay.es",
    "EBAY_AT": "ebay.at",
    "EBAY_CH": "ebay.ch",
    "EBAY_NL": "ebay.nl",
    "EBAY_BE": "ebay.be",
    "EBAY_IE": "ebay.ie",
    "EBAY_PL": "ebay.pl",
    "EBAY_CA": "ebay.ca",
    "EBAY_AU": "ebay.com.au",
    "EBAY_HK": "ebay.com.hk",
    "EBAY_SG": "ebay.com.sg",
}
HOME = "ebay.com"
ORDER_PAGE = "https://www.{site}/mesh/ord/details?mode=SH&orderid={number}"


def site_of(marketplace: str) -> str:
    """Our name of a site ("EBAY_IT" is "ebay.it"), "" for a marketplace we do not know."""
    return MARKETPLACES.get(marketplace, "")


def order_page(number: str, site: str) -> str:
    """The order's page in Seller Hub."""
    known = site if site in MARKETPLACES.values() else HOME
    return ORDER_PAGE.format(site=known, number=number)
