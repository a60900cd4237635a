"""How a source stands: when it last worked, what is wrong with it, when it is tried next.

`Source.last_error` holds `<reading|sending>.<trouble>: <the server's words>`; what went wrong while sending is ended
only by sending, and the other way round.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Coalesce

from sportello.channels.models import Source

from .trouble import MailboxTrouble, Trouble


class Direction(StrEnum):
    """Which half of a mailbox."""

    READING = "reading"
    SENDING = "sending"


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a source, for people: which half, a sentence, and the server's own words."""

    direction: Direction
    sentence: str
    words: str


def works(source: Source, direction: Direction, *, now: datetime) -> None:
    """Note that one half works now."""
    if direction is Direction.READING:
        Source.objects.filter(pk=source.pk).update(last_good_at=now, next_try_at=None)
    mended = Source.objects.filter(pk=source.pk, last_error__startswith=f"{direction}.")
    mended.update(failing_since=None, last_error="", next_try_at=None)


def fails(
    source: Source, direction: Direction, trouble: MailboxTrouble, *, now: datetime, next_try_at: datetime | None = None
) -> None:
    """Note that one half does not work now, and when it is tried again."""
    Source.objects.filter(pk=source.pk).update(
        failing_since=Coalesce(F("failing_since"), Value(now), output_field=DateTimeField()),
        last_error=f"{direction}.{trouble.trouble.value}: {trouble.words}"[:500],
        next_try_at=next_try_at,
    )


def wrong_with(source: Source) -> Wrong | None:
    """What is wrong with a source in the reader's language; None when nothing is known to be."""
    kind, _, words = source.last_error.partition(": ")
    direction, _, trouble = kind.partition(".")
    if direction not in set(Direction) or trouble not in Trouble.values:
        return Wrong(Direction.READING, source.last_error, "") if source.last_error else None
    return Wrong(Direction(direction), str(Trouble(trouble).label), words)
