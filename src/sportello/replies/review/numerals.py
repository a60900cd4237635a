"""Whole numbers up to 199 in words, in five languages, as they stand before a currency. Pure."""

from collections.abc import Callable
from typing import Final

MOST: Final = 199

# The numbers that have a word of their own, counted from nought, then the tens from twenty or thirty.
_WORDS: Final = {
    "en": (
        (
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
            " seventeen eighteen nineteen"
        ),
        "twenty thirty forty fifty sixty seventy eighty ninety",
    ),
    "it": (
        (
            "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici"
            " sedici diciassette diciotto diciannove"
        ),
        "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    ),
    "de": (
        (
            "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn"
            " siebzehn achtzehn neunzehn"
        ),
        "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    ),
    "fr": (
        (
            "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept"
            " dix-huit dix-neuf"
        ),
        "vingt trente quarante cinquante soixante",
    ),
    "es": (
        (
            "cero un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis"
            " diecisiete dieciocho diecinueve veinte veintiún veintidós veintitrés veinticuatro veinticinco"
            " veintiséis veintisiete veintiocho veintinueve"
        ),
        "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    ),
}
_SMALL: Final = {code: small.split() for code, (small, _tens) in _WORDS.items()}
_TENS: Final = {code: tens.split() for code, (_small, tens) in _WORDS.items()}


def _english(n: int) -> str:
    if n < 20:
        return _SMALL["en"][n]
    tens = _TENS["en"][n // 10 - 2]
    return f"{tens}-{_SMALL['en'][n % 10]}" if n % 10 else tens


def _italian(n: int) -> str:
    if n < 20:
        return _SMALL["it"][n]
    tens = _TENS["it"][n // 10 - 2]
    return (tens[:-1] if n % 10 in {1, 8} else tens) + _SMALL["it"][n % 10] if n % 10 else tens


def _german(n: int) -> str:
    if n < 20:
        return _SMALL["de"][n]
    tens = _TENS["de"][n // 10 - 2]
    return f"{_SMALL['de'][n % 10]}und{tens}" if n % 10 else tens


def _french(n: int) -> str:
    if n < 20:
        return _SMALL["fr"][n]
    if n < 70:
        tens = _TENS["fr"][n // 10 - 2]
        return tens if n % 10 == 0 else f"{tens} et un" if n % 10 == 1 else f"{tens}-{_SMALL['fr'][n % 10]}"
    if n < 80:
        return "soixante et onze" if n == 71 else f"soixante-{_SMALL['fr'][n - 60]}"
    return "quatre-vingts" if n == 80 else f"quatre-vingt-{_SMALL['fr'][n - 80]}"


def _spanish(n: int) -> str:
    if n < 30:
        return _SMALL["es"][n]
    tens = _TENS["es"][n // 10 - 2]
    return f"{tens} y {_SMALL['es'][n % 10]}" if n % 10 else tens


type Spelling = Callable[[int], str]

_HUNDREDS: Final[tuple[tuple[Spelling, str, str], ...]] = (
    (_english, "one hundred", "one hundred and "),
    (_italian, "cento", "cento"),
    (_german, "hundert", "hundert"),
    (_french, "cent", "cent "),
    (_spanish, "cien", "ciento "),
)


def _spelled(n: int) -> tuple[str, ...]:
    if n < 100:
        return tuple(spell(n) for spell, _hundred, _and in _HUNDREDS)
    return tuple(hundred if n == 100 else joined + spell(n - 100) for spell, hundred, joined in _HUNDREDS)


NUMERALS: Final = {n: _spelled(n) for n in range(1, MOST + 1)}
"""The spellings of each number, one for each language."""
