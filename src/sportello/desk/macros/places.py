"""In which country a buyer is served: by the order's address, else by the site's own. Pure."""

from collections.abc import Mapping

# The endings of marketplaces' sites that are no country codes.
_ENDINGS: Mapping[str, str] = {"com": "US", "uk": "GB"}
_COUNTRIES = frozenset(
    {"AE", "AT", "AU", "BE", "BR", "CA", "CH", "DE", "EG", "ES", "FR", "GB", "IE", "IN", "IT", "JP", "MX", "NL", "PL",
     "PT", "SA", "SE", "SG", "TR", "US", "ZA"}
)  # fmt: skip


def country_of(address: Mapping[str, object], site: str) -> str:
    """ISO 3166-1 alpha-2 of where the order goes, else of the site ("amazon.de" is DE); "" when neither says it."""
    told = str(address.get("country", "")).upper()
    if len(told) == 2 and told.isalpha():
        return told
    ending = site.lower().rpartition(".")[2]
    found = _ENDINGS.get(ending, ending.upper())
    return found if found in _COUNTRIES and "." in site else ""
