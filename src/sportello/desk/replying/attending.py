"""Heartbeats of a ticket's page: it has the focus, and somebody is at it."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.desk.views.pages import ticket_or_404
from sportello.inbox import attending


@require_POST
@requires(Permission.ANSWER)
def attention(request: SignedInRequest, ticket_id: int) -> HttpResponse:
    """One heartbeat at the conversation `thread`; `suggested` says that a suggested text was put into the answer."""
    ticket, given = ticket_or_404(request, ticket_id), request.POST.get("thread", "")
    attending.beat(
        ticket=ticket,
        by=request.user,
        now=timezone.now(),
        suggested=request.POST.get("suggested") == "1",
        thread_id=int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None,
    )
    return HttpResponse(status=204)
