"""The queue, the search, and the counts beside them."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sportello.accounts.access import Permission, SignedInRequest, home_of, requires, signed_in
from sportello.desk.place import Place, place_of

from .pages import is_part, list_context


@require_safe
@signed_in
def home(request: SignedInRequest) -> HttpResponse:
    """The front door leads to where this agent works."""
    return HttpResponseRedirect(home_of(request.user))


@require_safe
@requires(Permission.READ_TICKETS)
def queue(request: SignedInRequest) -> HttpResponse:
    """A view of the queue; for htmx its rows alone, `after` a cursor or the first `rows` of them."""
    return _list(request, place_of(request))


@require_safe
@requires(Permission.READ_TICKETS)
def search(request: SignedInRequest) -> HttpResponse:
    """The tickets found for what was typed, best first. Nothing that is typed is an error."""
    return _list(request, Place(query=request.GET.get("q", "")[:200]))


@require_safe
@requires(Permission.READ_TICKETS)
def ways(request: SignedInRequest) -> HttpResponse:
    """The views and channels with their counts, as they stand now."""
    return render(request, "desk/nav.html#ways", {"place": place_of(request), "now": timezone.now()})


def _list(request: SignedInRequest, place: Place) -> HttpResponse:
    context = list_context(request, place, timezone.now())
    return render(request, "desk/list.html#rows" if is_part(request) else "desk/desk.html", context)
