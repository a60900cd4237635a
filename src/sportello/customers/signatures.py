"""Who signs a message, and what stands under the name: telephone, postal address. Pure."""

import re
from dataclasses import dataclass

from .facts import Name, Place, name_in_full, place_of
from .phones import country_of_language, written_in
from .spelling import folded

LAST_LINES, LONGEST_NAME, MOST_WORDS = 10, 40, 4
_FAREWELLS = (
    "mit freundlichen", "freundliche gruss", "viele gruss", "beste gruss", "liebe gruss", "mfg", "lg", "gruss",
    "cordiali saluti", "distinti saluti", "saluti", "cordialmente", "grazie", "un saluto", "buona giornata",
    "kind regards", "best regards", "regards", "best wishes", "yours", "thanks", "thank you", "many thanks", "cheers",
    "cordialement", "bien a vous", "salutations", "merci", "bonne journe", "sinceres salutations",
    "saludos", "un saludo", "atentamente", "gracias", "un cordial saludo", "danke", "vielen dank",
)  # fmt: skip
_BEGINS = tuple(sorted({folded(words) for words in _FAREWELLS}))
_NAME = re.compile(r"^[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,3}$")
_TOWN = re.compile(
    r"^(?:[A-Z]{1,2}[- ])?(?P<code>\d{5}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}),? (?P<town>[^\W\d][^\d,;|]{1,40}?)"
    r"(?: ?\([A-Z]{2}\))?,?$"
)
_STREET = re.compile(r"^(?=.*\d)(?=.*[^\W\d]{3})[^@:;|]{5,60}$")
_ONE_LINE = re.compile(r"^(?P<street>[^@:;|]{5,60}?), *(?P<rest>\d{5} .+)$")


@dataclass(frozen=True, slots=True)
class Signed:
    """What stands under a message: the name, and telephone numbers and postal addresses anywhere near it."""

    names: frozenset[Name] = frozenset()
    phones: frozenset[str] = frozenset()
    places: frozenset[Place] = frozenset()


def signature_of(text: str, language: str = "") -> Signed:
    """How a message is signed. A name is taken only under a farewell, an address only with its postcode and street;
    telephone numbers are found in the whole text. `language` says whose numbers are written without country code."""
    lines = [line.strip(" ,\t*_-") for line in text.splitlines() if line.strip(" ,\t*_-")][-LAST_LINES:]
    name = _name_under(lines)
    return Signed(
        names=frozenset({name} if name else ()),
        phones=frozenset(written_in(text, country_of_language(language))),
        places=frozenset(_places(lines, country_of_language(language))),
    )


def _name_under(lines: list[str]) -> Name | None:
    """The line below the last farewell that can be a name of two words or more."""
    for at in range(len(lines) - 2, -1, -1):
        if len(lines[at]) <= LONGEST_NAME and folded(lines[at]).startswith(_BEGINS) and _is_name(lines[at + 1]):
            return name_in_full(lines[at + 1])
    return None


def _is_name(line: str) -> bool:
    words = line.split()
    shaped = 2 <= len(words) <= MOST_WORDS and len(line) <= LONGEST_NAME and bool(_NAME.match(line))
    return shaped and words[0][0].isupper() and words[-1][0].isupper() and not folded(line).startswith(_BEGINS)


def _places(lines: list[str], country: str) -> list[Place]:
    found = []
    for above, line in zip(["", *lines], lines, strict=False):
        whole = _ONE_LINE.match(line)
        street, town = (whole["street"], _TOWN.match(whole["rest"])) if whole else (above, _TOWN.match(line))
        if town and _STREET.match(street):
            found.append(place_of(street=street, postcode=town["code"], city=town["town"], country=country))
    return found
