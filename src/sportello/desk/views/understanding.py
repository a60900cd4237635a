"""Correcting what reading found in a message."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.inbox.access import holding_of
from sportello.inbox.models import Message
from sportello.inbox.understanding.correcting import CannotCorrect, correct

from .pages import back_to, say_problem, ticket_or_404


@require_POST
@requires(Permission.ANSWER)
def corrections(request: SignedInRequest, message_id: int) -> HttpResponse:
    """Take away what `remove` names ("topic:invoice", "risk:legal"), else add what `add` names."""
    message = get_object_or_404(Message, pk=message_id)
    ticket = ticket_or_404(request, holding_of(message).ticket_id)
    holds = "remove" not in request.POST
    kind, _, slug = request.POST.get("add" if holds else "remove", "").partition(":")
    try:
        correct(message=message, kind=kind, slug=slug, holds=holds, by=request.user, now=timezone.now())
    except CannotCorrect as refused:
        return say_problem(request, ticket, refused)
    return back_to(request, ticket)
