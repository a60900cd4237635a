"""Tracking numbers in running text: where they stand, whose they are, how sure that is."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from .masking import URL, masked, plain
from .names import carrier_named
from .pages import carrier_at
from .recognising import LONGEST, Candidate, look, normal
from .weighing import Surroundings, weigh

LETTERS_READ: Final = 60_000
"""Characters of a text that are searched; a longer one is an attachment gone astray."""

MOST_PIECES: Final = 600
"""Pieces with digits that are looked at; a text with more is a table that nobody asks about."""

SHORTEST: Final = 8
_PIECES_OF_ONE: Final = 14
_PIECE: Final = re.compile(r"(?<![0-9A-Za-z_])[A-Za-z]{0,5}[0-9][0-9A-Za-z]*(?![0-9A-Za-z_])")
_LEAD: Final = re.compile(r"(?<![0-9A-Za-z_])[A-Z]{1,4}[ \u00a0-]$")
_TAIL: Final = re.compile(r"[ \u00a0-]?[A-Z]{1,2}(?![0-9A-Za-z_])")
_GAPS: Final = frozenset(" \t\u00a0\u2009\u202f-.")
_IN_URL: Final = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{8,40}(?![0-9A-Za-z])")
_SCHEME: Final = re.compile(r"^https?://", re.IGNORECASE)

type Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TrackingNumber:
    """A tracking number at `text[start:end]` of the text it was found in.

    `number` is the normal form; `carrier` our code, "" when nothing tells; `confidence` between 0 and 1. `is_checked`
    says that a check digit is right; `is_mistyped` that there is one and it is wrong.
    """

    number: str
    carrier: str
    confidence: float
    start: int
    end: int
    is_checked: bool = False
    is_mistyped: bool = False


def find(text: str, *, hint: str = "", known: Collection[str] = ()) -> tuple[TrackingNumber, ...]:
    """All tracking numbers a text names, by place, none overlapping another.

    `hint` is the carrier that is likely meant where the text names none; `known` are numbers of parcels of ours, which
    are found wherever they stand. Numbers of orders, telephones, banks, articles and invoices are left alone: what is
    no more than digits counts only beside a word of parcels or a carrier. Never raises; the work is bounded by
    LETTERS_READ and MOST_PIECES.
    """
    read = plain(text[:LETTERS_READ])
    if not any(char.isdigit() for char in read):
        return ()
    ours = frozenset(normal(number) for number in known)
    around = Surroundings(read, carrier_named(hint), ours)
    found = [*_in_links(read, around), *_in_words(masked(read), around)]
    return tuple(sorted(found, key=lambda each: each.start))


def _in_links(read: str, around: Surroundings) -> Iterator[TrackingNumber]:
    """Numbers in links to a carrier's page: the host names the carrier, and what has most digits is the number."""
    for link in islice(URL.finditer(read), 50):
        address = link.group()
        authority = _SCHEME.sub("", address).partition("/")[0].partition("?")[0]
        code = carrier_at(authority.partition(":")[0])
        words = sorted(islice(_IN_URL.finditer(address, len(authority)), 20), key=_digits, reverse=True)
        for match in words:
            number = normal(match.group())
            best = next((each for each in look(number, code) if code and each.carrier == code), None)
            if number in around.known or (best is not None and _digits(match)):
                start = link.start() + match.start()
                yield _number(number, (start, start + len(match.group())), best, code, 0.95)
                break


def _digits(match: re.Match[str]) -> int:
    return sum(char.isdigit() for char in match.group())


def _in_words(hidden: str, around: Surroundings) -> Iterator[TrackingNumber]:
    for pieces in _groups(hidden):
        first = 0
        while first < len(pieces):
            taken, after = _from(pieces, first, hidden, around)
            if taken is not None:
                yield taken
            first = after


def _groups(hidden: str) -> Iterator[list[Span]]:
    """Pieces with digits that follow each other with one separator between."""
    group: list[Span] = []
    for match in islice(_PIECE.finditer(hidden), MOST_PIECES):
        if group and not (match.start() - group[-1][1] == 1 and hidden[match.start() - 1] in _GAPS):
            yield group
            group = []
        group.append(match.span())
    if group:
        yield group


def _from(pieces: list[Span], first: int, hidden: str, around: Surroundings) -> tuple[TrackingNumber | None, int]:
    """The longest number that begins with this piece, and the piece after it."""
    start = pieces[first][0]
    for last in range(min(len(pieces), first + _PIECES_OF_ONE) - 1, first - 1, -1):
        end = pieces[last][1]
        if not SHORTEST - 2 <= end - start <= LONGEST + _PIECES_OF_ONE or _is_cut(pieces, first, last, hidden):
            continue
        is_whole = first == 0 and last == len(pieces) - 1
        for left, right in _stretched(hidden, start, end, first == 0, last == len(pieces) - 1):
            number = normal(hidden[left:right])
            if SHORTEST <= len(number) <= LONGEST:
                whole = is_whole or first == last
                verdict = weigh(
                    number, (left, right), around, is_whole=whole, is_stretched=(left, right) != (start, end)
                )
                if verdict is not None:
                    return _number(
                        number, (left, right), verdict.candidate, verdict.carrier, verdict.confidence
                    ), last + 1
    return None, first + 1


def _is_cut(pieces: list[Span], first: int, last: int, hidden: str) -> bool:
    """Whether a hyphen or dot joins the stretch to what is left out: then it is a part of something else."""
    before = hidden[pieces[first][0] - 1 : pieces[first][0]] if first else ""
    after = hidden[pieces[last][1] : pieces[last][1] + 1] if last + 1 < len(pieces) else ""
    return before in {"-", "."} or after in {"-", "."}


def _stretched(hidden: str, start: int, end: int, is_first: bool, is_last: bool) -> Iterator[Span]:
    """The stretch with capital letters that stand apart before and after it, then as it is."""
    lead = _LEAD.search(hidden, max(0, start - 5), start) if is_first else None
    tail = _TAIL.match(hidden, end) if is_last else None
    if lead and tail:
        yield lead.start(), tail.end()
    if lead:
        yield lead.start(), end
    if tail:
        yield start, tail.end()
    yield start, end


def _number(number: str, span: Span, best: Candidate | None, carrier: str, confidence: float) -> TrackingNumber:
    return TrackingNumber(
        number,
        carrier,
        confidence,
        *span,
        is_checked=best is not None and best.is_checked,
        is_mistyped=best is not None and not best.is_right,
    )
