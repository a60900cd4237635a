"""Is this a tracking number here? Its shape, its check digit and the words beside it, weighed against each other."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from .checks import is_varied
from .formats import Shape
from .post import COUNTRIES
from .recognising import Candidate, look
from .words import OTHER, PARCEL, WAY, carriers_in, last

BEFORE: Final = 60
AFTER: Final = 40
FAR: Final = 30
NEAR: Final = 14
"""Characters from a word of something else to the number: how far it hinders, and how near it hinders a clear shape."""

FEWEST_DIGITS: Final = 1
_COUNTRY: Final = re.compile(r"(?<![0-9A-Za-z])([A-Z]{2})[ -]$")
_SENTENCE_END: Final = re.compile(r"[.!?]\s+(?=[^\W\d_])|\n\s*\n")
_CODE: Final = re.compile(r"\d{8,30}|(?=(?:[A-Z]*\d){7})[0-9A-Z]{10,30}", re.ASCII)
_TELEPHONE: Final = re.compile(r"0[1-9]\d{8,9}|3[2-9]\d{8}|[67]\d{8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Left:
    """What stands before a number: the nearest carrier, and where the last word of each sort ends (-1: none)."""

    carrier: str
    named: int
    parcel: int
    other: int


@dataclass(slots=True)
class Surroundings:
    """The text around the numbers of one message; `hinted` is the carrier to think of where the text names none."""

    text: str
    hinted: str = ""
    known: Collection[str] = ()
    _about: bool | None = field(default=None, init=False)
    _lefts: dict[int, _Left] = field(default_factory=dict, init=False)

    def left_of(self, start: int) -> _Left:
        """What stands before a number that begins here; looked up once for all numbers that do."""
        if start not in self._lefts:
            self._lefts[start] = _left(self.text[max(0, start - BEFORE) : start])
        return self._lefts[start]

    @property
    def is_about_parcels(self) -> bool:
        """Whether the text speaks of parcels or a carrier anywhere."""
        if self._about is None:
            named = PARCEL.search(self.text) or WAY.search(self.text) or next(carriers_in(self.text), None)
            self._about = named is not None
        return self._about


@dataclass(frozen=True, slots=True)
class Verdict:
    """That it is one: the format it follows (None when it follows none of ours), whose it is, how sure that is."""

    candidate: Candidate | None
    carrier: str
    confidence: float


@dataclass(frozen=True, slots=True)
class _Beside:
    """The nearest carrier, and whether words of parcels or of something else stand nearer before the number."""

    carrier: str
    helps: bool
    """A word of parcels or a carrier is nearer than anything else before it, or stands right after."""

    is_named_before: bool
    """The carrier stands before the number."""

    helped_another: bool
    """Between the word that helps and the number stands another number, which the word may have meant."""

    hinders: bool
    """A word of something else is the nearest before it, in the same sentence."""

    is_called_otherwise: bool
    """Such a word stands right before it."""


def weigh(
    number: str, span: tuple[int, int], around: Surroundings, *, is_whole: bool, is_stretched: bool = False
) -> Verdict | None:
    """Whether `number` at `span` is a tracking number; None when it is not.

    `is_whole` says that nothing with digits was left off it; `is_stretched` that letters standing apart were added.
    """
    if number in around.known:
        candidates = look(number, around.hinted)
        best = candidates[0] if candidates else None
        return Verdict(best, best.carrier if best else around.hinted, 1.0)
    digits = sum(char.isdigit() for char in number)
    if not is_varied(number) or digits < FEWEST_DIGITS:
        return None
    beside = _beside(around, span)
    candidates = look(number, beside.carrier or around.hinted)
    if digits < 6:
        return _by_name(candidates, beside) if around.text[slice(*span)].isupper() else None
    if is_stretched:
        clear = [each for each in candidates if each.shape is Shape.DISTINCT and (each.is_right or beside.helps)]
        return _by_shape(clear[0], beside) if clear else None
    if candidates and candidates[0].shape is Shape.DISTINCT:
        return _by_shape(candidates[0], beside)
    if not is_whole or (_is_tax_number(around.text, span) and not around.left_of(span[0]).carrier):
        return None
    if candidates and candidates[0].shape is Shape.LIKELY and candidates[0].is_right and not beside.hinders:
        return Verdict(candidates[0], beside.carrier or candidates[0].carrier, candidates[0].confidence)
    return None if "." in around.text[slice(*span)] else _by_words(number, candidates, beside, around)


def _by_shape(best: Candidate, beside: _Beside) -> Verdict | None:
    if best.is_right:
        return Verdict(best, best.carrier, best.confidence)
    return None if beside.is_called_otherwise else Verdict(best, best.carrier, 0.75)


def _by_name(candidates: tuple[Candidate, ...], beside: _Beside) -> Verdict | None:
    """A short code with few digits, as GLS has them: only right after the carrier's name and its own format."""
    best = candidates[0] if candidates else None
    if best is None or not beside.is_named_before or best.carrier != beside.carrier or not beside.helps:
        return None
    return Verdict(best, best.carrier, 0.75)


def _by_words(number: str, candidates: tuple[Candidate, ...], beside: _Beside, around: Surroundings) -> Verdict | None:
    right = tuple(each for each in candidates if each.is_right)
    best = right[0] if right else None
    named = beside.carrier or (around.hinted if best and best.carrier == around.hinted else "")
    carrier = named or (best.carrier if best else "")
    if not _CODE.fullmatch(number) or beside.hinders:
        return None
    if _TELEPHONE.fullmatch(number) and beside.helped_another:
        return None
    if beside.helps and (len(number) >= 10 or (beside.carrier and best is not None)):
        return Verdict(best, carrier, 0.9 if beside.carrier else 0.8)
    is_usual = (
        len(number) in {12, 14} or len(number) >= 16 or (best is not None and best.is_checked and len(number) >= 12)
    )
    if is_usual and number.isdigit() and around.is_about_parcels and not _TELEPHONE.fullmatch(number):
        return Verdict(best, carrier, 0.6)
    return None


def _is_tax_number(text: str, span: tuple[int, int]) -> bool:
    """Whether a country stands before it as in VAT numbers ("BE 0764 318 229")."""
    country = _COUNTRY.search(text, max(0, span[0] - 5), span[0])
    return country is not None and country[1] in COUNTRIES and span[1] - span[0] <= 15


def _beside(around: Surroundings, span: tuple[int, int]) -> _Beside:
    left = around.left_of(span[0])
    after = around.text[span[1] : span[1] + AFTER]
    named_after = next(carriers_in(after), None)
    carrier = left.carrier or (named_after[0] if named_after else "")
    nearest = max(left.parcel, left.named)
    helps = nearest > left.other or (left.other < 0 and bool(named_after or PARCEL.search(after)))
    hinders = left.other > nearest
    far = min(span[0], BEFORE) - left.other
    between = around.text[max(0, span[0] - BEFORE) : span[0]][max(nearest, 0) :]
    return _Beside(
        carrier,
        helps,
        is_named_before=bool(left.carrier),
        helped_another=any(char.isdigit() for char in between),
        hinders=hinders and far < FAR,
        is_called_otherwise=hinders and far < NEAR,
    )


def _left(before: str) -> _Left:
    named = list(carriers_in(before))
    sentence = max((match.end() for match in _SENTENCE_END.finditer(before)), default=0)
    other = last(OTHER, before)
    return _Left(
        named[-1][0] if named else "",
        named[-1][2] if named else -1,
        last(PARCEL, before),
        other if other > sentence else -1,
    )
