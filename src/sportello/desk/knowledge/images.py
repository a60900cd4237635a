"""Pictures for articles: taken by content owners, served to everybody without a cookie."""

import re

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_safe

from sportello.accounts.access import Permission, SignedInRequest, public, requires
from sportello.knowledge import picturing
from sportello.knowledge.models import Image
from sportello.knowledge.picturing import NotAPicture

from .words import NOT_A_PICTURE

MOST_SHOWN = 60
_NAME = re.compile(r"([0-9a-f]{64})\.(png|jpg)")
_SHUT: dict[str, list[str]] = {"default-src": [CSP.NONE], "sandbox": [""], "frame-ancestors": [CSP.NONE]}


@requires(Permission.WRITE_ARTICLES)
@require_http_methods(["GET", "HEAD", "POST"])
def images(request: SignedInRequest) -> HttpResponse:
    """The newest pictures with the Markdown that shows them; posting adds one."""
    if request.method == "POST":
        upload = request.FILES.get("file")
        try:
            if upload is None:
                raise NotAPicture("kind")
            data = upload.read(picturing.MOST_BYTES + 1)
            picturing.take(data=data, name=upload.name or "", by=request.user, now=timezone.now())
        except NotAPicture as refused:
            messages.error(request, str(NOT_A_PICTURE[refused.reason]))
        return redirect("desk:images")
    shown = Image.objects.defer("data")[:MOST_SHOWN]
    return render(request, "desk/knowledge/images.html", {"images": shown, "now": timezone.now()})


@require_safe
@public
@csp_override(_SHUT)
def image(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001 (nothing of the request matters)
    """A picture by the hash of its bytes, for ever the same."""
    match = _NAME.fullmatch(name)
    found = Image.objects.filter(sha256=match[1], kind=match[2]).first() if match else None
    if found is None:
        raise Http404(_("There is no such picture."))
    response = HttpResponse(bytes(found.data), content_type=found.media_type)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
