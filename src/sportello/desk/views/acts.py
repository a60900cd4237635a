"""What an agent does to a ticket: assign, tag, note, resolve, reopen, put off, give part of it away."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.accounts.models import Agent
from sportello.desk.following import following
from sportello.desk.place import place_of
from sportello.inbox import handling, reopening, resolving, splitting
from sportello.inbox.models import Holding, Message

from .pages import address_of, back_to, go_on, is_part, lead_to, say_problem, show_news, show_ticket, ticket_or_404


@require_POST
@requires(Permission.ASSIGN)
def assignment(request: SignedInRequest, ticket_id: int) -> HttpResponse:
    """Give a ticket to the agent whose id is `assignee`, or with "" to nobody."""
    ticket = ticket_or_404(request, ticket_id)
    handling.assign(ticket=ticket, to=assignee(request), by=request.user, now=timezone.now())
    return back_to(request, ticket)


def assignee(request: SignedInRequest) -> Agent | None:
    """The active agent whom a form names; None for "nobody". Raises Http404 for anybody else."""
    wanted = request.POST.get("assignee", "")
    if not wanted:
        return None
    if not wanted.isascii() or not wanted.isdigit():
        raise Http404
    return get_object_or_404(Agent.objects.active(), pk=int(wanted))


@require_POST
@requires(Permission.ANSWER)
def tags(request: SignedInRequest, ticket_id: int) -> HttpResponse:
    """Let exactly the words of `tags`, divided by commas, hang on the ticket."""
    ticket = ticket_or_404(request, ticket_id)
    names = request.POST.get("tags", "").split(",")[:50]
    handling.tag(ticket=ticket, names=names, by=request.user, now=timezone.now())
    return back_to(request, ticket)


@require_POST
@requires(Permission.ANSWER)
def notes(request: SignedInRequest, ticket_id: int) -> HttpResponse:
    """Write an internal note."""
    ticket = ticket_or_404(request, ticket_id)
    if request.POST.get("text", "").strip():
        handling.note(ticket=ticket, text=request.POST["text"], by=request.user, now=timezone.now())
    return show_news(request, ticket.pk, noted=True) if is_part(request) else back_to(request, ticket)


@require_POST
@requires(Permission.ANSWER)
def resolution(request: SignedInRequest, ticket_id: int) -> HttpResponse:
    """Resolve a ticket and go on to the next; while it owes an answer it stays, and the reason is said.

    Where a question is open, the agent is led to where that is decided.
    """
    ticket = ticket_or_404(request, ticket_id)
    after = following(agent=request.user, place=place_of(request), ticket_id=ticket.pk, now=timezone.now())
    try:
        resolving.resolve(ticket=ticket, by=request.user, now=timezone.now(), reason=request.POST.get("reason", ""))
    except resolving.QuestionsOpen:
        return lead_to(request, f"{reverse('desk:open-questions', args=[ticket.pk])}?{place_of(request).string}")
    except resolving.StillOwed as owed:
        return say_problem(request, ticket, owed)
    messages.success(request, _("Ticket %(number)s is resolved.") % {"number": ticket.pk})
    return go_on(request, after)


@require_POST
@requires(Permission.ANSWER)
def reopen(request: SignedInRequest, ticket_id: int) -> HttpResponse:
    """Open a resolved ticket again."""
    ticket = ticket_or_404(request, ticket_id)
    reopening.reopen(ticket=ticket, by=request.user, now=timezone.now())
    return back_to(request, ticket)


@require_POST
@requires(Permission.ANSWER)
def snooze(request: SignedInRequest, ticket_id: int) -> HttpResponse:
    """Put a ticket off until `until`: ISO 8601, on the agent's own clock where it names no zone."""
    ticket, now = ticket_or_404(request, ticket_id), timezone.now()
    try:
        until = moment_of(request.POST.get("until", ""))
        resolving.snooze(ticket=ticket, until=until, by=request.user, now=now)
    except ValueError as refused:
        return say_problem(request, ticket, refused)
    return back_to(request, ticket)


def moment_of(text: str) -> datetime:
    """A moment as a form sends it. Raises ValueError with words for the agent when it is none."""
    try:
        moment = datetime.fromisoformat(text)
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
    except (ValueError, OverflowError) as broken:
        raise ValueError(_("Choose a time in the future.")) from broken


@require_POST
@requires(Permission.ANSWER)
def wake(request: SignedInRequest, ticket_id: int) -> HttpResponse:
    """Bring a snoozed ticket back now."""
    ticket = ticket_or_404(request, ticket_id)
    resolving.unsnooze(ticket=ticket, by=request.user, now=timezone.now())
    return back_to(request, ticket)


@require_POST
@requires(Permission.ANSWER)
def parts(request: SignedInRequest, ticket_id: int) -> HttpResponse:
    """Give the thread of `message`, from that message on, to a new ticket, and show it."""
    ticket = ticket_or_404(request, ticket_id)
    wanted = request.POST.get("message", "")
    message = get_object_or_404(Message, pk=int(wanted) if wanted.isascii() and wanted.isdigit() else 0)
    try:
        new = splitting.split(ticket=ticket, message=message, by=request.user, now=timezone.now())
    except splitting.CannotSplit as refused:
        return say_problem(request, ticket, refused)
    messages.success(request, _("This is now ticket %(number)s of its own.") % {"number": new.pk})
    if is_part(request):
        response = show_ticket(request, new.pk)
        response["HX-Push-Url"], response["HX-Trigger"] = address_of(new.pk, place_of(request)), "desk:changed"
        return response
    return HttpResponseRedirect(address_of(new.pk, place_of(request)), status=303)


@require_POST
@requires(Permission.ANSWER)
def no_response(request: SignedInRequest, thread_id: int) -> HttpResponse:
    """Say that a thread needs no response; its clock stops here (on Amazon the agent stops Amazon's by its link)."""
    holding = get_object_or_404(Holding, thread=thread_id, until_id=None)
    ticket = ticket_or_404(request, holding.ticket_id)
    resolving.need_no_response(ticket=ticket, holding=holding, by=request.user, now=timezone.now())
    return back_to(request, ticket)
