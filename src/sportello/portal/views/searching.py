"""Search: the page with results, and the parts of pages that show them as one types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sportello.accounts.access import public
from sportello.portal import searching
from sportello.portal.entrance import braked, in_centre
from sportello.portal.place import Place
from sportello.portal.showing import page

AS_ONE_TYPES = 4
BESIDE_A_MESSAGE = 2
"""So few that the button that sends the message stays in sight on a phone."""


@require_safe
@public
@in_centre
@braked
def search(request: HttpRequest, place: Place) -> HttpResponse:
    """What answers a query (`q`). With `part` only the list, as one types; that is noted nowhere."""
    query = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[: searching.LONGEST]
    if "part" in request.GET:
        return _part(request, place, query)
    found = searching.searched(place, query) if query and request.method == "GET" else searching.Answer((), ())
    context = {"query": query, "found": found}
    return page(request, place, "portal/search.html", context, path="search")


@require_safe
@public
@in_centre
@braked
def suggestions(request: HttpRequest, place: Place) -> HttpResponse:
    """What may answer the words of a message as they are typed; nothing where nothing does, or the visitor is held
    out: whoever is writing already needs no way to write."""
    query = request.GET.get("q", "").replace("\x00", " ")[: searching.LONGEST]
    if place.held_out:
        return HttpResponse("")
    found = searching.glimpsed(place, query, most=BESIDE_A_MESSAGE)
    return render(request, "portal/hits.html", {"place": place, "found": found})


def _part(request: HttpRequest, place: Place, query: str) -> HttpResponse:
    found = searching.glimpsed(place, query, most=AS_ONE_TYPES)
    return render(request, "portal/hits.html", {"place": place, "found": found, "query": query})
