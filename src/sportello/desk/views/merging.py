"""Putting tickets together, parting them again, and choosing where the full answer goes."""

from collections.abc import Sequence

from django.contrib import messages as toasts
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.desk.joining import MOST, candidates, merged_toast
from sportello.desk.place import place_of
from sportello.inbox import merging
from sportello.inbox.access import tickets_for
from sportello.inbox.merging import CannotMerge
from sportello.inbox.models import Merge, Thread, Ticket

from .bulk import report
from .pages import address_of, back_to, is_part, say_problem, show_ticket, ticket_or_404


@require_safe
@requires(Permission.ANSWER)
def choices(request: SignedInRequest, ticket_id: int) -> HttpResponse:
    """The tickets that may be merged into this one: the buyer's own, or those found for `q`."""
    ticket = ticket_or_404(request, ticket_id)
    found = candidates(ticket=ticket, agent=request.user, query=request.GET.get("q", ""))
    context = {"ticket": ticket, "found": found, "place": place_of(request), "now": timezone.now()}
    return render(request, "desk/merging.html#choices" if is_part(request) else "desk/merging.html", context)


@require_POST
@requires(Permission.ANSWER)
def merges(request: SignedInRequest, ticket_id: int) -> HttpResponse:
    """Merge every `ticket` named into this one."""
    into = ticket_or_404(request, ticket_id)
    others = [one for one in _named(request) if one.pk != into.pk]
    if not others:
        return say_problem(request, into, CannotMerge(_("Choose some tickets first.")))
    _merge(request, others, into)
    return _opened(request, into.pk)


@require_safe
@requires(Permission.ANSWER)
def confirmation(request: SignedInRequest) -> HttpResponse:
    """Before tickets of different buyers become one: whose they are."""
    chosen = _named(request)
    if len(chosen) < 2:
        raise Http404
    return render(request, "desk/merge_confirm.html", {"tickets": chosen, "place": place_of(request)})


@require_POST
@requires(Permission.ANSWER)
def together(request: SignedInRequest) -> HttpResponse:
    """Merge the chosen tickets into the oldest of them. Those of different buyers are asked about first."""
    chosen = _named(request)
    if len(chosen) < 2:
        toasts.warning(request, _("Choose two tickets or more."))
        return report(request, "", (), silent=True)
    if len({ticket.customer_id for ticket in chosen}) > 1 and "confirmed" not in request.POST:
        query = urlencode([("ticket", ticket.pk) for ticket in chosen])
        address = f"{reverse('desk:merge-confirmation')}?{query}&{place_of(request).string}"
        if is_part(request):
            return HttpResponse(status=204, headers={"HX-Redirect": address})
        return HttpResponseRedirect(address, status=303)
    into, *others = chosen
    _merge(request, others, into)
    return report(request, "", (), silent=True)


@require_POST
@requires(Permission.ANSWER)
def removal(request: SignedInRequest) -> HttpResponse:
    """Part what the merges whose ids stand in `merge` (divided by commas) put together."""
    ids = [int(part) for part in request.POST.get("merge", "").split(",")[:MOST] if part.isascii() and part.isdigit()]
    rows = list(Merge.objects.filter(pk__in=ids).order_by("-pk"))
    if not rows:
        raise Http404
    into = ticket_or_404(request, rows[0].into_id)
    try:
        parted = [merging.undo(merge=row, by=request.user, now=timezone.now()) for row in rows]
    except CannotMerge as refused:
        return say_problem(request, into, refused)
    numbers = ", ".join(f"#{ticket.pk}" for ticket in parted)
    toasts.success(request, _("Parted again: %(numbers)s.") % {"numbers": numbers})
    return _opened(request, merging.survivor_of(rows[-1].into_id))


@require_POST
@requires(Permission.ANSWER)
def primary(request: SignedInRequest, ticket_id: int) -> HttpResponse:
    """Let `thread` get the full answers."""
    ticket = ticket_or_404(request, ticket_id)
    wanted = request.POST.get("thread", "")
    thread = get_object_or_404(Thread, pk=int(wanted) if wanted.isascii() and wanted.isdigit() else 0)
    try:
        merging.choose_primary(ticket=ticket, thread=thread, by=request.user, now=timezone.now())
    except CannotMerge as refused:
        return say_problem(request, ticket, refused)
    return _opened(request, ticket.pk) if is_part(request) else back_to(request, ticket)


def _named(request: SignedInRequest) -> list[Ticket]:
    """The tickets of a request that this agent may see, the oldest first; of a merged one its survivor."""
    given = request.POST if request.method == "POST" else request.GET
    wanted = [int(pk) for pk in given.getlist("ticket")[:MOST] if pk.isascii() and pk.isdigit() and len(pk) < 16]
    survivors = {merging.survivor_of(pk) for pk in wanted}
    return list(tickets_for(request.user).filter(pk__in=survivors).select_related("customer", "channel").order_by("pk"))


def _merge(request: SignedInRequest, others: Sequence[Ticket], into: Ticket) -> None:
    """Merge one after the other; what could be merged is said with its undo, what could not with the reason."""
    done: list[Merge] = []
    for ticket in others:
        try:
            done.append(merging.merge(ticket=ticket, into=into, by=request.user, now=timezone.now()))
        except CannotMerge as refused:
            toasts.warning(request, f"#{ticket.pk}: {refused}")
    if done:
        toasts.success(request, merged_toast(done))


def _opened(request: SignedInRequest, ticket_id: int) -> HttpResponse:
    """The ticket as it stands now."""
    address = address_of(ticket_id, place_of(request))
    if not is_part(request):
        return HttpResponseRedirect(address, status=303)
    response = show_ticket(request, ticket_id)
    response["HX-Push-Url"], response["HX-Trigger"] = address, "desk:changed"
    return response
