"""Scripts that run from right to left, for a library that sets letters from left to right one by one. Pure.

Two steps: Arabic letters take the form that their neighbours ask for (the presentation forms of Unicode, as far as the
font has them), and a line's letters are put into the order in which they are seen. The order is that of Unicode's
bidirectional algorithm (UAX 9) without embeddings and isolates, whose marks no text has any more when it comes here.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cache

type Has = Callable[[str], bool]
"""Whether a font has this letter."""

_STRONG = {"L": 0, "R": 1, "AL": 1}
_NEUTRAL = frozenset({"B", "S", "WS", "ON", "ES", "ET", "CS", "BN"})
_MIRRORED = str.maketrans("()[]{}<>«»‹›⟨⟩", ")(][}{><»«›‹⟩⟨")
_PRESENTATION = (range(0xFB50, 0xFE00), range(0xFE70, 0xFF00))
TATWEEL = "\u0640"
LAM = "\u0644"


def has_rtl(text: str) -> bool:
    """Whether anything in a text runs from right to left."""
    return any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)


def is_rtl(text: str) -> bool:
    """Whether a paragraph runs from right to left: its first letter with a direction decides (UAX 9, P2 and P3)."""
    found = (_STRONG.get(unicodedata.bidirectional(letter)) for letter in text)
    return next((direction for direction in found if direction is not None), 0) == 1


def visual(line: str, *, rtl: bool, has: Has) -> str:
    """A line as it is seen from left to right, in a paragraph of that direction, its Arabic letters joined."""
    clusters = _clusters(shaped(line, has))
    levels = _levels([unicodedata.bidirectional(cluster[0]) for cluster in clusters], int(rtl))
    shown = [
        cluster.translate(_MIRRORED) if level % 2 else cluster for cluster, level in zip(clusters, levels, strict=True)
    ]
    for level in range(max(levels, default=0), 0, -1):
        shown, levels = _reversed(shown, levels, level)
    return "".join(shown)


def shaped(text: str, has: Has) -> str:
    """A text with each Arabic letter in the form that it has beside its neighbours, where the font has that form."""
    forms = _forms()
    made: list[str] = []
    place = 0
    while place < len(text):
        letter, before = text[place], _joins_on(_near(text, place, -1))
        ligature = text[place : place + 2] if letter == LAM else ""
        if ligature in forms and has(found := forms[ligature]["final" if before else "isolated"]):
            made.append(found)
            place += 2
            continue
        made.append(_formed(letter, before, _joined_to(_near(text, place, 1)), has))
        place += 1
    return "".join(made)


def _formed(letter: str, before: bool, after: bool, has: Has) -> str:
    forms = _forms().get(letter, {})
    after = after and "initial" in forms
    name = {(True, True): "medial", (True, False): "final", (False, True): "initial"}.get((before, after), "isolated")
    found = forms.get(name, letter)
    return found if has(found) else letter


def _near(text: str, place: int, step: int) -> str:
    """The next letter in that direction, beyond the marks that letters carry; "" at the end."""
    place += step
    while 0 <= place < len(text) and unicodedata.category(text[place]) == "Mn":
        place += step
    return text[place] if 0 <= place < len(text) else ""


def _joins_on(letter: str) -> bool:
    return letter == TATWEEL or "initial" in _forms().get(letter, {})


def _joined_to(letter: str) -> bool:
    return letter == TATWEEL or "final" in _forms().get(letter, {})


@cache
def _forms() -> Mapping[str, Mapping[str, str]]:
    """The presentation forms of each letter, and of lam with alef, by "initial", "medial", "final", "isolated"."""
    found: dict[str, dict[str, str]] = {}
    for code in (code for codes in _PRESENTATION for code in codes):
        kind, *parts = unicodedata.decomposition(chr(code)).split() or [""]
        letters = "".join(chr(int(part, 16)) for part in parts)
        if kind.strip("<>") in {"initial", "medial", "final", "isolated"} and _is_formed(letters):
            found.setdefault(letters, {}).setdefault(kind.strip("<>"), chr(code))
    return found


def _is_formed(letters: str) -> bool:
    """A letter of its own, or lam with an alef; the other ligatures are calligraphy."""
    if len(letters) == 1:
        return unicodedata.category(letters) == "Lo"
    return len(letters) == 2 and letters[0] == LAM and "ALEF" in unicodedata.name(letters[1], "").split()


def _clusters(text: str) -> list[str]:
    """Letters with the marks that they carry."""
    found: list[str] = []
    for letter in text:
        if found and unicodedata.category(letter) in {"Mn", "Me"}:
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _levels(classes: Sequence[str], base: int) -> list[int]:
    """The level of each letter by its bidirectional class (rules W2 to W7, N1 to I2)."""
    weak = _weak(classes, base)
    levels = []
    for place, kind in enumerate(weak):
        if kind in _NEUTRAL:
            sides = _side(weak, place, -1, base), _side(weak, place, 1, base)
            levels.append(_even_or_odd(sides[0] if sides[0] == sides[1] else base, base))
        elif kind in {"EN", "AN"}:
            levels.append(2)
        else:
            levels.append(_even_or_odd(_STRONG.get(kind, base), base))
    return [0 if base == 0 and kind == "EN" and not _after_rtl(weak, place) else level
            for place, (kind, level) in enumerate(zip(weak, levels, strict=True))]  # fmt: skip


def _even_or_odd(direction: int, base: int) -> int:
    """The lowest level from the paragraph's on that runs in this direction."""
    return base if direction == base else base + 1


def _weak(classes: Sequence[str], base: int) -> list[str]:
    """Numbers with their signs: digits behind Arabic are Arabic, and signs between or beside digits go with them.

    A hyphen between digits joins them behind Arabic too, which the algorithm leaves to whoever writes (UAX 9, 4.3): an
    order's number is one number, and read in pieces from the right it would be another.
    """
    found = list(classes)
    strong = "R" if base else "L"
    for place, kind in enumerate(found):
        if kind in _STRONG:
            strong = kind
        elif kind == "EN" and strong == "AL":
            found[place] = "AN"
    for place in range(1, len(found) - 1):
        before, after = found[place - 1], found[place + 1]
        if found[place] in {"ES", "CS"} and before == after and before in {"EN", "AN"}:
            found[place] = before
    for step in (1, -1):
        places = range(len(found)) if step == 1 else range(len(found) - 1, -1, -1)
        for place in places:
            beside = place - step
            if found[place] == "ET" and 0 <= beside < len(found) and found[beside] == "EN":
                found[place] = "EN"
    return found


def _side(kinds: Sequence[str], place: int, step: int, base: int) -> int:
    """The direction of what stands on one side of a neutral; numbers count as right to left beside it."""
    place += step
    while 0 <= place < len(kinds):
        if kinds[place] in _STRONG:
            return _STRONG[kinds[place]]
        if kinds[place] in {"EN", "AN"}:
            return 1 if kinds[place] == "AN" or base or _after_rtl(kinds, place) else 0
        place += step
    return base


def _after_rtl(kinds: Sequence[str], place: int) -> bool:
    """Whether the letter before a number that has a direction runs from right to left (W7)."""
    before = next((kinds[at] for at in range(place - 1, -1, -1) if kinds[at] in _STRONG), "L")
    return _STRONG[before] == 1


def _reversed(shown: list[str], levels: list[int], level: int) -> tuple[list[str], list[int]]:
    """Every stretch of at least this level the other way round (L2)."""
    out, out_levels, place = list(shown), list(levels), 0
    while place < len(levels):
        end = place
        while end < len(levels) and levels[end] >= level:
            end += 1
        out[place:end], out_levels[place:end] = shown[place:end][::-1], levels[place:end][::-1]
        place = max(end, place + 1)
    return out, out_levels
