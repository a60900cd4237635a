"""Sending the messages that we begin, and asking what may be begun: done by the account's runner, each once."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sportello.core import events
from sportello.orders.models import Order

from . import errands
from .beginning import Beginning, FileToBring, Purpose
from .contract import ApiTrouble, Connector, TroubleKind
from .models import Allowance, BegunMessage, BegunState, Blob, ErrandKind, Source
from .pulling import Clock, opened

# What the marketplace said no to was not sent, whenever it said so; after these nobody knows.
_NOBODY_KNOWS = frozenset({TroubleKind.LOST, TroubleKind.SERVER, TroubleKind.NONSENSE})
_IN_VAIN = frozenset({TroubleKind.REFUSED, TroubleKind.NOT_FOUND, TroubleKind.PERMISSION})
GIVES_UP_AFTER = timedelta(hours=24)
"""What could not be sent for a day is not sent any more: nobody expects it to leave then."""


class TakenBack(Exception):
    """The message is not waiting any more: somebody else settled it meanwhile."""


def wanted(*, message: BegunMessage, now: datetime) -> None:
    """Let the account's runner send a message, in the caller's transaction."""
    errands.add(source_id=message.order.account_id, kind=ErrandKind.BEGUN, ref=str(message.pk), now=now)


def carry(source: Source, connector: Connector, message_id: int, *, clock: Clock) -> None:
    """Send one message, if it still waits; what a runner that died left half done becomes uncertain.

    Raises `ApiTrouble` for what passes by itself: the message waits until then, for a day at most.
    """
    known = BegunMessage.objects.select_related("order").filter(pk=message_id, order__account=source)
    row = known.filter(state__in=[BegunState.WAITING, BegunState.SENDING]).first()
    if row is None:
        return
    if row.state == BegunState.SENDING:
        settle(row, BegunState.UNCERTAIN, _("Sportello was stopped while it was sent."), clock())
    elif connector.begins is None:
        settle(row, BegunState.FAILED, _("Nothing can be begun at this marketplace."), clock())
    else:
        _send(row, source, connector, clock)


def _send(row: BegunMessage, source: Source, connector: Connector, clock: Clock) -> None:
    assert connector.begins is not None
    try:
        account = opened(source)
        connector.begins.send(account, _worded(row), now=clock(), handed_over=lambda: _hand_over(row, clock()))
    except TakenBack:
        return
    except ApiTrouble as trouble:
        _failed(row, trouble, clock())
        return
    settle(row, BegunState.SENT, "", clock())


def _hand_over(row: BegunMessage, now: datetime) -> None:
    waiting = BegunMessage.objects.filter(pk=row.pk, state=BegunState.WAITING)
    if not waiting.update(state=BegunState.SENDING, handed_over_at=now):
        raise TakenBack


def _failed(row: BegunMessage, trouble: ApiTrouble, now: datetime) -> None:
    """Settle what the trouble settles; raise it where trying again may help."""
    row.refresh_from_db(fields=["state"])
    if row.state == BegunState.SENDING and trouble.kind in _NOBODY_KNOWS:
        settle(row, BegunState.UNCERTAIN, trouble.words, now)
    elif trouble.kind in _IN_VAIN or now - row.created_at > GIVES_UP_AFTER:
        settle(row, BegunState.FAILED, trouble.words, now)
        return
    else:
        sending = BegunMessage.objects.filter(pk=row.pk, state=BegunState.SENDING)
        sending.update(state=BegunState.WAITING, handed_over_at=None)
    raise trouble


@transaction.atomic
def settle(row: BegunMessage, state: BegunState, said: str, now: datetime, *, by: int | None = None) -> bool:
    """Write down what became of a message, unless it was sent or refused before; whether it was written."""
    settled = [BegunState.SENT, BegunState.FAILED]
    open_one = BegunMessage.objects.filter(pk=row.pk).exclude(state__in=settled)
    if not open_one.update(state=state, said=said[:500], settled_at=now):
        return False
    data: dict[str, events.Plain] = {"message": int(row.pk), "reason": str(row.reason)}
    events.record(kind=f"begun.{state}", now=now, subject=("order", row.order_id), actor=by, data=data)
    return True


def ask(source: Source, connector: Connector, order_id: int, *, clock: Clock) -> None:
    """Ask what may be begun about an order now, and keep the answer, also why there is none.

    Raises `ApiTrouble` for what concerns the account.
    """
    order = Order.objects.filter(pk=order_id, account=source).first()
    if order is None or connector.begins is None:
        return
    try:
        allowed = connector.begins.allowed(opened(source), order.number, site=order.site, now=clock())
    except ApiTrouble as trouble:
        _keep(order, (), "", trouble.words, clock())
        if trouble.kind not in _IN_VAIN:
            raise
        return
    _keep(order, sorted(allowed.purposes), allowed.language, "", clock())


def _keep(order: Order, purposes: Sequence[str], language: str, trouble: str, now: datetime) -> None:
    told = {"purposes": list(purposes), "language": language[:16], "trouble": trouble[:500], "asked_at": now}
    Allowance.objects.update_or_create(order=order, defaults=told)


def _worded(row: BegunMessage) -> Beginning:
    """The message as the connector gets it; the days of a cover are those of the house's time zone."""
    blobs = Blob.objects.in_bulk([file["blob"] for file in row.files])
    files = [file for file in row.files if file["blob"] in blobs]
    return Beginning(
        number=row.order.number,
        site=row.order.site,
        purpose=Purpose(row.purpose),
        text=row.text,
        files=tuple(FileToBring(f["name"], blobs[f["blob"]].media_type, bytes(blobs[f["blob"]].data)) for f in files),
        cover_from=_moment(row.cover_from, time.min),
        cover_to=_moment(row.cover_to, time(23, 59, 59)),
    )


def _moment(day: date | None, at: time) -> datetime | None:
    return datetime.combine(day, at, timezone.get_default_timezone()) if day else None
