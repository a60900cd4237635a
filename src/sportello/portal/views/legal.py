"""The seller's legal notice and privacy page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from sportello.accounts.access import public
from sportello.portal.entrance import in_centre
from sportello.portal.models import TextKind
from sportello.portal.place import Place
from sportello.portal.showing import kept_page

from .reading import seller_text


@require_safe
@public
@in_centre
def legal(request: HttpRequest, place: Place) -> HttpResponse:
    """Who the seller is."""
    return _text(request, place, TextKind.LEGAL)


@require_safe
@public
@in_centre
def privacy(request: HttpRequest, place: Place) -> HttpResponse:
    """What becomes of the visitor's data."""
    return _text(request, place, TextKind.PRIVACY)


def _text(request: HttpRequest, place: Place, kind: TextKind) -> HttpResponse:
    html = seller_text(place, kind)
    if not html:
        raise Http404
    context = {"name": kind.label, "html": html}
    return kept_page(request, place, "portal/text.html", lambda: context, key=(kind.value,), path=kind.value)
