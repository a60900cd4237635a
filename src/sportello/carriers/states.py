"""Where a parcel is, in ten words, and how the words of the others become ours."""

import re
from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where a parcel is."""

    UNKNOWN = "unknown"
    INFO_RECEIVED = "info_received"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    AVAILABLE_FOR_PICKUP = "available_for_pickup"
    ATTEMPT_FAILED = "attempt_failed"
    DELIVERED = "delivered"
    EXCEPTION = "exception"
    RETURNING = "returning"
    EXPIRED = "expired"


ENDED = frozenset({State.DELIVERED, State.EXPIRED})
"""States after which no further scan is expected: asking again is a waste."""

_FURTHER: Mapping[State, int] = {
    State.UNKNOWN: 0,
    State.EXPIRED: 1,
    State.INFO_RECEIVED: 2,
    State.IN_TRANSIT: 3,
    State.OUT_FOR_DELIVERY: 4,
    State.ATTEMPT_FAILED: 5,
    State.AVAILABLE_FOR_PICKUP: 6,
    State.EXCEPTION: 7,
    State.RETURNING: 8,
    State.DELIVERED: 9,
}


def precedence(state: State) -> int:
    """How far along a state is: of two said about the same moment the higher one holds."""
    return _FURTHER[state]


def furthest(*states: State) -> State:
    """The state that is furthest along; unknown when there is none."""
    return max(states, key=precedence, default=State.UNKNOWN)


_WORD_BREAK = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")


def key_of(word: str) -> str:
    """A vendor's word as our tables have it: OutForDelivery, OUT_FOR_DELIVERY and "out for delivery" are the same."""
    return "_".join(part for part in _WORD_BREAK.split(word.strip()[:80]) if part).lower()
