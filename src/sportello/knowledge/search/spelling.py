"""Mending words that are one slip away from a word that buyers or articles use. Pure."""

import re
import string
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Final

from .corpus import queries, shelf
from .words import folded, words_of

_WORD = re.compile(r"[^\W_]+")
_SHORTEST: Final = 5
_OFTEN: Final = 2  # a word that the corpus holds once may be a slip itself


def mended(text: str, known: Collection[str] = frozenset()) -> str:
    """A text, folded, with words that nobody knows replaced by the commonest known word one slip away: a
    letter too many, missing, wrong, or two changed about. The text itself when there is none; `known` are further
    words that are right (the articles' own). Words of fewer than five letters are left alone.
    """
    plain = folded(text)
    right = _WORD.sub(lambda word: _mended(word[0], known), plain)
    return text if right == plain else right


def _mended(word: str, known: Collection[str]) -> str:
    common = _common()
    if len(word) < _SHORTEST or not word.isalpha() or word in known or common.get(word, 0) >= _OFTEN:
        return word
    near = {slip for slip in _slips(word) if slip in known or common.get(slip, 0) >= _OFTEN}
    return max(sorted(near), key=lambda slip: common.get(slip, 0), default=word)


def _slips(word: str) -> Iterator[str]:
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        yield from (head + letter + tail for letter in string.ascii_lowercase)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in string.ascii_lowercase)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]


@cache
def _common() -> Mapping[str, int]:
    editions = [f"{one.title} {' '.join(one.keywords)} {one.body}" for one in shelf()]
    texts = [*(one.text for one in queries()), *editions]
    return Counter(word for text in texts for word in words_of(text))
