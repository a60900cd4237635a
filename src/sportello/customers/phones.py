"""Telephone numbers: one form to compare them by, and finding them in what people write. Pure.

The form is E.164 (ITU-T): "+", country code, number. Country codes and trunk prefixes are those of the countries a
European seller meets; another country's number is known when it is written with its country code.
"""

import re

# Country: (country code, trunk prefix that is dropped, fewest and most digits of the national number).
_PLANS: dict[str, tuple[str, str, int, int]] = {
    "AT": ("43", "0", 7, 13), "BE": ("32", "0", 8, 9), "CH": ("41", "0", 9, 9), "CZ": ("420", "", 9, 9),
    "DE": ("49", "0", 7, 11), "DK": ("45", "", 8, 8), "ES": ("34", "", 9, 9), "FR": ("33", "0", 9, 9),
    "GB": ("44", "0", 9, 10), "IE": ("353", "0", 7, 9), "IT": ("39", "", 6, 11), "LU": ("352", "", 6, 9),
    "NL": ("31", "0", 9, 9), "PL": ("48", "", 9, 9), "PT": ("351", "", 9, 9), "SE": ("46", "0", 7, 9),
    "US": ("1", "1", 10, 10),
}  # fmt: skip
_BY_CODE = {plan[0]: plan for plan in _PLANS.values()}
_OF_LANGUAGE = {"de": "DE", "en": "GB", "es": "ES", "fr": "FR", "it": "IT"}
FEWEST, MOST = 8, 15
_WRITTEN = re.compile(r"(?<![\w#@/.,-])(?:\+|00)?\(?\d(?:[ ./()-]{0,2}\d){6,15}(?![\w@-])")
_SAYS_SO = re.compile(
    r"(?:\btel\b|phone|telefon|t[ée]l[ée]phone|\bt[ée]l\b|mobile?\b|mobil\b|handy|cell|cellulare|portable|m[óo]vil|"
    r"whatsapp|call me|reach me|chiam\w+|ruf\w*|appel\w+|llám\w+|llam\w+|\bfon\b|📞|☎)",
    re.IGNORECASE,
)
_NEAR = 40


def normal(number: str, country: str = "") -> str:
    """A number in international form; `country` is ISO 3166-1 alpha-2 of whoever wrote it without country code.

    "" when it is no telephone number.
    """
    if re.search(r"[^\d\s()+./-]", number):
        return ""
    digits = re.sub(r"\D", "", re.sub(r"\(0\)", "", number))
    if number.strip().startswith("+") or digits.startswith("00"):
        return _international(digits.removeprefix("00"))
    plan = _PLANS.get("GB" if country.upper() == "UK" else country.upper())
    if plan is None:
        return ""
    code, trunk, fewest, most = plan
    national = digits.removeprefix(trunk) if trunk else digits
    return f"+{code}{national}" if fewest <= len(national) <= most else ""


def country_of_language(language: str) -> str:
    """The country whose numbers somebody most likely writes in this language; "" when we cannot say."""
    return _OF_LANGUAGE.get(language[:2].lower(), "")


def written_in(text: str, country: str = "") -> tuple[str, ...]:
    """The telephone numbers in a text, in international form: those with a country code, or called one by a word
    before them. Order, parcel and invoice numbers are none."""
    found = [normal(match[0], country) for match in _WRITTEN.finditer(text) if _is_called_one(text, match)]
    return tuple(dict.fromkeys(number for number in found if number))


def _is_called_one(text: str, match: re.Match[str]) -> bool:
    if match[0].startswith("+"):
        return True
    line = text[max(0, match.start() - _NEAR) : match.start()].rpartition("\n")[2]
    return bool(_SAYS_SO.search(line))


def _international(digits: str) -> str:
    if not FEWEST <= len(digits) <= MOST or digits.startswith("0"):
        return ""
    for length in (3, 2, 1):
        if plan := _BY_CODE.get(digits[:length]):
            code, trunk, fewest, most = plan
            national = digits[length:].removeprefix(trunk) if trunk == "0" else digits[length:]
            return f"+{code}{national}" if fewest <= len(national) <= most else ""
    return f"+{digits}"
