"""The whole history of a ticket's buyer, with its filters, and the way from a message to where it stands."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.channels.models import Channel
from sportello.desk.buyer import customers_of
from sportello.desk.views.pages import note_look, ticket_or_404
from sportello.inbox import conversation
from sportello.inbox.access import holding_of
from sportello.inbox.models import Message

from .beside import named_in
from .items import What, name
from .naming import place_name
from .person import numbers_of, said_by
from .timeline import Person, page_of


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter: what it is called, where it leads, whether it is chosen."""

    name: str
    href: str
    chosen: bool


@require_safe
@requires(Permission.READ_TICKETS)
def history(request: SignedInRequest, ticket_id: int) -> HttpResponse:
    """Everything that happened with a ticket's buyer on every channel, the newest first.

    `what` (`items.What`) and `kind` (of a channel) choose some of it, `after` goes on.
    """
    now, ticket = timezone.now(), ticket_or_404(request, ticket_id)
    told = conversation.of(ticket)
    ids = customers_of(ticket, told)
    person = Person(ids, [*named_in(told), *numbers_of(said_by(ids))])
    what = next((one for one in What if one == request.GET.get("what", "")), None)
    kinds = sorted({str(kind) for kind in Channel.objects.values_list("kind", flat=True)})
    kind = next((one for one in kinds if one == request.GET.get("kind", "")), "")
    page = page_of(person=person, agent=request.user, what=what, kind=kind, after=request.GET.get("after", ""))
    note_look(request, ticket, now)
    context = {
        "ticket": ticket,
        "page": page,
        "whats": _choices(request, "what", [("", _("Everything")), *((one.value, name(one)) for one in What)]),
        "kinds": _choices(request, "kind", [("", _("Every channel")), *((one, place_name(one)) for one in kinds)]),
        "further": f"{request.path}?{_query(request, after=page.after)}" if page.after else "",
        "continued": "after" in request.GET,
        "now": now,
    }
    return render(request, "desk/history/history.html", context)


@require_safe
@requires(Permission.READ_TICKETS)
def message(request: SignedInRequest, message_id: int) -> HttpResponse:
    """Lead to a message where it stands now: in the ticket that holds it."""
    found = get_object_or_404(Message, pk=message_id)
    ticket = ticket_or_404(request, holding_of(found).ticket_id)
    return HttpResponseRedirect(f"{reverse('desk:ticket', args=[ticket.pk])}#m{found.pk}")


def _choices(request: HttpRequest, field: str, named: list[tuple[str, str]]) -> list[Choice]:
    now = request.GET.get(field, "")
    return [
        Choice(words, f"{request.path}?{_query(request, **{field: value, 'after': ''})}", value == now)
        for value, words in named
    ]


def _query(request: HttpRequest, **changed: str) -> str:
    kept = {field: request.GET.get(field, "")[:60] for field in ("what", "kind")}
    return urlencode({field: value for field, value in {**kept, **changed}.items() if value})
