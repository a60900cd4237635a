"""The check of a draft as it is written, and the page on which a lead says what answers must state."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.desk.composing import Attempt
from sportello.desk.views.pages import is_part, show_ticket, ticket_or_404
from sportello.inbox import handling
from sportello.inbox.models import Holding, Thread

from .forms import decisions_of
from .panel import beside


@require_POST
@requires(Permission.ANSWER)
def check(request: SignedInRequest, ticket_id: int) -> HttpResponse:
    """What the draft `text` to `thread` leaves open. For htmx the part beside it; without, the draft is saved and the
    page comes back with that part filled."""
    ticket, now = ticket_or_404(request, ticket_id), timezone.now()
    wanted = request.POST.get("thread", "")
    thread_id = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else ticket.primary_id or 0
    text = request.POST.get("text", "").replace("\r\n", "\n").replace("\0", "")
    found = beside(ticket=ticket, thread_id=thread_id, draft=text, now=now, decisions=decisions_of(request))
    if is_part(request):
        return render(request, "desk/replying/beside.html#inside", {"beside": found})
    attempt = Attempt(thread_id, text, theirs=None)
    thread = Thread.objects.filter(pk=thread_id).first()
    if thread and Holding.objects.filter(ticket=ticket, thread=thread, until_id=None).exists():
        version = request.POST.get("version", "0")
        try:
            number = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
            handling.save_draft(ticket=ticket, thread=thread, text=text, version=number, by=request.user, now=now)
        except handling.DraftConflict as conflict:
            attempt = Attempt(thread_id, text, theirs=conflict.current)
    return show_ticket(request, ticket.pk, attempt=attempt, beside=found)
