"""What an agent notes in a buyer's history: promises, what became of them, exceptions to policy."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.accounts.models import Agent
from sportello.desk.views.pages import back_to, say_problem, ticket_or_404
from sportello.inbox import excepting, promising
from sportello.inbox.models import PolicyException, Promise, PromiseEnd, PromiseKind, Ticket
from sportello.orders.models import Order


@require_POST
@requires(Permission.ANSWER)
def promises(request: SignedInRequest, ticket_id: int) -> HttpResponse:
    """Note a promise: `kind`, `words` (needed for "other"), and the `day` (ISO 8601) by which it is kept."""
    ticket, now = ticket_or_404(request, ticket_id), timezone.now()
    kind = request.POST.get("kind", "")
    if kind not in PromiseKind.values:
        raise Http404
    try:
        promising.promise(
            ticket=ticket,
            kind=PromiseKind(kind),
            words=request.POST.get("words", ""),
            day=_day(request.POST.get("day", "")),
            by=request.user,
            now=now,
        )
    except ValueError as refused:
        return say_problem(request, ticket, refused)
    messages.success(request, _("Noted. The ticket comes back by itself on that day."))
    return back_to(request, ticket)


@require_POST
@requires(Permission.ANSWER)
def settlement(request: SignedInRequest, promise_id: int) -> HttpResponse:
    """Say what became of a promise: `as` is kept, broken or withdrawn."""
    row = get_object_or_404(Promise.objects.select_related("holding"), pk=promise_id)
    ticket = ticket_or_404(request, row.holding.ticket_id)
    as_ = request.POST.get("as", "")
    if as_ not in PromiseEnd.values:
        raise Http404
    promising.end(promise=row, as_=PromiseEnd(as_), by=request.user, now=timezone.now())
    return back_to(request, _open_one(request, ticket))


@require_POST
@requires(Permission.ANSWER)
def exceptions(request: SignedInRequest, ticket_id: int) -> HttpResponse:
    """Note an exception: `what`, `reason`, who approved it (`approved_by`), and the `order` it is for, if any."""
    ticket, now = ticket_or_404(request, ticket_id), timezone.now()
    order = _number(request.POST.get("order", ""))
    try:
        excepting.grant(
            ticket=ticket,
            what=request.POST.get("what", ""),
            reason=request.POST.get("reason", ""),
            approved_by=get_object_or_404(Agent, pk=_number(request.POST.get("approved_by", ""))),
            by=request.user,
            now=now,
            order=Order.objects.filter(pk=order).first() if order else None,
        )
    except excepting.CannotGrant as refused:
        return say_problem(request, ticket, refused)
    return back_to(request, ticket)


@require_POST
@requires(Permission.ANSWER)
def withdrawal(request: SignedInRequest, exception_id: int) -> HttpResponse:
    """Take an exception back."""
    row = get_object_or_404(PolicyException, pk=exception_id)
    ticket = ticket_or_404(request, row.ticket_id)
    excepting.withdraw(exception=row, by=request.user, now=timezone.now())
    return back_to(request, _open_one(request, ticket))


def _open_one(request: SignedInRequest, ticket: Ticket) -> Ticket:
    """The ticket on whose page this was done (`on`): promises of a buyer stand beside all their tickets."""
    on = _number(request.POST.get("on", ""))
    return ticket_or_404(request, on) if on else ticket


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as broken:
        raise ValueError(_("Choose today or a day within a year.")) from broken


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
