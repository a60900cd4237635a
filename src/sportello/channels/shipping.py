"""Telling a marketplace that a parcel left: plain values, one protocol, and doubts about a tracking number. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from sportello.carriers.recognising import look, normal
from sportello.carriers.table import FORMATS

if TYPE_CHECKING:
    from .contract import Account

_KNOWN = frozenset(one.carrier for one in FORMATS)
SURE = 0.9
"""So certain has to be that a number is another carrier's before it is held against the one that was chosen."""


@dataclass(frozen=True, slots=True)
class LeavingParcel:
    """A parcel that left at `shipped_at` (aware): whose order, who carries it, and how many of which line are in it.

    `carrier` is our code, "" for one that we do not know: then `carrier_name` says who it is. `reference` names the
    parcel within its order; under the same one the marketplace takes a correction and no second parcel.
    """

    number: str
    site: str
    reference: str
    carrier: str
    carrier_name: str
    tracking_number: str
    shipped_at: datetime
    quantities: Mapping[str, int]


class ConfirmsShipment(Protocol):
    """Saying that a parcel of the seller's left."""

    def __call__(self, account: "Account", parcel: LeavingParcel, *, now: datetime) -> None:
        """Say it, or say it again: twice the same is once. Raises `ApiTrouble`, REFUSED for what is not taken."""
        ...


class Doubt(StrEnum):
    """Why a tracking number may be wrong."""

    MISTYPED = "mistyped"
    ANOTHERS = "anothers"
    UNFAMILIAR = "unfamiliar"


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A number that may be wrong; `carrier` is the code of the carrier it looks like, with `ANOTHERS` alone."""

    doubt: Doubt
    carrier: str = ""


def doubt_about(number: str, carrier: str) -> Doubtful | None:
    """What speaks against this being a number of the carrier (our code); None when nothing does.

    A check digit that does not fit is a mistyped number. Carriers whose numbers we do not know are believed, unless
    the number is surely somebody else's.
    """
    found = look(normal(number), carrier)
    right = [one for one in found if one.is_right]
    if any(one.carrier == carrier for one in right):
        return None
    if any(one.carrier == carrier for one in found):
        return Doubtful(Doubt.MISTYPED)
    if carrier and right and right[0].confidence >= SURE:
        return Doubtful(Doubt.ANOTHERS, right[0].carrier)
    return Doubtful(Doubt.UNFAMILIAR) if carrier in _KNOWN else None
