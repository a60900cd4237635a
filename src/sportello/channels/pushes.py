"""Taking pushes of marketplaces: verified first, then stored as errands in one transaction, answered at once."""

import hashlib
import hmac
import logging
from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus

from django.db import connection, transaction
from django.db.models import F
from django.urls import reverse

from sportello.accounts.links import NoBaseUrlError, base_url
from sportello.core import events
from sportello.core.live import publish
from sportello.core.secrets import Undecipherable
from sportello.orders.erasing import erase_buyer

from . import standing
from .accounts import account_of
from .contract import ApiTrouble, Heard, NotGenuine, Nudge, NudgeKind, PushRequest, TroubleKind
from .models import PrivacyKind, PrivacyRequest, PushSeen, Source, SourceKind
from .registry import connector_of
from .running import add_nudges

log = logging.getLogger(__name__)

LONGEST_ID = 250
_PULLED = frozenset({NudgeKind.ORDER, NudgeKind.ORDERS, NudgeKind.MESSAGES})

type Answer = tuple[int, bytes]


def token_of(source: Source) -> str:
    """The secret part of an account's address for pushes."""
    return str(source.config.get("push_token", ""))


def path_of(source: Source) -> str:
    """Where pushes for an account arrive, from the root of this installation; "" when it has no address for them."""
    token = token_of(source)
    return reverse("hooks", args=[source.pk, token]) if token else ""


def endpoint_of(source: Source) -> str:
    """The public address for an account's pushes; "" while this installation has none under https."""
    try:
        house = base_url()
    except NoBaseUrlError:
        return ""
    path = path_of(source)
    return house + path if path and house.startswith("https://") else ""


def whose(source_id: int, token: str) -> Source | None:
    """The account with this address for pushes; None when it has another one, or does not exist."""
    source = Source.objects.filter(pk=source_id, kind=SourceKind.API).first()
    expected = token_of(source) if source else ""
    known = bool(expected) and hmac.compare_digest(expected.encode(), token.encode("utf-8", "replace"))
    return source if known else None


def take(source: Source, request: PushRequest, *, now: datetime) -> Answer:
    """Take one push; returns the status and the body of the answer.

    401 for what is not genuine, of which only the count is kept; 503 when its signature cannot be checked now, so that
    the sender tries again; 400 for what a genuine sender wrote wrongly; 404 for a connector without pushes. A push that
    was taken before is answered in the same way and does nothing.
    """
    connector = connector_of(source)
    if connector is None or connector.webhooks is None:
        return HTTPStatus.NOT_FOUND, b""
    try:
        heard = connector.webhooks.hear(account_of(source), request, now=now)
    except NotGenuine:
        Source.objects.filter(pk=source.pk).update(pushes_refused=F("pushes_refused") + 1)
        return HTTPStatus.UNAUTHORIZED, b""
    except Undecipherable:
        return HTTPStatus.SERVICE_UNAVAILABLE, b""
    except ApiTrouble as trouble:
        log.warning("account %s: a push could not be checked: %s", source.pk, trouble)
        broken = trouble.kind is TroubleKind.NONSENSE
        return HTTPStatus.BAD_REQUEST if broken else HTTPStatus.SERVICE_UNAVAILABLE, b""
    if heard.id or heard.nudges:
        _store(source, heard, now)
    return HTTPStatus.OK, heard.answer


@transaction.atomic
def _store(source: Source, heard: Heard, now: datetime) -> None:
    if heard.id and not _is_new(source, heard, now):
        return
    Source.objects.filter(pk=source.pk).update(last_push_at=now)
    add_nudges(source, [nudge for nudge in heard.nudges if nudge.kind in _PULLED], now=now)
    _obey(source, [nudge for nudge in heard.nudges if nudge.kind not in _PULLED], now)


def _is_new(source: Source, heard: Heard, now: datetime) -> bool:
    """Note the push; False when another request noted the same one before."""
    known_as = heard.id
    if len(known_as) > LONGEST_ID:
        known_as = hashlib.sha256(known_as.encode("utf-8", "replace")).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {PushSeen._meta.db_table} (source_id, external_id, topic, at) VALUES (%s, %s, %s, %s)"  # noqa: S608
            " ON CONFLICT (source_id, external_id) DO NOTHING",
            [source.pk, known_as, heard.topic[:120], now],
        )
        return bool(cursor.rowcount == 1)


def _obey(source: Source, nudges: Sequence[Nudge], now: datetime) -> None:
    """What cannot wait for a runner: what buyers ask of their data, and that our access has ended."""
    for nudge in nudges:
        if nudge.kind is NudgeKind.REVOKED:
            trouble = ApiTrouble(TroubleKind.CREDENTIALS, "the marketplace says that our access was taken away")
            standing.fails(source.pk, trouble, now=now, next_try_at=now)
        elif nudge.kind is NudgeKind.PRIVACY_ERASE:
            erase_buyer(account_id=source.pk, ref=nudge.ref, now=now)
            _asked(source, PrivacyKind.ERASE, nudge, now, done_at=now)
        else:
            _asked(source, PrivacyKind.REQUEST, nudge, now)


def _asked(
    source: Source, kind: PrivacyKind, nudge: Nudge, now: datetime, done_at: datetime | None = None
) -> PrivacyRequest:
    """Note what was asked. After an erasure who it was is erased too."""
    row = PrivacyRequest.objects.create(
        source=source, kind=kind, ref="" if done_at else nudge.ref[:200], received_at=now, done_at=done_at
    )
    events.record(kind=f"privacy.{kind.value}", now=now, subject=("source", source.pk), data={"request": row.pk})
    publish("privacy", {"request": row.pk})
    return row
