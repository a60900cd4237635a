"""Order and item numbers in a text, each by the shape that its channel gives it."""

import re

_LINK = re.compile(r"https?://\S{1,2000}")
_SHAPES = re.compile(
    r"(?<![\w-])(?P<amazon>\d{3}-\d{7}-\d{7})(?![\w-])"
    r"|(?<![\w-])(?P<ebay>\d{2}-\d{5}-\d{5})(?![\w-])"
    r"|(?<![\w&/#=.-])(?P<shop>#\d{4,6})(?![\w/-]|[.,]\d)"
    r"|(?<![\w.,/-])(?P<walmart>(?:2000|10[0-9]{2})\d{11})(?![\w/-])"
)
_NOT_AN_ORDER = re.compile(
    r"(?:ticket|case|caso|request|richiesta|anfrage|vorgang|demande|solicitud|consulta|incident|pratica|dossier"
    r"|claim|colou?r|farbe)\W{0,5}(?:n[°ºro.]{0,3}|nr\.?|no\.?|id)?\W{0,3}$",
    re.IGNORECASE,
)
_ASIN = re.compile(r"(?:\bASIN\W{1,3}([A-Z0-9]{10})|/dp/([A-Z0-9]{10})|\b(B0[A-Z0-9]{8}))(?!\w)")


def order_numbers(text: str) -> tuple[str, ...]:
    """The order numbers that stand in `text`, verbatim, each once, in order of appearance.

    Shapes: Amazon 3-7-7 digits, eBay 2-5-5 digits, Walmart's order (2000...) and purchase order (10...) of 15 digits,
    and a web shop's `#` with four to six digits. What stands in a link, in brackets such as a desk's `[#44109]`, or
    behind a word for a ticket, is none.
    """
    found: dict[str, None] = {}
    for match in _SHAPES.finditer(_LINK.sub(_amazon_only, text)):
        if match.lastgroup != "shop" or _is_order(match):
            found.setdefault(match.group())
    return tuple(found)


def _amazon_only(link: re.Match[str]) -> str:
    number = re.search(r"(?<![\w-])\d{3}-\d{7}-\d{7}(?![\w-])", link.group())
    return f" {number.group()} " if number else " "


def _is_order(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - 30) : match.start()]
    if before.endswith("[") and match.string[match.end() : match.end() + 1] == "]":
        return False
    return not _NOT_AN_ORDER.search(before)


def asins(text: str) -> tuple[str, ...]:
    """Amazon's item numbers (ten characters, most of them beginning with B0) named in `text`, each once, in order."""
    found = (next(filter(None, match.groups())) for match in _ASIN.finditer(text))
    return tuple(dict.fromkeys(found))
