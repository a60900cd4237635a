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
SHORT, LONG = 4, 7


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
    """Whether one may be the other with slips of the hand: one, two in a long word, or its letters in another order."""
    if min(len(one), len(other)) < 3:
        return False
    allowed = 1 if max(len(one), len(other)) < LONG else 2
    return distance(one, other, allowed) <= allowed or has_same_letters(one, other)


def is_alike(one: str, other: str) -> bool:
    """Whether one may be the other badly mangled: half of the letters in place, or nearly the same letters."""
    allowed = max(len(one), len(other)) // 2
    return distance(one, other, allowed) <= allowed or has_same_letters(one, other, but=1)


def is_other_gender(one: str, other: str) -> bool:
    """Whether two folded given names are a man's and a woman's form of one: Paolo and Paola, Martin and Martina."""
    short, long = sorted((one, other), key=len)
    if len(short) == len(long) > 3:
        return short[:-1] == long[:-1] and {short[-1], long[-1]} in ({"o", "a"}, {"e", "a"})
    return len(short) > 4 and long in (f"{short}a", f"{short}e") and short[-1] in "lnrst"


def has_same_letters(one: str, other: str, *, but: int = 0) -> bool:
    """Whether two words of four letters or more have the same letters in another order, `but` so many."""
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
