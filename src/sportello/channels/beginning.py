"""Messages that a seller begins about an order, where a marketplace's API has them. Plain values and one protocol."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from .contract import Account


class Purpose(StrEnum):
    """What a message that nobody asked for is about. `REVIEW` has no words of ours: the marketplace asks itself."""

    QUESTION = "question"
    PROBLEM = "problem"
    DELIVERY = "delivery"
    DESIGN = "design"
    SERVICE = "service"
    ACCESS_KEY = "access_key"
    INVOICE = "invoice"
    WARRANTY = "warranty"
    LEGAL = "legal"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Takes:
    """What a message of a purpose may hold: at most `longest` letters (0: no text), from `fewest` to `most` files, and
    whether the days of a cover belong to it."""

    longest: int = 0
    fewest: int = 0
    most: int = 0
    cover: bool = False


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the marketplace allows for an order now, and the buyer's language there ("" when it says none)."""

    purposes: frozenset[Purpose]
    language: str = ""


@dataclass(frozen=True, slots=True)
class FileToBring:
    """A file that goes along: the name the buyer sees, its media type by its bytes, its bytes."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Beginning:
    """A message to send; `cover_from` and `cover_to` (aware) are the first and last moment of a warranty."""

    number: str
    site: str
    purpose: Purpose
    text: str = ""
    files: tuple[FileToBring, ...] = ()
    cover_from: datetime | None = None
    cover_to: datetime | None = None


class BeginsMessages(Protocol):
    """Writing to a buyer who did not write."""

    @property
    def takes(self) -> Mapping[Purpose, Takes]:
        """The purposes there are at this marketplace, and what their messages may hold."""
        ...

    def allowed(self, account: "Account", number: str, *, site: str, now: datetime) -> Allowed:
        """What may be begun about an order now. Raises `ApiTrouble`."""
        ...

    def send(self, account: "Account", message: Beginning, *, now: datetime, handed_over: Callable[[], None]) -> None:
        """Send it, if the marketplace allows it now. Raises `ApiTrouble`.

        `handed_over()` is called once, just before the marketplace may have the message: what fails earlier was
        certainly not sent. What it raises is passed on, and nothing is sent then.
        """
        ...
