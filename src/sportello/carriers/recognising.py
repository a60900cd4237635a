"""Whose number is this? Candidates by our table of formats, best first."""

import re
from dataclasses import dataclass

from .checks import is_varied
from .formats import Format, Shape
from .names import carrier_named
from .post import post_of
from .table import FORMATS

LONGEST = max(length for format_ in FORMATS for length in format_.lengths)
_BETWEEN = re.compile(r"[\s.\-\u2010-\u2015/]+")
_BY_LENGTH = {
    length: tuple(format_ for format_ in FORMATS if length in format_.lengths)
    for length in {length for format_ in FORMATS for length in format_.lengths}
}

_CONFIDENCE = {
    (Shape.DISTINCT, True): 0.99,
    (Shape.DISTINCT, False): 0.95,
    (Shape.LIKELY, True): 0.95,
    (Shape.LIKELY, False): 0.85,
    (Shape.COMMON, True): 0.7,
    (Shape.COMMON, False): 0.5,
}
_NAMED = 0.9
_NAMED_LOOSELY = 0.75


@dataclass(frozen=True, slots=True)
class Candidate:
    """A carrier that writes numbers like this. `is_checked` says that a check digit was there and right."""

    carrier: str
    format: str
    shape: Shape
    is_checked: bool
    confidence: float
    is_right: bool = True
    """False for a number that fits but whose check digit is wrong: mistyped, most likely (`look` only)."""


def normal(number: str) -> str:
    """The number without blanks, hyphens, dots and slashes, in capitals: how it is kept and compared."""
    return _BETWEEN.sub("", number).upper()


def recognise(number: str, *, hint: str = "") -> tuple[Candidate, ...]:
    """Carriers whose number this can be, best first; empty when it is nobody's or its check digit is wrong.

    `hint` is a carrier as anybody writes it ("dhl", "Poste Italiane", "Bartolini"): it goes first where it fits, and
    formats that are no more than a row of digits count only with it. Never raises.
    """
    return tuple(candidate for candidate in look(normal(number), carrier_named(hint)) if candidate.is_right)


def look(number: str, hinted: str = "") -> tuple[Candidate, ...]:
    """As `recognise`, for a normal number and a carrier's code, wrong check digits included (behind the right ones)."""
    if not is_varied(number):
        return ()
    found = [
        (format_.rank, candidate)
        for format_ in _BY_LENGTH.get(len(number), ())
        if (candidate := _candidate(format_, number, hinted)) is not None
    ]
    found.sort(key=lambda pair: _order(pair[1], pair[0], hinted), reverse=True)
    return tuple(candidate for _, candidate in found)


def _candidate(format_: Format, number: str, hinted: str) -> Candidate | None:
    if format_.only_hinted and format_.carrier != hinted:
        return None
    match = format_.fits(number)
    if match is None:
        return None
    carrier = post_of(number) if format_.carrier == "post" else format_.carrier
    is_right = format_.is_right(match)
    is_checked = format_.check is not None and is_right
    confidence = _CONFIDENCE[format_.shape, is_checked]
    if format_.only_hinted:
        confidence = _NAMED_LOOSELY
    if hinted and carrier == hinted:
        confidence = max(confidence, _NAMED)
    return Candidate(carrier, format_.code, format_.shape, is_checked, confidence, is_right)


def _order(candidate: Candidate, rank: int, hinted: str) -> tuple[bool, bool, float, int]:
    return (candidate.is_right, bool(hinted) and candidate.carrier == hinted, candidate.confidence, rank)
