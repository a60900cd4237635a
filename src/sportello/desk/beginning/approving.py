"""Asking a lead to let a message be begun, and deciding it."""

from django.contrib import messages as toasts
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.inbox import begun_approving
from sportello.inbox.approving import CannotApprove
from sportello.inbox.models import BegunApproval
from sportello.inbox.refusing import CannotSend
from sportello.orders.models import Order

from .asked import told
from .shown import may_begin
from .views import page


@require_POST
@requires(Permission.ANSWER)
def ask(request: SignedInRequest, order_id: int) -> HttpResponse:
    """Ask the leads to let the message be begun as it was posted, for the reason `why`; it comes back (422) when that
    cannot be asked."""
    order = get_object_or_404(Order.objects.select_related("channel"), pk=order_id)
    if not may_begin(order):
        raise Http404(_("Nothing can be begun at this marketplace."))
    now = timezone.now()
    try:
        asked = told(request, now)
        begun_approving.ask(order=order, why=request.POST.get("why", ""), by=request.user, now=now, **asked)
    except (CannotApprove, CannotSend) as refused:
        return page(request, order, now, refused)
    toasts.success(request, _("A lead has been asked. The message leaves when it is approved."))
    return redirect("desk:order-begun", order.pk)


@require_POST
@requires(Permission.APPROVE)
def grant(request: SignedInRequest, approval_id: int) -> HttpResponse:
    """Begin the message that waited, for the reason given."""
    approval = get_object_or_404(BegunApproval, pk=approval_id)
    try:
        begun_approving.grant(
            approval=approval, reason=request.POST.get("reason", ""), by=request.user, now=timezone.now()
        )
        toasts.success(request, _("Approved. It is on its way to the marketplace."))
    except (CannotApprove, CannotSend) as refused:
        toasts.error(request, str(refused))
    return redirect("desk:approvals")


@require_POST
@requires(Permission.APPROVE)
def refusal(request: SignedInRequest, approval_id: int) -> HttpResponse:
    """Begin nothing, and tell the agent."""
    approval = get_object_or_404(BegunApproval, pk=approval_id)
    try:
        begun_approving.refuse(
            approval=approval, reason=request.POST.get("reason", ""), by=request.user, now=timezone.now()
        )
        toasts.success(request, _("Not approved. The agent sees it on the order's page."))
    except CannotApprove as refused:
        toasts.error(request, str(refused))
    return redirect("desk:approvals")
