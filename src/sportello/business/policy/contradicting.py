"""Where a text says another number than a policy fact. Pure.

A sentence that speaks of the fact's subject (by the catalogue's words) and names another length of time of the same
sort (days or weeks for days, months or years for months) contradicts it. What stands in {{ braces }} is filled from the
facts and cannot.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from .catalogue import entry_of
from .values import Kind, Stored

_LIQUID = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_SENTENCE = re.compile(r"[^.!?\n]+(?:\.(?=\d)[^.!?\n]+)*")
_WORDS = {
    "one": 1, "un": 1, "uno": 1, "una": 1, "une": 1, "ein": 1, "eine": 1, "einem": 1, "einen": 1,
    "two": 2, "due": 2, "zwei": 2, "deux": 2, "dos": 2, "three": 3, "tre": 3, "drei": 3, "trois": 3, "tres": 3,
    "five": 5, "cinque": 5, "fünf": 5, "cinq": 5, "cinco": 5, "six": 6, "sei": 6, "sechs": 6, "seis": 6,
    "seven": 7, "sette": 7, "sieben": 7, "sept": 7, "siete": 7, "ten": 10, "dieci": 10, "zehn": 10, "dix": 10,
    "diez": 10, "twelve": 12, "dodici": 12, "zwölf": 12, "douze": 12, "doce": 12, "fourteen": 14, "quattordici": 14,
    "vierzehn": 14, "quatorze": 14, "catorce": 14, "fifteen": 15, "quindici": 15, "quinze": 15, "quince": 15,
    "twenty": 20, "venti": 20, "zwanzig": 20, "vingt": 20, "veinte": 20, "thirty": 30, "trenta": 30, "dreißig": 30,
    "trente": 30, "treinta": 30, "sixty": 60, "sessanta": 60, "sechzig": 60, "soixante": 60, "sesenta": 60,
}  # fmt: skip
_UNITS = {
    Kind.DAYS: ((re.compile(r"(?:days?|giorn[oi]|tagen?|tage?s?|jours?|d[ií]as?)\b", re.IGNORECASE), 1),
                (re.compile(r"(?:weeks?|settiman[ae]|wochen?|semaines?|semanas?)\b", re.IGNORECASE), 7)),
    Kind.MONTHS: ((re.compile(r"(?:months?|mes[ei]?|mesi|monaten?|monate?s?|mois|meses)\b", re.IGNORECASE), 1),
                  (re.compile(r"(?:years?|ann[oi]|jahren?|jahre?s?|ans?|années?|años?)\b", re.IGNORECASE), 12)),
}  # fmt: skip
_COUNT = re.compile(
    r"(?<![\w.,])(\d{1,4}|[^\W\d_]+)[\s-]+(?:(?:calendar|working|full|full|ganze|volle)\s+)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A sentence that names another number: where it stands in the source of the text, and its words."""

    start: int
    end: int
    words: str


class Length(NamedTuple):
    """A length of time in a sentence: the place of its number, the place where its unit ends, and how many of the
    fact's own unit."""

    start: int
    number_end: int
    end: int
    units: int


def contradictions(text: str, *, key: str, kind: Kind, value: Stored) -> list[Contradiction]:
    """The sentences of a text's source that contradict a fact; [] for kinds that are no length of time."""
    if kind not in _UNITS:
        return []
    plain = _LIQUID.sub(lambda match: " " * len(match[0]), text)
    return [
        Contradiction(match.start(), match.end(), " ".join(text[match.start() : match.end()].split()))
        for match in _SENTENCE.finditer(plain)
        if speaks_of(match[0], key=key, kind=kind)
        and any(length.units != value["count"] for length in lengths(match[0], kind))
    ]


def speaks_of(sentence: str, *, key: str, kind: Kind) -> bool:
    """Whether a sentence speaks of a fact's subject, by the catalogue's words."""
    beside = entry_of(key, kind).beside
    return bool(beside) and re.search(rf"(?<!\w)(?:{'|'.join(map(re.escape, beside))})", sentence, re.I) is not None


def lengths(sentence: str, kind: Kind) -> Iterator[Length]:
    """Every length of time that a sentence names, in the kind's own unit (days or months)."""
    for match in _COUNT.finditer(sentence):
        said = match[1].lower()
        count = int(said) if said.isdigit() else _WORDS.get(said)
        if count is None:
            continue
        for unit, size in _UNITS[kind]:
            if named := unit.match(sentence, match.end()):
                yield Length(match.start(1), match.end(1), named.end(), count * size)
