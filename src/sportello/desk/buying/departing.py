"""Confirming to the marketplace that a parcel left: the page of an order's reported parcels, and taking one back."""

from datetime import date, datetime, time
from typing import Any

from django.contrib import messages as toasts
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sportello.accounts import audit
from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.carriers.catalogue import CATALOGUE
from sportello.channels.departing import confirm, withdraw
from sportello.channels.leaving import CannotConfirm, Said, left_to_ship, why_not
from sportello.channels.models import Departure, Source
from sportello.desk.views.pages import is_part
from sportello.orders.models import Line, Order

CONFIRMED = "order.shipment_confirmed"
# Nobody hands a parcel to these as a seller: the one is the marketplace's own, the other stands for any post.
_NOT_OFFERED = frozenset({"amazon", "post"})


@require_http_methods(["GET", "POST"])
@requires(Permission.ANSWER)
def departures(request: SignedInRequest, order_id: int) -> HttpResponse:
    """What of an order was reported as shipped, and a form for the next parcel; a post reports one.

    What cannot be reported comes back (422) as it was written, and why.
    """
    order = get_object_or_404(Order.objects.select_related("channel", "account"), pk=order_id)
    now = timezone.now()
    if request.method == "POST":
        try:
            confirm(order=order, said=_said(request, order, now), by=request.user, now=now)
        except CannotConfirm as refused:
            return _page(request, order, now, refused)
        audit.note(
            act=CONFIRMED,
            now=now,
            agent=request.user,
            subject=("order", order.pk),
            address=audit.address_of(request),
        )
        toasts.success(request, _("It is being reported to the marketplace."))
        return redirect("desk:order-departures", order.pk)
    return _page(request, order, now)


@require_POST
@requires(Permission.ANSWER)
def withdrawal(request: SignedInRequest, departure_id: int) -> HttpResponse:
    """Take a parcel back that the marketplace was not told of yet."""
    departure = get_object_or_404(Departure, pk=departure_id)
    if not withdraw(departure=departure, by=request.user, now=timezone.now()):
        toasts.error(request, _("The marketplace knows of it already."))
    return redirect("desk:order-departures", departure.order_id)


def reported(order: Order) -> list[Departure]:
    """The parcels of an order that were reported, the latest first. One query."""
    return list(order.departures.select_related("agent").order_by("-created_at", "-id"))


def _said(request: SignedInRequest, order: Order, now: datetime) -> Said:
    post = request.POST
    lines = Line.objects.filter(order=order, withdrawn=False).values_list("pk", "external_id")
    return Said(
        carrier=post.get("carrier", "").replace("\0", "")[:120],
        tracking_number=post.get("tracking_number", "").replace("\0", "")[:200],
        shipped_at=_moment(post.get("day", ""), now),
        quantities={external_id: _quantity(post.get(f"quantity_{pk}", "")) for pk, external_id in lines},
        sure=bool(post.get("sure")),
    )


def _moment(day: str, now: datetime) -> datetime:
    """Now for today, noon for another day, in the house's time zone."""
    here = timezone.localtime(now)
    chosen = _day(day)
    if chosen is None:
        raise CannotConfirm(_("Say on which day the parcel left."))
    return here if chosen == here.date() else datetime.combine(chosen, time(12), here.tzinfo)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _quantity(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _page(request: SignedInRequest, order: Order, now: datetime, refused: CannotConfirm | None = None) -> HttpResponse:
    if not is_part(request) and refused is None and why_not(order) and not order.departures.exists():
        raise Http404(why_not(order))
    known = reported(order)
    context = {
        "order": order,
        "reported": known,
        "waits": any(one.state == "waiting" for one in known),
        "works": Source.objects.filter(pk=order.account_id, paused_at=None, failing_since=None).exists(),
        "why_not": why_not(order),
        "problem": refused,
        "now": now,
        **_form(request, order, known, now),
    }
    template = "desk/buying/departures.html#reported" if is_part(request) else "desk/buying/departures.html"
    return render(request, template, context, status=422 if refused else 200)


def _form(request: SignedInRequest, order: Order, known: list[Departure], now: datetime) -> dict[str, Any]:
    """What the form shows: what was written, else what is left, today and the carrier of last time."""
    post, left = request.POST, left_to_ship(order)
    lines = Line.objects.filter(order=order, withdrawn=False, external_id__in=list(left)).order_by("pk")
    last = known[0] if known else Departure.objects.filter(order__channel=order.channel).order_by("-pk").first()
    return {
        "lines": [
            (line, left[line.external_id], post.get(f"quantity_{line.pk}") or left[line.external_id]) for line in lines
        ],
        "carriers": sorted((one.name for one in CATALOGUE if one.code not in _NOT_OFFERED), key=str.casefold),
        "carrier": post.get("carrier") or (last.carrier_name if last else ""),
        "tracking_number": post.get("tracking_number", ""),
        "day": post.get("day") or timezone.localdate(now).isoformat(),
        "today": timezone.localdate(now).isoformat(),
    }
