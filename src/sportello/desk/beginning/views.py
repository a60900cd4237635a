"""Writing to a buyer first: the page of an order's messages, beginning one, deciding about an uncertain one."""

from datetime import datetime

from django.contrib import messages as toasts
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sportello.accounts import audit
from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.accounts.models import Agent
from sportello.channels.models import BegunMessage
from sportello.desk.views.pages import is_part
from sportello.inbox import beginning
from sportello.inbox.approving import CannotApprove
from sportello.inbox.complying import NeedsApproval, RulesBroken
from sportello.inbox.refusing import CannotSend
from sportello.orders.models import Order

from .asked import told
from .shown import may_begin, shown

LOOKED_AT = "order.looked_at"


@require_http_methods(["GET", "POST"])
@requires(Permission.ANSWER)
def begun(request: SignedInRequest, order_id: int) -> HttpResponse:
    """What may be begun about an order now, and what was; a post begins a message of a `purpose`.

    What cannot leave comes back (422) with its text, and why.
    """
    order = get_object_or_404(Order.objects.select_related("channel"), pk=order_id)
    if not may_begin(order):
        raise Http404(_("Nothing can be begun at this marketplace."))
    now = timezone.now()
    if request.method == "POST":
        try:
            beginning.begin(order=order, by=request.user, now=now, **told(request, now))
        except CannotSend as refused:
            return page(request, order, now, refused)
        toasts.success(request, _("It is on its way to the marketplace."))
        return redirect("desk:order-begun", order.pk)
    audit.note(
        act=LOOKED_AT, now=now, agent=request.user, subject=("order", order.pk), address=audit.address_of(request)
    )
    return page(request, order, now)


def page(
    request: SignedInRequest, order: Order, now: datetime, refused: CannotSend | CannotApprove | None = None
) -> HttpResponse:
    """The page of an order's messages (422 with what was posted when something `refused` it)."""
    language = get_language() or "en"
    problems = refused.problems if isinstance(refused, RulesBroken) else ()
    context = {
        "shown": shown(order, now=now, waits=not is_part(request) and refused is None),
        "order": order,
        "chosen": request.POST.get("purpose", ""),
        "why": request.POST.get("why", ""),
        "text": request.POST.get("text", "") or f"{order.number}\n\n",
        "problem": str(refused) if refused and not problems else "",
        "reasons": [(each.rule, each.explanation(language)) for each in problems],
        "leads": _leads() if isinstance(refused, (NeedsApproval, CannotApprove)) else "",
        "now": now,
    }
    template = "desk/beginning/begun.html#state" if is_part(request) else "desk/beginning/begun.html"
    return render(request, template, context, status=422 if refused else 200)


def _leads() -> str:
    """The names of those who may let through what a rule holds back for a lead."""
    leads = Agent.objects.active().who_may(Permission.APPROVE).order_by("name", "pk")
    return ", ".join(leads.values_list("name", flat=True))


@require_POST
@requires(Permission.ANSWER)
def settlement(request: SignedInRequest, message_id: int) -> HttpResponse:
    """Say of an uncertain message that it was "sent", or of one that it was not or shall not be ("cancelled")."""
    message = get_object_or_404(BegunMessage, pk=message_id)
    was_sent = {"sent": True, "cancelled": False}.get(request.POST.get("as", ""))
    if was_sent is None:
        raise Http404
    try:
        beginning.decide(message=message, was_sent=was_sent, by=request.user, now=timezone.now())
    except CannotSend as refused:
        toasts.error(request, str(refused))
    return redirect("desk:order-begun", message.order_id)
