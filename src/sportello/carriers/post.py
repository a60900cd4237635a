"""The world's postal services: the countries of UPU S10 and whose post we know by name."""

_ISO = (
    "AD AE AF AG AI AL AM AN AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BM BN BO BQ BR BS BT BV BW BY"
    " BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK"
    " FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR"
    " IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK"
    " ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM"
    " PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF"
    " TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT YU ZA ZM ZW XK"
)
COUNTRIES: frozenset[str] = frozenset(_ISO.split())
"""ISO 3166-1 alpha-2, with those that posts still print (AN, YU) or use (XK)."""

_BY_COUNTRY = {
    "AT": "austrian_post",
    "BE": "bpost",
    "CA": "canada_post",
    "CH": "swiss_post",
    "CN": "china_post",
    "DE": "deutsche_post",
    "DK": "postnord",
    "ES": "correos",
    "FR": "la_poste",
    "GB": "royal_mail",
    "IE": "an_post",
    "IT": "poste_italiane",
    "NL": "postnl",
    "PL": "poczta_polska",
    "PT": "ctt",
    "SE": "postnord",
    "US": "usps",
}


def post_of(number: str) -> str:
    """The carrier that took a parcel with this S10 number; `post` where we know no more than that it is a post.

    France's X services are Chronopost's, its C and 6/8 parcels Colissimo's; Germany's C parcels DHL's.
    """
    country, service = number[-2:], number[0]
    if country == "FR" and service in "XE":
        return "chronopost"
    if country == "FR" and service == "C":
        return "colissimo"
    if country == "DE" and service in "CJ":
        return "dhl"
    return _BY_COUNTRY.get(country, "post")
