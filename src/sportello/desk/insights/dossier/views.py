"""One order's whole correspondence as a PDF, for an appeal at the marketplace."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sportello.accounts import audit
from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.channels.mail.files import safe_name
from sportello.insights.dossier import paper
from sportello.orders.models import Order

from .wording import document_of

LOOKED_AT = "order.correspondence_looked_at"


@require_safe
@requires(Permission.READ_TICKETS)
def correspondence(request: SignedInRequest, order_id: int) -> HttpResponse:
    """The PDF, dated in its name; that somebody looked at it is kept."""
    now = timezone.now()
    order = Order.objects.complete().filter(pk=order_id).first()
    if order is None:
        raise Http404(_("There is no such order."))
    audit.note(
        act=LOOKED_AT, now=now, agent=request.user, subject=("order", order.pk), address=audit.address_of(request)
    )
    response = HttpResponse(paper.pdf(document_of(order, by=request.user, now=now)), content_type="application/pdf")
    name = safe_name(f"{order.number} {timezone.localtime(now):%Y-%m-%d}.pdf", "application/pdf")
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name) or "inline"
    response["Cache-Control"] = "private, no-store"
    return response
