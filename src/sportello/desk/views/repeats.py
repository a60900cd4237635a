"""What an agent says of a suggested repeat: merge, not a repeat; and why the buyer wrote again."""

from django.contrib import messages as toasts
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.desk.joining import merged_toast
from sportello.desk.place import place_of
from sportello.inbox import standing
from sportello.inbox.merging import CannotMerge, survivor_of
from sportello.inbox.models import RepeatContact, RepeatReason, RepeatSuggestion, Ticket
from sportello.inbox.repeats import deciding

from .pages import address_of, back_to, is_part, say_problem, show_ticket, ticket_or_404


@require_POST
@requires(Permission.ANSWER)
def merge(request: SignedInRequest, ticket_id: int, suggestion_id: int) -> HttpResponse:
    """Merge the newer of the two tickets into the one that it repeats, and open what they are now."""
    ticket = ticket_or_404(request, ticket_id)
    suggestion = _suggestion(ticket, suggestion_id)
    try:
        made = deciding.accept(suggestion=suggestion, by=request.user, now=timezone.now())
    except (deciding.AlreadyDecided, CannotMerge) as refused:
        return say_problem(request, ticket, refused)
    toasts.success(request, merged_toast([made]))
    return _opened(request, survivor_of(made.into_id))


@require_POST
@requires(Permission.ANSWER)
def dismissal(request: SignedInRequest, ticket_id: int, suggestion_id: int) -> HttpResponse:
    """Say that it is not a repeat, for good."""
    ticket = ticket_or_404(request, ticket_id)
    try:
        deciding.dismiss(suggestion=_suggestion(ticket, suggestion_id), by=request.user, now=timezone.now())
    except deciding.AlreadyDecided as refused:
        return say_problem(request, ticket, refused)
    return back_to(request, ticket)


@require_POST
@requires(Permission.ANSWER)
def reason(request: SignedInRequest, ticket_id: int, message_id: int) -> HttpResponse:
    """Say why the buyer wrote again: `reason` is one of `RepeatReason`."""
    ticket = ticket_or_404(request, ticket_id)
    held = RepeatContact.objects.filter(message__in=standing.held_by(ticket))
    contact = get_object_or_404(held, pk=message_id)
    try:
        chosen = RepeatReason(request.POST.get("reason", ""))
    except ValueError as unknown:
        raise Http404 from unknown
    deciding.correct(contact=contact, reason=chosen, ticket_id=ticket.pk, by=request.user, now=timezone.now())
    return back_to(request, ticket)


def _suggestion(ticket: Ticket, suggestion_id: int) -> RepeatSuggestion:
    both = Q(ticket=ticket) | Q(of=ticket)
    return get_object_or_404(RepeatSuggestion.objects.select_related("ticket", "of"), both, pk=suggestion_id)


def _opened(request: SignedInRequest, ticket_id: int) -> HttpResponse:
    """The ticket as it stands after the merge."""
    address = address_of(ticket_id, place_of(request))
    if not is_part(request):
        return HttpResponseRedirect(address, status=303)
    response = show_ticket(request, ticket_id)
    response["HX-Push-Url"], response["HX-Trigger"] = address, "desk:changed"
    return response
