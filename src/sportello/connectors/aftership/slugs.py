"""AfterShip's names of carriers ("slugs") for ours. Pure.

Where a carrier of ours has none here, AfterShip is left to tell the carrier from the number.
"""

import re
from typing import Final

_SLUGS: Final = {
    "amazon": "amazon",
    "an_post": "an-post",
    "austrian_post": "austrian-post",
    "bpost": "bpost",
    "brt": "brt-it",
    "canada_post": "canada-post",
    "canpar": "canpar",
    "china_post": "china-post",
    "chronopost": "chronopost-france",
    "colis_prive": "colis-prive",
    "colissimo": "la-poste-colissimo",
    "correos": "spain-correos-es",
    "correos_express": "correosexpress",
    "ctt": "portugal-ctt",
    "deutsche_post": "deutsch-post",
    "dhl": "dhl",
    "dpd": "dpd",
    "evri": "myhermes-uk",
    "fedex": "fedex",
    "gls": "gls",
    "hermes": "hermes-de",
    "inpost": "inpost-paczkomaty",
    "la_poste": "la-poste-colissimo",
    "landmark": "landmark-global",
    "lasership": "lasership",
    "mondial_relay": "mondialrelay",
    "mrw": "mrw-spain",
    "nacex": "nacex-spain",
    "old_dominion": "old-dominion",
    "ontrac": "ontrac",
    "parcelforce": "parcel-force",
    "poczta_polska": "poczta-polska",
    "poste_italiane": "poste-italiane",
    "postnl": "postnl",
    "postnord": "postnord",
    "purolator": "purolator",
    "royal_mail": "royal-mail",
    "sda": "italy-sda",
    "seur": "spanish-seur",
    "swiss_post": "swiss-post",
    "tnt": "tnt",
    "ups": "ups",
    "usps": "usps",
    "yodel": "yodel",
    "yunexpress": "yunexpress",
}
_DHL_GERMANY: Final = re.compile(r"00340\d{15}|JJD\d{13,20}|JD01\d{16}|\d{12}", re.ASCII)
# Slugs of one carrier's houses in several countries: all of them are the same carrier to us.
_OTHERS: Final = {
    "dhl-germany": "dhl",
    "dhl-global-mail": "dhl",
    "dhlparcel-es": "dhl",
    "dpd-de": "dpd",
    "dpd-uk": "dpd",
    "gls-italy": "gls",
    "gls-spain": "gls",
    "brt-it-parcelid": "brt",
    "poste-italiane-paccocelere": "poste_italiane",
    "postnl-3s": "postnl",
    "postnl-international": "postnl",
    "tnt-it": "tnt",
    "international-seur": "seur",
    "nacex": "nacex",
}
_CARRIERS: Final = {slug: carrier for carrier, slug in reversed(_SLUGS.items())} | _OTHERS


def slug_of(carrier: str, number: str) -> str:
    """AfterShip's slug for our carrier, "" when it should find out itself; DHL's German parcels have their own."""
    if carrier == "dhl" and _DHL_GERMANY.fullmatch(number):
        return "dhl-germany"
    return _SLUGS.get(carrier, "")


def carrier_of(slug: str) -> str:
    """Our carrier for AfterShip's slug; "" when it is none of ours."""
    return _CARRIERS.get(slug, "")
