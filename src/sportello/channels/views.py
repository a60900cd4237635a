"""Where marketplaces push to. Nobody signs in here: the address is secret, and each push proves itself."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from sportello.accounts.access import public

from .contract import PushRequest
from .models import Source
from .pushes import endpoint_of, take, whose

MOST_BYTES = 2 * 1024 * 1024


@public
@csrf_exempt
@require_http_methods(["GET", "POST"])
def hooks(request: HttpRequest, source_id: int, token: str) -> HttpResponse:
    """Take a push: 200 when it is stored, 401 not genuine, 404 unknown address, 413 too large, 503 try again."""
    source = whose(source_id, token)
    if source is None:
        return HttpResponse(status=404)
    body = _body(request)
    if body is None:
        return HttpResponse(status=413)
    status, answer = take(source, _pushed(request, source, body), now=timezone.now())
    return HttpResponse(answer, status=status, content_type="application/json" if answer else "text/plain")


def _body(request: HttpRequest) -> bytes | None:
    """The body, or None when it is larger than a push may be; never more than that is held in memory."""
    given = request.META.get("CONTENT_LENGTH") or "0"
    if not given.isdecimal() or int(given) > MOST_BYTES:
        return None
    body = request.read(MOST_BYTES + 1)
    return None if len(body) > MOST_BYTES else body


def _pushed(request: HttpRequest, source: Source, body: bytes) -> PushRequest:
    """The request as connectors know it, under the address that the marketplace was given."""
    query = request.META.get("QUERY_STRING", "")
    url = (
        (endpoint_of(source) + (f"?{query}" if query else "")) if endpoint_of(source) else request.build_absolute_uri()
    )
    return PushRequest(
        method=request.method or "GET",
        url=url,
        query={name: str(value) for name, value in request.GET.items()},
        headers={name.lower(): value for name, value in request.headers.items()},
        body=body,
    )
