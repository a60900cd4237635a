"""Taking out of a text who wrote it, where they live and every number, before it goes to anybody else. Pure."""

import re
from collections.abc import Iterable

NAME, ADDRESS, NUMBER, LINK = "[name]", "[address]", "[number]", "[link]"

_LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_MAIL = re.compile(r"[^\s@<>()\[\],;:]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_STREET_FIRST = re.compile(
    r"\b(?:via|viale|piazza|corso|largo|vicolo|rue|avenue|av\.|boulevard|bd\.?|place|allée|chemin|impasse|calle|c/|avenida"
    r"|avda\.?|plaza|paseo|camino)\s+[^\n,;.!?]{2,60}?(?:,?\s*(?:n[.°º]?\s*)?\d+\s?[a-z]?\b|(?=[,;.!?\n]|$))",
    re.IGNORECASE,
)
_STREET_LAST = re.compile(
    r"(?:\d+\s?[a-z]?,?\s+)?(?:\b[^\W\d_]+[ -]){0,3}\b(?:[^\W\d_]*(?:straße|strasse|str\.|gasse|platz|allee)"
    r"|street|st\.|road|rd\.|avenue|lane|drive|crescent|close|court|terrace|way|blvd\.?)(?:\s+\d+\s?[a-z]?\b|(?=[,;.\n]|$))",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\b(?:[A-Z]{1,2}-)?\d{4,5}\s+[^\W\d_]+(?:[ -][A-ZÀ-Þ][^\W\d_]+){0,2}")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b")
_NUMBER = re.compile(r"[#+]?\b[A-Z]{0,3}\d[\w./ -]{0,40}\d\w*|#?\b\w*\d\w*", re.IGNORECASE)
_CALLED = re.compile(
    r"\b((?:my name is|mi chiamo|il mio nome è|ich heiße|ich heisse|mein name ist|je m'appelle|je me nomme|me llamo"
    r"|mi nombre es|i am called)\s+)[^\W\d_]+(?:[ '-][^\W\d_]+){0,3}",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"((?:^|\n)[^\n]{0,30}(?:regards|sincerely|cheers|thanks|thank you|saluti|grazie|grüße|gruß|grüßen|danke"
    r"|cordialement|salutations|merci|saludos|gracias|atentamente)[ ,.!]*\n+)[^\n]{1,60}(?=\n|$)",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"\b((?:mr|mrs|ms|dr|sig|sig\.ra|dott|herr|frau|monsieur|madame|señor|señora)\.?\s+)[A-ZÀ-Þ][\w'-]+", re.IGNORECASE
)


def veiled(text: str, *, names: Iterable[str]) -> str:
    """The text without links, addresses, numbers and names: those given, those that introduce or sign themselves.

    It takes out too much rather than too little; every digit goes.
    """
    text = _MAIL.sub(ADDRESS, _LINK.sub(LINK, text))
    # Places before streets: a street followed by a comma would take the post code along and leave the town.
    for pattern in (_PLACE, _POSTCODE, _STREET_FIRST, _STREET_LAST):
        text = pattern.sub(ADDRESS, text)
    for pattern in (_CALLED, _SIGNED, _TITLED):
        text = pattern.sub(rf"\1{NAME}", text)
    text = _NUMBER.sub(NUMBER, text)
    for part in {part for name in names for part in re.split(r"[\s,.]+", name) if len(part) > 1}:
        text = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", NAME, text, flags=re.IGNORECASE)
    return re.sub(r"\d", "", text)
