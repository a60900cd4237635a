"""Acts on several tickets at once. What could not be done is said, ticket by ticket."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.desk.place import place_of
from sportello.inbox.access import tickets_for
from sportello.inbox.handling import assign
from sportello.inbox.models import Ticket
from sportello.inbox.resolving import StillOwed, resolve

from .acts import assignee
from .pages import is_part, list_context

MOST = 200


@require_POST
@requires(Permission.ASSIGN)
def assignment(request: SignedInRequest) -> HttpResponse:
    """Give every `ticket` named to `assignee`."""
    to = assignee(request)
    done, refused = _each(request, lambda ticket: assign(ticket=ticket, to=to, by=request.user, now=timezone.now()))
    said = ngettext("%(n)s ticket assigned.", "%(n)s tickets assigned.", done) % {"n": done}
    return report(request, said if done else "", refused)


@require_POST
@requires(Permission.ANSWER)
def resolution(request: SignedInRequest) -> HttpResponse:
    """Resolve every `ticket` named that owes no answer."""
    done, refused = _each(request, lambda ticket: resolve(ticket=ticket, by=request.user, now=timezone.now()))
    said = ngettext("%(n)s ticket resolved.", "%(n)s tickets resolved.", done) % {"n": done}
    return report(request, said if done else "", refused)


def _each(request: SignedInRequest, act: Callable[[Ticket], object]) -> tuple[int, Sequence[tuple[Ticket, str]]]:
    """Do it to each ticket chosen, for itself; returns how many it was done to, and the others with their reasons."""
    chosen = [int(pk) for pk in request.POST.getlist("ticket")[:MOST] if pk.isascii() and pk.isdigit()]
    refused: list[tuple[Ticket, str]] = []
    done = 0
    for ticket in tickets_for(request.user).filter(pk__in=chosen).order_by("pk"):
        try:
            act(ticket)
            done += 1
        except StillOwed as owed:
            refused.append((ticket, str(owed)))
    return done, refused


def report(
    request: SignedInRequest, said: str, refused: Sequence[tuple[Ticket, str]], *, silent: bool = False
) -> HttpResponse:
    """The list anew, with what was done and what was not; `silent` when the toasts are made already."""
    if said:
        messages.success(request, said)
    if refused:
        numbers = ", ".join(f"#{ticket.pk}" for ticket, _why in refused)
        messages.warning(request, _("Not %(numbers)s: %(why)s") % {"numbers": numbers, "why": refused[0][1]})
    if not said and not refused and not silent:
        messages.warning(request, _("Choose some tickets first."))
    place = place_of(request)
    if is_part(request):
        return render(request, "desk/bulk.html", list_context(request, place, timezone.now()))
    target = "desk:queue" if place.query is None else "desk:search"
    return HttpResponseRedirect(f"{reverse(target)}?{place.string}", status=303)
