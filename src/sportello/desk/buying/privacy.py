"""What buyers asked of their data through a marketplace, for the owner."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sportello.accounts import audit
from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.channels.models import PrivacyRequest

MOST = 200


@require_safe
@requires(Permission.MANAGE_PEOPLE)
def requests(request: SignedInRequest) -> HttpResponse:
    """The wishes, open ones first, then the latest."""
    rows = PrivacyRequest.objects.select_related("source", "done_by").order_by("-received_at", "-pk")
    found = list(rows.filter(done_at=None)[:MOST]) + list(rows.exclude(done_at=None)[:MOST])
    return render(request, "desk/buying/privacy.html", {"wishes": found, "may_settle": True, "now": timezone.now()})


@require_POST
@requires(Permission.MANAGE_PEOPLE)
def settlement(request: SignedInRequest, request_id: int) -> HttpResponse:
    """Say that a wish was answered; the first who says so is kept."""
    wish, now = get_object_or_404(PrivacyRequest, pk=request_id), timezone.now()
    if PrivacyRequest.objects.filter(pk=wish.pk, done_at=None).update(done_at=now, done_by=request.user):
        audit.note(act="privacy.settled", now=now, agent=request.user, subject=("privacy", wish.pk))
        messages.success(request, _("Noted as answered."))
    return redirect("desk:privacy")
