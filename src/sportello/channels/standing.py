"""How an API account stands: when it last worked, what is wrong with it, when it is tried next.

`Source.last_error` holds `<TroubleKind>: <the server's words>`.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from sportello.core.live import publish

from .contract import ApiTrouble, TroubleKind
from .models import Source

SENTENCES = {
    TroubleKind.CREDENTIALS: _("The marketplace refuses our credentials: renew them."),
    TroubleKind.PERMISSION: _("The account may not do this: a permission is missing at the marketplace."),
    TroubleKind.THROTTLED: _("The marketplace asks us to wait."),
    TroubleKind.SERVER: _("The marketplace has a fault."),
    TroubleKind.LOST: _("The marketplace cannot be reached."),
    TroubleKind.NONSENSE: _("The marketplace answered something we do not understand."),
    TroubleKind.REFUSED: _("The marketplace refused what we asked."),
    TroubleKind.NOT_FOUND: _("The marketplace does not know what we asked for."),
}
# Trying these again soon changes nothing; the owner has to do something.
OWNERS_MATTER = frozenset({TroubleKind.CREDENTIALS, TroubleKind.PERMISSION})


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with an account, for people: the kind, a sentence, and the server's own words."""

    kind: TroubleKind | None
    sentence: str
    words: str


def works(source_id: int, *, now: datetime) -> None:
    """Note that the account was read now."""
    Source.objects.filter(pk=source_id).update(
        last_good_at=now, failing_since=None, last_error="", next_try_at=None, throttled_until=None
    )


def throttled(source_id: int, *, until: datetime) -> None:
    """Note that the marketplace wants us to wait; that is no failure."""
    Source.objects.filter(pk=source_id).update(throttled_until=until, next_try_at=until)
    _tell(source_id)


def fails(source_id: int, trouble: ApiTrouble, *, now: datetime, next_try_at: datetime) -> None:
    """Note that the account does not work now, and when it is tried again."""
    Source.objects.filter(pk=source_id).update(
        failing_since=Coalesce(F("failing_since"), Value(now), output_field=DateTimeField()),
        last_error=f"{trouble.kind.value}: {trouble.words}"[:500],
        next_try_at=next_try_at,
    )
    _tell(source_id)


def wrong_with(source: Source) -> Wrong | None:
    """What is wrong with an account, in the reader's language; None when nothing is known to be."""
    if not source.last_error:
        return None
    name, _colon, words = source.last_error.partition(": ")
    if name not in set(TroubleKind):
        return Wrong(None, source.last_error, "")
    kind = TroubleKind(name)
    return Wrong(kind, str(SENTENCES[kind]), words)


def _tell(source_id: int) -> None:
    publish("source", {"source": source_id})
