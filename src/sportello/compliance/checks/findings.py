"""What a check finds: a place, and whether it is certain."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sportello.compliance.judgements import Audience, Context
from sportello.compliance.written import Written


@dataclass(frozen=True, slots=True)
class Finding:
    """A place in the text as it was written; the whole text where nothing in it can be pointed at."""

    start: int
    end: int
    is_certain: bool = True


type Check = Callable[[Written, Context, Audience], Sequence[Finding]]
"""Looks for what one slug means in a text, by the rules of an audience."""


def at(written: Written, start: int, end: int, *, is_certain: bool = True) -> Finding:
    """A finding at a stretch of the plain text."""
    return Finding(*written.span(start, end), is_certain)


def everywhere(written: Written) -> Finding:
    """A finding about the text as a whole."""
    return Finding(0, len(written.text))
