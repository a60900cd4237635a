"""What a buyer and we said to each other on every channel: the newest of it, in one query."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.functions import Left

from sportello.inbox.models import Direction, Message, MessageKind
from sportello.orders.numbers import plain

from .counting import Spoken

MOST = 200
SNIPPET = 120


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a buyer's history: where it was said, its first words, the orders it names as they stand there."""

    message: int
    thread: int
    ours: bool
    automatic: bool
    at: datetime
    kind: str
    channel: str
    words: str
    numbers: Sequence[str]
    asks: bool

    def spoken(self) -> Spoken:
        """The message as it is counted."""
        return Spoken(self.thread, self.ours, self.at, frozenset(plain(number) for number in self.numbers), self.asks)


def said_by(customer_ids: Collection[int]) -> list[Said]:
    """The newest two hundred messages between us and a person (all customers that they are), the newest first."""
    rows = Message.objects.filter(thread__customer__in=customer_ids).order_by("-id")
    return [_said(row) for row in rows.values_list(*_COLUMNS, Left("text", SNIPPET), _ASKS)[:MOST]]


def numbers_of(said: Sequence[Said]) -> list[str]:
    """The order numbers that a history names, the latest first, none twice."""
    return list(dict.fromkeys(number for one in said for number in one.numbers))


_ASKS = ExpressionWrapper(Q(text__contains="?"), output_field=BooleanField())
_COLUMNS = (
    "pk",
    "thread_id",
    "direction",
    "kind",
    "sent_at",
    "thread__channel__kind",
    "thread__channel__name",
    "order_ids",
    "thread__order_id",
)


def _said(row: Sequence[object]) -> Said:
    named: Mapping[str, None] = dict.fromkeys(str(number) for number in (*_listed(row[7]), row[8]) if number)
    return Said(
        message=int(str(row[0])),
        thread=int(str(row[1])),
        ours=row[2] == Direction.OUT,
        automatic=row[3] == MessageKind.AUTO_REPLY,
        at=row[4],  # type: ignore[arg-type]
        kind=str(row[5]),
        channel=str(row[6]),
        words=" ".join(str(row[9]).split()),
        numbers=list(named),
        asks=bool(row[10]),
    )


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()
