"""Resolving a ticket in which a question is open: the agent says of each that it is answered, when, or why not."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.desk.following import following
from sportello.desk.place import place_of
from sportello.desk.views.pages import address_of, back_to, go_on, say_problem, ticket_or_404
from sportello.inbox import resolving

from .forms import decisions_of
from .known import Known
from .panel import beside


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ANSWER)
def open_questions(request: SignedInRequest, ticket_id: int) -> HttpResponse:
    """The open questions of a ticket to decide on; a POST decides and resolves, and goes on to the next ticket."""
    ticket, now, place = ticket_or_404(request, ticket_id), timezone.now(), place_of(request)
    decisions = decisions_of(request)
    if request.method == "POST":
        after = following(agent=request.user, place=place, ticket_id=ticket.pk, now=now)
        try:
            resolving.resolve(ticket=ticket, by=request.user, now=now, decisions=decisions)
        except resolving.QuestionsOpen as left:
            messages.error(request, str(left))
        except resolving.StillOwed as owed:
            return say_problem(request, ticket, owed)
        else:
            messages.success(request, _("Ticket %(number)s is resolved.") % {"number": ticket.pk})
            return go_on(request, after)
    found = beside(
        ticket=ticket,
        thread_id=ticket.primary_id or 0,
        draft="",
        now=now,
        known=Known.nothing(),
        decisions=decisions,
        asks=True,
    )
    if request.method != "POST" and not any(row.is_open for row in found.rows):
        return back_to(request, ticket)
    context = {"ticket": ticket, "beside": found, "place": place, "back": address_of(ticket.pk, place)}
    return render(request, "desk/replying/open.html", context, status=422 if request.method == "POST" else 200)
