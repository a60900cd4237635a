"""A ticket's page, and the parts of it that change while somebody looks."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.inbox.handling import leave, look, others_here

from .pages import show_news, show_ticket, ticket_or_404


@require_safe
@requires(Permission.READ_TICKETS)
def ticket(request: SignedInRequest, ticket_id: int) -> HttpResponse:
    """An open ticket beside its list; for htmx the ticket alone. `thread` chooses which thread to answer."""
    return show_ticket(request, ticket_id)


@require_safe
@requires(Permission.READ_TICKETS)
def conversation(request: SignedInRequest, ticket_id: int) -> HttpResponse:
    """What was said and how the ticket stands, without the answer being written."""
    return show_news(request, ticket_id)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.READ_TICKETS)
def presence(request: SignedInRequest, ticket_id: int) -> HttpResponse:
    """Who else is here. A POST says that this agent is (`writing` or not), or with `leaving` that they are gone."""
    now, found = timezone.now(), ticket_or_404(request, ticket_id)
    if request.method == "POST":
        if "leaving" in request.POST:
            leave(ticket=found, by=request.user)
            return HttpResponse(status=204)
        look(ticket=found, by=request.user, writing=request.POST.get("writing") == "1", now=now)
    others = others_here(ticket=found, but=request.user, now=now)
    return render(request, "desk/presence.html", {"others": others})
