"""Mail over HTTP: whoever knows an endpoint's secret may hand in raw mails (RFC 5322), signed and dated."""

import hashlib
import hmac
import re
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from sportello.accounts.access import public
from sportello.channels.models import Source, SourceKind
from sportello.channels.receiving import receive
from sportello.core.secrets import Undecipherable

HEADER = "Sportello-Signature"
SKEW_SECONDS = 300
_SIGNATURE = re.compile(r"v1=([0-9a-f]{64})")
_TIME = re.compile(r"t=(\d{1,12})")


class BadSignature(ValueError):
    """The request was not signed with the endpoint's secret, or not just now."""


def sign(body: bytes, *, secret: str, at: int) -> str:
    """The signature header for a body at that time (Unix seconds): HMAC-SHA256 of `<time>.<body>`."""
    return f"t={at},v1={_mac(body, secret, at)}"


def verify(body: bytes, header: str, *, secret: str, now: datetime) -> None:
    """Raise `BadSignature` unless the header signs this body and names a time within five minutes of `now` (aware).

    Several `v1=` may stand in the header, so that a sender can change its secret without a gap.
    """
    time = _TIME.search(header)
    if not secret or time is None or abs(now.timestamp() - int(time[1])) > SKEW_SECONDS:
        raise BadSignature
    wanted = _mac(body, secret, int(time[1]))
    if not any(hmac.compare_digest(wanted, given) for given in _SIGNATURE.findall(header)):
        raise BadSignature


@public
@csrf_exempt
@require_POST
def inbound(request: HttpRequest, source_id: int) -> HttpResponse:
    """Store a signed mail: 200 only when it is stored, 401 unsigned, 413 too large, 503 while paused."""
    body = _body(request)
    if body is None:
        return HttpResponse(status=413)
    now = timezone.now()
    source = Source.objects.filter(pk=source_id, kind=SourceKind.HTTP).first()
    try:
        verify(body, request.headers.get(HEADER, ""), secret=_secret(source), now=now)
    except BadSignature:
        return HttpResponse(status=401)
    if source is None or not body:
        return HttpResponse(status=401 if source is None else 400)
    if source.paused_at is not None:
        return HttpResponse(status=503, headers={"Retry-After": "600"})
    receive(source=source, raw=body, now=now)
    Source.objects.filter(pk=source.pk).update(last_good_at=now)
    return HttpResponse(status=200)


def _body(request: HttpRequest) -> bytes | None:
    """The body, or None when it is larger than a mail may be; never more than that is held in memory."""
    limit = settings.MAX_MAIL_BYTES
    if int(request.META.get("CONTENT_LENGTH") or 0) > limit:
        return None
    body = request.read(limit + 1)
    return None if len(body) > limit else body


def _secret(source: Source | None) -> str:
    try:
        return source.secrets.get("signing", "") if source else ""
    except Undecipherable:
        return ""


def _mac(body: bytes, secret: str, at: int) -> str:
    return hmac.new(secret.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()
