"""Telling other programs: what is to be told is written with the spike, and sent afterwards until it arrives.

The body is JSON. `Sportello-Signature` holds the moment of sending in seconds since 1970 and the HMAC-SHA256 (RFC 2104)
of "<moment>.<body>" under the hook's secret, as "t=<moment>,v1=<hex>", so that a receiver can refuse both what is not
ours and what somebody sends again later. A push is tried for a day, and given up then; a receiver may get one twice and
knows it by its `id`.
"""

import hashlib
import hmac
import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import httpx
from django.db import transaction

from sportello.core.secrets import unseal
from sportello.insights.models import Spike, SpikeHook, SpikePush

log = logging.getLogger(__name__)

PAUSES = (1, 5, 15, 60, 120, 240, 480, 720)
"""Minutes before each further try."""

PATIENCE = timedelta(seconds=10)
AT_ONCE = 20

type Post = Callable[[str, bytes, dict[str, str]], int]


def announce(spike: Spike, what: str, *, now: datetime) -> None:
    """Write, in the caller's transaction, that every hook is to be told."""
    SpikePush.objects.bulk_create(
        SpikePush(hook=hook, spike=spike, what=what, next_try_at=now)
        for hook in SpikeHook.objects.filter(ended_at=None)
    )


def push_due(*, now: datetime, post: Post) -> int:
    """Send what is due; returns how many arrived. `post` gives the answer's status, and raises OSError without one."""
    return sum(_push_one(now, post) for _ in range(SpikePush.objects.due(now)[:AT_ONCE].count()))


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """POST over the network; redirects are not followed. Raises OSError when nobody answers within ten seconds."""
    try:
        return httpx.post(url, content=body, headers=headers, timeout=PATIENCE.total_seconds()).status_code
    except (httpx.HTTPError, httpx.InvalidURL) as failed:
        raise OSError(str(failed) or type(failed).__name__) from failed


def body_of(push: SpikePush) -> bytes:
    """What a hook is told: codes, ids and numbers, and no words of buyers."""
    spike = push.spike
    told = {
        "id": f"spike-{spike.pk}-{push.what}",
        "type": f"spike.{push.what}",
        "spike": spike.pk,
        "series": {"kind": spike.kind, "key": spike.key},
        "likely_cause": {"kind": spike.cause_kind, "key": spike.cause_key, "share": spike.cause_share},
        "observed": spike.observed,
        "expected": spike.expected,
        "hours": spike.hours,
        "began_at": spike.began_at.isoformat(),
        "noticed_at": spike.noticed_at.isoformat(),
        "ended_at": spike.ended_at.isoformat() if spike.ended_at else None,
        "tickets": spike.tickets,
    }
    return json.dumps(told, separators=(",", ":")).encode()


def signature(body: bytes, secret: str, at: int) -> str:
    """The header that proves who sent a body, and when."""
    mark = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={mark}"


@transaction.atomic
def _push_one(now: datetime, post: Post) -> bool:
    """One push, its row locked while it is under way, so that two workers do not send it both."""
    due = SpikePush.objects.due(now).select_related("hook", "spike").order_by("next_try_at")
    push = due.select_for_update(of=("self",), skip_locked=True).first()
    if push is None:
        return False
    trouble = _tried(push, now, post)
    push.attempts += 1
    push.trouble = trouble[:200]
    if not trouble:
        push.delivered_at = now
    elif push.attempts > len(PAUSES):
        push.given_up_at = now
    else:
        push.next_try_at = now + timedelta(minutes=PAUSES[push.attempts - 1])
    push.save()
    return not trouble


def _tried(push: SpikePush, now: datetime, post: Post) -> str:
    """Send a push; returns what went wrong, "" when nothing did."""
    body = body_of(push)
    try:
        secret = unseal(push.hook.secret)["secret"]
        signed = signature(body, secret, int(now.timestamp()))
        status = post(push.hook.url, body, {"Content-Type": "application/json", "Sportello-Signature": signed})
    except (OSError, ValueError) as failed:
        log.warning("hook %s could not be told of spike %s: %s", push.hook_id, push.spike_id, failed)
        return str(failed) or type(failed).__name__
    return "" if 200 <= status < 300 else f"HTTP {status}"
