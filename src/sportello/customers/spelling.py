"""How people and their names are spelled: folding away what languages write differently, and distance. Pure."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

_UNDECOMPOSED = str.maketrans(
    {"ß": "ss", "ø": "o", "æ": "a", "œ": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
# German writes ä as ae where it must; folding both to one letter makes Müller, Mueller and Muller one name.
_AS_WRITTEN_OUT = (("ae", "a"), ("oe", "o"), ("ue", "u"))
_NO_LETTER = re.compile(r"[^a-z0-9]+")
SHORT, LONG = 5, 9


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """A text in small letters without accents, umlauts or punctuation; words stay divided by one blank."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("'", "").replace("’", "").translate(_UNDECOMPOSED))
    plain = _NO_LETTER.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()
    for written, meant in _AS_WRITTEN_OUT:
        plain = plain.replace(written, meant)
    return plain


@lru_cache(maxsize=65536)
def distance(one: str, other: str, most: int = 3) -> int:
    """How many letters to put in, leave out, exchange or swap with their neighbour; `most` + 1 when it is more."""
    if one == other:
        return 0
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last = row, before
        row = [i] + [0] * len(other)
        for j, its in enumerate(other, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if last and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                row[j] = min(row[j], last[j - 2] + 1)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


@lru_cache(maxsize=65536)
def is_misspelling(one: str, other: str) -> bool:
    """Whether one may be the other with slips of the hand: one in a short word, two in a longer, three in a long one,
    or its letters in another order."""
    if min(len(one), len(other)) < 3:
        return False
    length = max(len(one), len(other))
    allowed = 1 if length <= SHORT else 2 if length < LONG else 3
    return distance(one, other, allowed) <= allowed or has_same_letters(one, other)


def has_same_letters(one: str, other: str, *, but: int = 0) -> bool:
    """Whether two words of five letters or more have the same letters in another order, `but` so many."""
    if min(len(one), len(other)) < SHORT or abs(len(one) - len(other)) > but:
        return False
    return (Counter(one) - Counter(other)).total() <= but and (Counter(other) - Counter(one)).total() <= but


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """A rough key of a folded word that survives doubled letters, vowels and the commonest letters for one sound."""
    word = word.replace("ph", "f").replace("sch", "s").replace("ck", "k").replace("th", "t").replace("gh", "g")
    letters = word.translate(str.maketrans("cqzvwyjd", "kksffiit"))
    kept = [letter for at, letter in enumerate(letters) if at == 0 or letter not in "aeiouh "]
    return "".join(letter for at, letter in enumerate(kept) if at == 0 or letter != kept[at - 1])[:4]
