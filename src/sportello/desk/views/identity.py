"""What an agent says of who is who: the same person, not the same person, and taking a link back."""

from django.contrib import messages as toasts
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.customers import deciding
from sportello.customers.linking import CannotLink, together
from sportello.customers.models import CustomerLink, Suggestion
from sportello.desk.place import place_of
from sportello.inbox.models import Ticket

from .pages import address_of, is_part, say_problem, show_ticket, ticket_or_404


@require_POST
@requires(Permission.ANSWER)
def acceptance(request: SignedInRequest, ticket_id: int, suggestion_id: int) -> HttpResponse:
    """Say that a ticket's buyer and somebody suggested are one person."""
    ticket = ticket_or_404(request, ticket_id)
    try:
        deciding.accept(suggestion=_suggestion(ticket, suggestion_id), by=request.user, now=timezone.now())
    except CannotLink as refused:
        return say_problem(request, ticket, refused)
    toasts.success(request, _("They are one person now. Their tickets and orders stand together."))
    return _again(request, ticket)


@require_POST
@requires(Permission.ANSWER)
def refusal(request: SignedInRequest, ticket_id: int, suggestion_id: int) -> HttpResponse:
    """Say that they are not the same person, for good."""
    ticket = ticket_or_404(request, ticket_id)
    deciding.refuse(suggestion=_suggestion(ticket, suggestion_id), by=request.user, now=timezone.now())
    toasts.success(request, _("Remembered: not the same person."))
    return _again(request, ticket)


@require_POST
@requires(Permission.ANSWER)
def removal(request: SignedInRequest, ticket_id: int, link_id: int) -> HttpResponse:
    """Take a link of the ticket's buyer back: everything stands as it was before."""
    ticket = ticket_or_404(request, ticket_id)
    mine = CustomerLink.objects.filter(customer__in=together(ticket.customer_id))
    deciding.part(made=get_object_or_404(mine, pk=link_id), by=request.user, now=timezone.now())
    toasts.success(request, _("Parted. They are not taken for one person again."))
    return _again(request, ticket)


def _suggestion(ticket: Ticket, suggestion_id: int) -> Suggestion:
    members = together(ticket.customer_id)
    return get_object_or_404(Suggestion, Q(low__in=members) | Q(high__in=members), pk=suggestion_id)


def _again(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """The ticket once more: another person's history stands beside it now."""
    if is_part(request):
        return show_ticket(request, ticket.pk)
    return HttpResponseRedirect(address_of(ticket.pk, place_of(request)), status=303)
