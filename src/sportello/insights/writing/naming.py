"""Which product a text names, by the words with which the products' titles begin. Pure.

Buyers say "the Nido", "my Moka Induzione", never the listing's whole title; and a question about a thing that was not
bought yet has no order that tells. So the name of a product is what stands before the first comma, dash or bracket of
its title, without the words that many titles share (the brand). It is named where all of that stands in a text, or its
first word where no other product's name has it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

FEW: Final = 4
"""Titles below which none of their words is taken for a brand."""
SHARED: Final = 0.6
"""The share of titles from which a word in them is the brand's."""
LONGEST: Final = 4
"""Words of a name; what follows in a listing's title are properties."""
FURTHER: Final = 3
"""Words after a name that may belong to it still."""
SHORTEST_FIRST: Final = 4
"""Letters of a first word that may stand for the whole name."""
_WORD = re.compile(r"[^\W_]+")
_NEXT = re.compile(r"[\s-]+([^\W_]+)")
_PARTED = re.compile(r"[,;:(\[|/–—]|\s-\s")


@dataclass(frozen=True, slots=True)
class Named:
    """A product that a text names, and where the words of its name stand."""

    product: int
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Names:
    """The names of products, and which of them have a word."""

    names: Mapping[int, tuple[str, ...]]
    titles: Mapping[int, frozenset[str]]
    having: Mapping[str, frozenset[int]]

    def named_in(self, text: str, *, among: Iterable[int] | None = None) -> Named | None:
        """The product that a text names, of `among` where that is given; None where it names none, or several equally.

        Of names within each other ("Moka", "Moka Induzione") the longest counts.
        """
        said = self._said(text)
        known = {product for word in said for product in self.having[word]}
        known &= set(among) if among is not None else known
        fits = {product: self._fit(product, said) for product in known}
        best = max(fits.values(), default=0)
        named = [product for product, fit in fits.items() if fit == best]
        if not best or len(named) != 1:
            return None
        matches = (match for word in self.names[named[0]] for match in said.get(word, ()))
        places = sorted((match.start(), self._end(match, named[0])) for match in matches)
        return Named(named[0], tuple(_apart(places)))

    def is_named(self, product: int, text: str) -> bool:
        """Whether a text names this product, whichever others it names."""
        return product in self.names and bool(self._fit(product, self._said(text)))

    def _end(self, match: re.Match[str], product: int) -> int:
        """Where a name ends that goes on with words of the title: "Bulbo smart bulb E27"."""
        end = at = match.end()
        for _ in range(FURTHER):
            if (word := _NEXT.match(match.string, at)) is None:
                break
            at = word.end()
            end = at if word[1].casefold() in self.titles[product] else end
        return end

    def _said(self, text: str) -> dict[str, list[re.Match[str]]]:
        said: dict[str, list[re.Match[str]]] = defaultdict(list)
        for match in _WORD.finditer(text):
            if (word := match[0].casefold()) in self.having:
                said[word].append(match)
        return said

    def _fit(self, product: int, said: Mapping[str, Sequence[re.Match[str]]]) -> int:
        """How many words of its name were said; 0 where that does not name it. A single word needs a capital, since
        many a name is an ordinary word too."""
        name = self.names[product]
        found = [word for word in name if word in said]
        alone = name and name[0] in said and len(name[0]) >= SHORTEST_FIRST and len(self.having[name[0]]) == 1
        if not found or not (len(found) == len(name) or alone):
            return 0
        return len(found) if len(found) > 1 or any(not match[0].islower() for match in said[found[0]]) else 0


def names_of(titles: Mapping[int, str]) -> Names:
    """The names in these titles, by product."""
    cut = {product: [word.casefold() for word in _WORD.findall(_PARTED.split(title)[0])] for product, title in
           titles.items()}  # fmt: skip
    counted = Counter(word for words in cut.values() for word in set(words))
    shared = {word for word, times in counted.items() if len(titles) >= FEW and times > SHARED * len(titles)}
    names = {
        product: tuple(dict.fromkeys(word for word in words if word not in shared and len(word) > 1))[:LONGEST]
        for product, words in cut.items()
    }
    having: dict[str, set[int]] = defaultdict(set)
    for product, name in names.items():
        for word in name:
            having[word].add(product)
    whole = {product: frozenset(word.casefold() for word in _WORD.findall(title)) for product, title in titles.items()}
    return Names(names, whole, {word: frozenset(products) for word, products in having.items()})


def _apart(places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Places in their order, without those that lie within an earlier one."""
    last = 0
    for start, end in places:
        if start >= last:
            yield start, end
            last = end


def without(text: str, places: Iterable[tuple[int, int]]) -> str:
    """A text without what stands at these places."""
    for start, end in sorted(places, reverse=True):
        text = text[:start] + text[end:]
    return " ".join(text.split())
