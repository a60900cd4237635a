"""What speaks against a macro's source before anybody uses it: what cannot be read, what is not known. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from liquid.exceptions import LiquidError

from .liquid import LONGEST_SOURCE, parsed
from .variables import Sort, variable_named

_PRINTED = re.compile(r"\{\{-?\s*([\w.]+)")


class Trouble(StrEnum):
    """What is wrong with a source."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    SYNTAX = "syntax"
    UNKNOWN = "unknown"
    NOT_PRINTABLE = "not_printable"


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing that is wrong: `source[start:end]`, and the variable or the parser's word in `what`."""

    trouble: Trouble
    start: int
    end: int
    what: str = ""


def defects(source: str, policy_keys: frozenset[str] = frozenset()) -> list[Defect]:
    """Everything that keeps a source from being used; [] when it can be. `policy_keys` are the seller's own facts."""
    if not source.strip():
        return [Defect(Trouble.EMPTY, 0, 0)]
    if len(source) > LONGEST_SOURCE:
        return [Defect(Trouble.TOO_LONG, LONGEST_SOURCE, len(source), str(LONGEST_SOURCE))]
    try:
        found = parsed(source).analyze().variables
    except (LiquidError, RecursionError) as error:
        return [unreadable(source, error)]
    unknown = [
        Defect(Trouble.UNKNOWN, one.span.index, one.span.index + len(str(one)), str(one))
        for each in found.values()
        for one in each
        if variable_named(str(one), policy_keys) is None
    ]
    return sorted([*unknown, *_unprintable(source)], key=lambda defect: defect.start)


def names_in(source: str) -> list[str]:
    """The variables that a source names, sorted; [] when it cannot be read."""
    try:
        found = parsed(source).analyze().variables
    except (LiquidError, RecursionError):
        return []
    return sorted({str(one) for each in found.values() for one in each})


def _unprintable(source: str) -> Iterator[Defect]:
    """Flags and codes that stand where they would be printed."""
    for match in _PRINTED.finditer(source):
        variable = variable_named(match[1])
        if variable is not None and variable.sort in {Sort.FLAG, Sort.CODE}:
            yield Defect(Trouble.NOT_PRINTABLE, match.start(), match.end(), match[1])


def unreadable(source: str, error: Exception) -> Defect:
    """The defect of a source that Liquid refused, where it says that it is."""
    token = getattr(error, "token", None)
    start = min(max(int(getattr(token, "start_index", 0) or 0), 0), len(source))
    words = str(getattr(error, "message", "") or str(error)).splitlines()[0][:120]
    return Defect(Trouble.SYNTAX, start, min(start + 1, len(source)), words)
