"""An answer to one buyer as words for all: nobody in it can be recognised. Pure, but for the veil of the inbox.

What is known of the conversation goes first (names, addresses, numbers), then what has the shape of something personal
(dates, amounts, capital letters that no ordinary word has), then everything that the veil takes out: every number but
those that count days, percents, measures or steps. What is uncertain goes too. Each leaves a word in [square brackets],
and no text with one can be published before somebody mended it.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sportello.inbox.understanding.veiling import ADDRESS, LINK, NAME, NUMBER, veiled

from . import shapes
from .proper import without_proper_names

DATE, AMOUNT = "[date]", "[amount]"
MARKS: Final = (NAME, ADDRESS, NUMBER, LINK, DATE, AMOUNT)
"""What stands where something was taken out."""

LONGEST: Final = 20_000
"""Letters of an answer that are looked at; no answer is longer, and work stays bounded."""


@dataclass(frozen=True, slots=True)
class Personal:
    """What is known of the people and the order of one conversation.

    `names` are those of everybody who took part, `addresses` lines of where they live, `numbers` those of their orders,
    parcels, refunds and telephones. `public` are names that everybody may know: brands, carriers, products.
    """

    names: Collection[str] = ()
    addresses: Collection[str] = ()
    numbers: Collection[str] = ()
    public: Collection[str] = ()


_HIDDEN = re.compile("\ue010([a-j]{1,400})\ue011")
_PRIVATE = re.compile("[\ue000-\ue0ff]")

_TOO = (
    "will may mark an in on or so no the la le les el los de del della di da do dos du des von van der den dem zu am im"
    " e y et und san st sr sra"
)
_ORDINARY: Final = frozenset(_TOO.split())
"""Parts of names that are ordinary words too."""


def cleaned(text: str, personal: Personal, *, language: str) -> str:
    """An answer without greeting and closing, and with a mark (see `MARKS`) for everything personal in it.

    Places of policy facts, lengths of time, percents, measures, counts of things and numbered steps stay. `language` is
    the text's: nouns have capitals in German. Takes out too much rather than too little, and never raises.
    """
    text = _PRIVATE.sub("", text[:LONGEST].replace("\r\n", "\n"))
    text = shapes.PLACE.sub(_hidden, text)
    text = shapes.CLOSING.sub("", shapes.GREETING.sub("", text, count=1))
    text = shapes.MAIL.sub(ADDRESS, shapes.LINK.sub(LINK, text))
    text = _without_known(text, personal)
    text = shapes.AMOUNT.sub(AMOUNT, shapes.DATE.sub(DATE, text))
    text = shapes.WEEKDAY.sub(lambda match: match["kept"] or DATE, text)
    for kept in (shapes.MEASURE, shapes.COUNT, shapes.STEP, shapes.SOCKET):
        text = kept.sub(_hidden, text)
    text = veiled(text, names=())
    text = without_proper_names(text, public=personal.public, language=language, mark=NAME)
    text = _HIDDEN.sub(_shown, text)
    return _tidied(text)


def is_open(text: str) -> bool:
    """Whether something was taken out of a text, so that somebody has to mend it."""
    return any(mark in text for mark in MARKS)


def _without_known(text: str, personal: Personal) -> str:
    for line in sorted(personal.addresses, key=len, reverse=True):
        text = _said(line, text, ADDRESS, parting=r"[\s,;.]+")
    for number in sorted(personal.numbers, key=len, reverse=True):
        text = _said(" ".join(re.findall(r"\w+", number)), text, NUMBER, parting=r"[\W_]{0,3}")
    whole = sorted({" ".join(name.split()) for name in personal.names}, key=len, reverse=True)
    for name in whole:
        text = _said(name, text, NAME, parting=r"[\s-]+")
    for part in sorted({part for name in whole for part in re.split(r"[\s,.'’]+", name) if len(part) > 1}):
        text = _part_taken(part, text)
    return text


def _said(words: str, text: str, mark: str, *, parting: str) -> str:
    parts = words.split()
    if not parts or len("".join(parts)) < 2 or not _may_hold(parts[0], text):
        return text
    pattern = parting.join(re.escape(part) for part in parts)
    return re.sub(rf"(?<!\w){pattern}(?!\w)", mark, text, flags=re.IGNORECASE)


def _may_hold(word: str, text: str) -> bool:
    """Whether it is worth making a pattern of this word; only of what is plain Latin this can be said quickly."""
    return not word.isascii() or word.casefold() in text.casefold()


def _part_taken(part: str, text: str) -> str:
    """Without one word of a name; one that is also an ordinary word only where it has its capital."""
    ordinary = part.lower() in _ORDINARY
    written, flags = (part[:1].upper() + part[1:], re.NOFLAG) if ordinary else (part, re.IGNORECASE)
    if (ordinary and len(part) < 4) or not _may_hold(part, text):
        return text
    return re.sub(rf"(?<!\w){re.escape(written)}(?:['’]?s)?(?!\w)", NAME, text, flags=flags)


def _hidden(match: re.Match[str]) -> str:
    # Letters that no pattern takes for a number or a name, three of ten for each character.
    return "\ue010" + "".join(f"{ord(char):05d}" for char in match[0]).translate(_TO_LETTERS) + "\ue011"


def _shown(match: re.Match[str]) -> str:
    digits = match[1].translate(_TO_DIGITS)
    return "".join(chr(int(digits[at : at + 5])) for at in range(0, len(digits), 5))


_TO_LETTERS = str.maketrans("0123456789", "abcdefghij")
_TO_DIGITS = str.maketrans("abcdefghij", "0123456789")


def _tidied(text: str) -> str:
    for mark in MARKS:
        again = re.escape(mark)
        text = re.sub(rf"{again}(?:[ \t,;-]{{0,3}}{again})+", mark, text)
    text = re.sub(r"(?<=\])(?=\w)", " ", text)
    text = re.sub(r"[ \t]+\n", "\n", re.sub(r"\n{3,}", "\n\n", text))
    return text.strip()


def shortened(text: str, most: int) -> str:
    """A text of at most so many letters, cut between words."""
    plain = " ".join(text.split())
    return plain if len(plain) <= most else plain[: most - 1].rsplit(" ", 1)[0] + "…"


def alike(one: str, others: Iterable[str]) -> bool:
    """Whether a text says, word for word, what one of the others says."""
    words = _words(one)
    return any(words == _words(other) for other in others)


def _words(text: str) -> Sequence[str]:
    return re.findall(r"[^\W\d_]+", text.lower())
