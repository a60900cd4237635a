"""Sentences and clauses of a message, each with its place; five languages, phone typing and hard-wrapped mail."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple


class Span(NamedTuple):
    """A stretch of a text: `text[start:end]`, no white space at its ends."""

    start: int
    end: int


MAX_SENTENCE = 600
"""Letters of the longest sentence; longer runs without a stop are cut at white space."""

_ABBREVIATION_WORDS: Final = (
    "z b ca nr bzw usw evtl ggf inkl exkl zzgl str tel st dr mr mrs ms sig sigg spett egr dott rag geom ing avv ecc es"
    " pag art n num no approx incl vs etc e.g i.e p.s p.es z.b u.a d.h o.ä i.d.r m mm mme mlle cf réf env bd av appt"
    " sr sra srta dña núm pág ud uds vd ej p.ej aprox atte tlf min max mind höchst abs betr vgl sog zb jan feb apr jun"
    " jul aug sept sep oct okt nov dec dez gen janv févr juil ott dic ene abr ago co ltd inc hr fr prof gmbh"
    " s.r.l s.p.a s.a ref gr kg cm lt"
)
_ABBREVIATIONS: Final = frozenset(_ABBREVIATION_WORDS.split())
_STOP = re.compile(
    r"(?P<line>\n[ \t>]*\n\s*|\n)"
    r"|(?P<stop>[.!?…。！？؟]+[)\]\"'»”’*]*)(?=\s|$|[¿¡A-ZÀ-ÖØ-Þ])"
    r"|(?P<turn>\s(?=[¿]))"
    r"|(?P<picture>[\U0001F300-\U0001FAFF\u2600-\u27BF]+\ufe0f?)(?=\s)"
)
_BULLET = re.compile(r"\s*(?:[-*•–—·]\s+|\(?\d{1,2}[.)]{1,2}\s+|[a-h]\)\s+)")
_CLAUSE = re.compile(
    r"[,;:]\s+|\s[-–—]+\s|\.{2,}\s*|…\s*|[?!]+\s*|\s[(]|[)]\s"
    r"|\s(?=(?:and|or|but|because|if|e|ed|o|oppure|ma|però|quindi|perché|und|oder|aber|weil|denn|wenn|sonst"
    r"|et|ou|mais|donc|sinon|y|pero|así|porque|sino|altrimenti|otherwise|else)\s)",
    re.IGNORECASE,
)


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The sentences of `text[start:end]` in order; they do not overlap and none is empty.

    A line that goes on in lower case belongs to the sentence before it; list items stand alone. Linear in the text.
    """
    stop = len(text) if end is None else end
    found: list[Span] = []
    at = start
    for match in _STOP.finditer(text, start, stop):
        if _ends(text, match, at, stop):
            found.extend(_pieces(text, at, match.end()))
            at = match.end()
    found.extend(_pieces(text, at, stop))
    return found


def clauses(text: str, sentence: Span) -> list[Span]:
    """The clauses of a sentence, cut at commas, dashes and joining words; joined again they cover the sentence."""
    cuts = [sentence.start]
    for match in _CLAUSE.finditer(text, sentence.start, sentence.end):
        if match.end() - cuts[-1] >= 4 and sentence.end - match.end() >= 4:
            cuts.append(match.end())
    cuts.append(sentence.end)
    return [span for left, right in pairwise(cuts) for span in trimmed(text, left, right)]


def trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    """`text[start:end]` without white space at its ends, or nothing."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)


def _ends(text: str, match: re.Match[str], at: int, stop: int) -> bool:
    if match["stop"] is None:
        return match["line"] is None or _breaks(text, match, stop)
    if match["stop"].startswith(".") and len(match["stop"]) == 1:
        word = _word_before(text, match.start(), at)
        if word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()):
            return False
        if word.isdigit() and len(word) <= 2 and _follows_lower(text, match.end(), stop):
            return False
        if word.isdigit() and len(word) <= 2 and _word_is_first(text, match.start() - len(word), at):
            return False
    return True


def _breaks(text: str, match: re.Match[str], stop: int) -> bool:
    after = text[match.end() : min(stop, match.end() + 1)]
    if match["line"].count("\n") > 1 or _BULLET.match(text, match.end(), stop):
        return True
    before = text[match.start() - 1 : match.start()]
    return not (after.islower() and (before.isalnum() or before in ",;-)"))


def _word_before(text: str, end: int, floor: int) -> str:
    start = end
    while start > floor and end - start < 12 and (text[start - 1].isalnum() or text[start - 1] == "."):
        start -= 1
    return text[start:end]


def _word_is_first(text: str, start: int, floor: int) -> bool:
    return not text[max(floor, start - 8) : start].strip(" \n\t(")


def _follows_lower(text: str, at: int, stop: int) -> bool:
    while at < stop and text[at] == " ":
        at += 1
    return text[at : at + 1].islower()


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    for span in trimmed(text, start, end):
        left = span.start
        while span.end - left > MAX_SENTENCE:
            cut = text.rfind(" ", left + MAX_SENTENCE // 2, left + MAX_SENTENCE)
            cut = cut if cut > 0 else left + MAX_SENTENCE
            yield from trimmed(text, left, cut)
            left = cut
        yield from trimmed(text, left, span.end)
