"""Orders: beside a ticket, in a list, and each on a page of its own."""

import json

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sportello.accounts import audit
from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.accounts.roles import Role
from sportello.desk.buyer import orders_of
from sportello.desk.views.pages import ticket_or_404
from sportello.inbox import conversation, order_search
from sportello.orders.models import Order

from .amounts import amount_in_words
from .cards import card_of
from .departing import reported
from .listing import page_of
from .parcels import parcel_of

LOOKED_AT = "order.looked_at"
MOST_TICKETS = 50


@require_safe
@requires(Permission.READ_TICKETS)
def panel(request: SignedInRequest, ticket_id: int) -> HttpResponse:
    """The orders beside a ticket, as they stand now."""
    now, ticket = timezone.now(), ticket_or_404(request, ticket_id)
    found = orders_of(ticket=ticket, conversation=conversation.of(ticket), now=now)
    context = {"panel": found, "ticket": ticket, "now": now}
    return render(request, "desk/buying/panel.html", context)


@require_safe
@requires(Permission.READ_TICKETS)
def orders(request: SignedInRequest) -> HttpResponse:
    """Orders, the latest first: all, those of one `customer`, or those found for `q`; `after` goes on."""
    now, query = timezone.now(), request.GET.get("q", "").strip()[:200]
    customer = _number(request.GET.get("customer", ""))
    if query:
        page = None
        found = order_search.orders(agent=request.user, query=query)
    else:
        page = page_of(customer_id=customer, after=request.GET.get("after", ""))
        found = list(page.orders)
    context = {
        "cards": [card_of(order, now=now) for order in found],
        "page": page,
        "query": query,
        "customer": customer,
        "may_correct": request.user.may(Permission.MANAGE_BUSINESS),
        "now": now,
    }
    return render(request, "desk/buying/orders.html", context)


@require_safe
@requires(Permission.READ_TICKETS)
def order(request: SignedInRequest, order_id: int) -> HttpResponse:
    """Everything known of one order, with its tickets; owners see the source's own document, too."""
    now = timezone.now()
    found = Order.objects.complete().filter(pk=order_id).first()
    if found is None:
        raise Http404(_("There is no such order."))
    audit.note(
        act=LOOKED_AT,
        now=now,
        agent=request.user,
        subject=("order", found.pk),
        address=audit.address_of(request),
    )
    context = {
        "order": found,
        "card": card_of(found, now=now),
        "lines": [(line, amount_in_words(line.unit_price) if line.unit_price else "") for line in found.lines.all()],
        "parcels": [parcel_of(shipment, found, now) for shipment in found.shipments.all()],
        "tickets": order_search.tickets_of_order(agent=request.user, order=found, most=MOST_TICKETS),
        "may_correct": request.user.may(Permission.MANAGE_BUSINESS),
        "reported": reported(found),
        "payload": _payload(found) if request.user.role == Role.OWNER else "",
        "now": now,
    }
    return render(request, "desk/buying/order.html", context)


def _payload(order: Order) -> str:
    return json.dumps(order.payload, ensure_ascii=False, indent=2, sort_keys=True) if order.payload else ""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
