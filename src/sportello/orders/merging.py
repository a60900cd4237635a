"""Of several that tell about the same thing at different times the newest counts, field by field. Pure.

What arrives twice changes nothing, and in whatever order it arrives the end is the same: each field keeps the value of
the newest that told it. A field that was not told (None) keeps what was told before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sportello.carriers.states import State, precedence

NEVER = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a thing: when the newest told, and for fields that it left out, when they were told last."""

    changed_at: datetime
    told: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Merged:
    """What is to be written: the fields that are newer, and what is known afterwards."""

    values: Mapping[str, Any]
    known: Known


def merge(known: Known | None, fields: Mapping[str, Any], at: datetime) -> Merged:
    """What a record of `at` (aware, the source's clock) changes. `fields` has every field, None for what is not told.

    Of two of the same moment the one that arrives later counts.
    """
    given = {name: value for name, value in fields.items() if value is not None}
    if known is None:
        return Merged(given, Known(at, {name: NEVER for name in fields if name not in given}))
    if at >= known.changed_at:
        before = stamp(known.changed_at)
        kept = {name: known.told.get(name, before) for name in fields if name not in given}
        return Merged(given, Known(at, kept))
    late = {name: value for name, value in given.items() if name in known.told and known.told[name] <= stamp(at)}
    return Merged(late, Known(known.changed_at, {**known.told, **dict.fromkeys(late, stamp(at))}))


def stamp(at: datetime) -> str:
    """A moment as text that sorts as moments do."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


@dataclass(frozen=True, slots=True)
class Seen:
    """A state of a parcel and since when; `timed` when that is the moment itself, not only when the source told us."""

    state: str
    at: datetime
    timed: bool


def newest_state(seen: Iterable[Seen]) -> Seen | None:
    """Where a parcel is, of all that was ever said of it; None when nothing was.

    A moment of the carrier's own beats any time at which somebody merely told us; of the same moment the state that
    is further along holds.
    """
    return max((each for each in seen if each.state != State.UNKNOWN), key=_weight, default=None)


def _weight(seen: Seen) -> tuple[bool, datetime, int, str]:
    # Nobody who says "delivered" without a time is out of date: nothing follows it but a scan of its own.
    timed = seen.timed or seen.state == State.DELIVERED
    return timed, seen.at, precedence(State(seen.state)) if seen.state in set(State) else -1, seen.state
