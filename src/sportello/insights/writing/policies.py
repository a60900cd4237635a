"""Policy facts as places in a text that states their value, so that it stays right when the value changes. Pure.

Only what surely is the fact becomes a place: an address or a sentence in the very words of the fact, an amount equal to
it, and a length of time equal to it in a sentence that speaks of the fact's subject. When two facts fit the same words,
neither is taken: whoever mends the draft decides.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sportello.business.policy.contradicting import lengths, speaks_of
from sportello.business.policy.finding import Fact
from sportello.business.policy.values import Kind, in_words

_SENTENCE = re.compile(r"[^.!?\n]+(?:\.(?=\d)[^.!?\n]+)*")
_AMOUNT = re.compile(
    r"(?P<before>€|EUR|£|GBP|\$|USD)\s?(?P<first>\d{1,6}(?:[.,]\d{2})?)(?!\d)"
    r"|(?<![\d.,])(?P<last>\d{1,6}(?:[.,]\d{2})?)\s?(?P<after>€|EUR\b|Euro?s?\b|£|GBP\b|\$|USD\b)",
    re.IGNORECASE,
)
_CURRENCIES = {
    "€": "EUR",
    "eur": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "£": "GBP",
    "gbp": "GBP",
    "$": "USD",
    "usd": "USD",
}


@dataclass(frozen=True, slots=True)
class Stated:
    """Where a text states a fact's value, and the place that says it instead."""

    start: int
    end: int
    key: str
    place: str


def with_places(text: str, facts: Mapping[str, Fact], *, language: str) -> tuple[str, tuple[str, ...]]:
    """A text with a place for every value of these facts that it states, and the keys of the facts, each once.

    `facts` are those that hold for the readers (`finding.standing`). A length in weeks or years is said in the fact's
    own unit; one in it keeps its unit's word, because some languages bend it.
    """
    found = [*_sure(stated for fact in facts.values() for stated in _stated(text, fact, language))]
    for one in reversed(found):
        text = text[: one.start] + one.place + text[one.end :]
    return text, tuple(dict.fromkeys(one.key for one in found))


def _sure(stated: Iterable[Stated]) -> Iterator[Stated]:
    """Those that no other fact claims too, in their order."""
    ordered = sorted(stated, key=lambda one: (one.start, one.end))
    for at, one in enumerate(ordered):
        others = (other for place, other in enumerate(ordered) if place != at)
        if all(other.end <= one.start or other.start >= one.end for other in others):
            yield one


def _stated(text: str, fact: Fact, language: str) -> Iterator[Stated]:
    match fact.kind:
        case Kind.DAYS | Kind.MONTHS:
            yield from _lengths(text, fact)
        case Kind.MONEY:
            yield from _amounts(text, fact)
        case Kind.TEXT | Kind.ADDRESS:
            yield from _words(text, fact, language)


def _lengths(text: str, fact: Fact) -> Iterator[Stated]:
    for sentence in _SENTENCE.finditer(text):
        if not speaks_of(sentence[0], key=fact.key, kind=fact.kind):
            continue
        for length in lengths(sentence[0], fact.kind):
            if length.units != fact.value["count"]:
                continue
            # Digits in the fact's own unit keep the unit's word; anything else is said anew as a whole.
            bare = sentence[0][length.start : length.number_end] == str(fact.value["count"])
            end, name = (length.number_end, f"{fact.key}_number") if bare else (length.end, fact.key)
            yield Stated(sentence.start() + length.start, sentence.start() + end, fact.key, _place(name))


def _amounts(text: str, fact: Fact) -> Iterator[Stated]:
    for match in _AMOUNT.finditer(text):
        number, currency = match["first"] or match["last"], match["before"] or match["after"]
        same = _CURRENCIES.get(currency.lower()) == fact.value["currency"]
        if same and Decimal(number.replace(",", ".")) == Decimal(str(fact.value["amount"])):
            yield Stated(match.start(), match.end(), fact.key, _place(fact.key))


def _words(text: str, fact: Fact, language: str) -> Iterator[Stated]:
    words = in_words(fact.kind, fact.value, language).split()
    if len(words) < 2:
        return
    pattern = r"[\s,;]+".join(re.escape(word.strip(",;")) for word in words)
    for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE):
        yield Stated(match.start(), match.end(), fact.key, _place(fact.key))


def _place(name: str) -> str:
    return f"{{{{ policy.{name} }}}}"
