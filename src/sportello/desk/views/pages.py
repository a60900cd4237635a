"""The page of the desk, whole or in the part that a request asked for."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sportello.accounts import audit
from sportello.accounts.access import Permission, SignedInRequest
from sportello.channels.models import Channel, Source
from sportello.desk.composing import Attempt
from sportello.desk.entries import entry_of
from sportello.desk.listing import LOOKED_AT, listing
from sportello.desk.naming import BY_DEADLINE, NAMES, ORDERED_BY
from sportello.desk.pane import pane_of
from sportello.desk.place import Place, place_of
from sportello.desk.replying.panel import Beside
from sportello.inbox import order_search, queue
from sportello.inbox.access import ticket_for
from sportello.inbox.models import Ticket
from sportello.inbox.queue import View


def is_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page; a page brought back from the history is wanted whole."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def ticket_or_404(request: SignedInRequest, ticket_id: int) -> Ticket:
    """A ticket this agent may see. Raises Http404, whether it does not exist or is not theirs to see."""
    try:
        return ticket_for(request.user, ticket_id)
    except Ticket.DoesNotExist as gone:
        raise Http404(_("There is no such ticket.")) from gone


def list_context(request: SignedInRequest, place: Place, now: datetime) -> dict[str, Any]:
    """What the list of a place needs; its cursor and length come from the address."""
    length = request.GET.get("rows", "")
    most = int(length) if length.isascii() and length.isdigit() and len(length) < 5 else queue.PAGE
    found = listing(
        agent=request.user, place=place, now=now, after=request.GET.get("after", ""), most=max(most, queue.PAGE)
    )
    channel = Channel.objects.filter(pk=place.channel).first() if place.channel else None
    return {
        "place": place,
        "listing": found,
        "orders": order_search.orders(agent=request.user, query=place.query) if place.query else [],
        "entries": [entry_of(row, place, now) for row in found.rows],
        "named": NAMES[place.view],
        "order": ORDERED_BY.get(place.view, BY_DEADLINE),
        "channel": channel,
        "waiting": 0 if found.rows else queue.counts(agent=request.user, now=now)[View.WAITING.value],
        "unconnected": place.query is None and not found.rows and not Source.objects.exists(),
        "may_connect": request.user.may(Permission.MANAGE_CHANNELS),
        "may_invite": request.user.may(Permission.MANAGE_PEOPLE),
        "continued": "after" in request.GET,
        "now": now,
    }


def show_ticket(
    request: SignedInRequest,
    ticket_id: int,
    *,
    attempt: Attempt | None = None,
    beside: Beside | None = None,
    status: int = 200,
) -> HttpResponse:
    """An open ticket, beside its list when the whole page is asked for. The look at it is written down. `beside` is
    what a draft was found to lack; without it the page asks for that itself.

    Whoever opens a ticket that was merged is led to the one that holds its conversations now.
    """
    now, place = timezone.now(), place_of(request)
    ticket = ticket_or_404(request, ticket_id)
    moved = ticket.pk != ticket_id and request.method == "GET"
    if moved and not is_part(request):
        return HttpResponseRedirect(address_of(ticket.pk, place))
    pane = pane_of(ticket=ticket, agent=request.user, now=now, wanted=_wanted(request), attempt=attempt)
    note_look(request, ticket, now)
    context = {"pane": pane, "place": place, "now": now, "beside": beside}
    if is_part(request):
        part = render(request, "desk/ticket.html", {**context, "part": True}, status=status)
        if moved:
            part["HX-Push-Url"] = address_of(ticket.pk, place)
        return part
    return render(request, "desk/desk.html", {**list_context(request, place, now), **context}, status=status)


def _wanted(request: SignedInRequest) -> int | None:
    thread = request.GET.get("thread", "")
    return int(thread) if thread.isascii() and thread.isdigit() and len(thread) < 19 else None


def note_look(request: SignedInRequest, ticket: Ticket, now: datetime) -> None:
    """Write down that this agent looked at a ticket; the list's unread marks read it too."""
    subject, address = ("ticket", ticket.pk), audit.address_of(request)
    audit.note(act=LOOKED_AT, now=now, agent=request.user, subject=subject, address=address)


def stay(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """After an answer: the ticket anew with an empty form, or for everybody but htmx a redirect (303)."""
    if not is_part(request):
        return HttpResponseRedirect(address_of(ticket.pk, place_of(request)), status=303)
    response = show_ticket(request, ticket.pk)
    response["HX-Trigger"] = "desk:changed"
    return response


def back_to(request: SignedInRequest, ticket: Ticket) -> HttpResponse:
    """After an act: for htmx what has changed around the answer being written, else a redirect (303)."""
    if is_part(request):
        return show_news(request, ticket.pk)
    return HttpResponseRedirect(address_of(ticket.pk, place_of(request)), status=303)


def show_news(request: SignedInRequest, ticket_id: int, *, noted: bool = False) -> HttpResponse:
    """What may have changed on an open ticket, without the answer that is being written beneath it."""
    now, ticket = timezone.now(), ticket_or_404(request, ticket_id)
    note_look(request, ticket, now)
    pane = pane_of(ticket=ticket, agent=request.user, now=now, wanted=_wanted(request))
    context = {"pane": pane, "place": place_of(request), "now": now, "noted": noted}
    response = render(request, "desk/news.html", context)
    if request.method == "POST":
        response["HX-Trigger"] = "desk:changed"
    return response


def go_on(request: SignedInRequest, following: int | None) -> HttpResponse:
    """After the last act on a ticket: the one behind it in the list, or the list when it was the last."""
    place = place_of(request)
    address = address_of(following, place) if following else f"{reverse('desk:queue')}?{place.string}"
    if not is_part(request):
        return HttpResponseRedirect(address, status=303)
    if following is None:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    response = show_ticket(request, following)
    response["HX-Push-Url"], response["HX-Trigger"] = address, "desk:changed"
    return response


def lead_to(request: SignedInRequest, address: str) -> HttpResponse:
    """After an act that needs another page: for htmx a change of the whole page, else a redirect (303)."""
    if is_part(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address, status=303)


def address_of(ticket_id: int, place: Place, **more: int) -> str:
    """The address of a ticket at a place of the desk."""
    query = "&".join(part for part in (place.string, urlencode(more)) if part)
    return f"{reverse('desk:ticket', args=[ticket_id])}?{query}"


def say_problem(request: SignedInRequest, ticket: Ticket, problem: ValueError) -> HttpResponse:
    """An act that was refused: the ticket as it stands, and why."""
    messages.error(request, str(problem))
    return back_to(request, ticket)
