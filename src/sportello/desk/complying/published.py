"""What is published and breaks a rule as it is today: who uses it, and switching it off until it is mended."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sportello.accounts import audit
from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.compliance import rechecking
from sportello.compliance.catalogue import rule
from sportello.compliance.models import PackSeen
from sportello.compliance.rechecking import Failing

CHECKED_AT_ONCE = 40
"""Texts that this page checks itself; the worker does the others."""


@dataclass(frozen=True, slots=True)
class Row:
    """A failing text with the reasons in words."""

    failing: Failing
    reasons: list[tuple[str, str]]


@require_safe
@requires(Permission.WRITE_ARTICLES)
def failing(request: SignedInRequest) -> HttpResponse:
    """Every published text that fails, and since when this installation knows the rules' versions."""
    language = get_language() or "en"
    found = rechecking.standing(now=timezone.now(), most=CHECKED_AT_ONCE)
    rows = [Row(each, [(id_, rule(id_).explained(language)) for id_ in each.rules]) for each in found.failing]
    seen = PackSeen.objects.order_by("-seen_at", "pack")[:10]
    context = {"rows": rows, "waiting": found.waiting, "seen": seen}
    return render(request, "desk/complying/published.html", context)


@require_POST
@requires(Permission.WRITE_ARTICLES)
def withdrawals(request: SignedInRequest) -> HttpResponse:
    """Take the text `key` of `provider` out of use until it is mended."""
    provider, key = request.POST.get("provider", ""), request.POST.get("key", "")
    now = timezone.now()
    if rechecking.switch_off(provider=provider, key=key, by=request.user, now=now):
        audit.note(act="published_text.switched_off", now=now, agent=request.user, address=audit.address_of(request))
        messages.success(request, _("It is out of use until somebody mends it."))
    else:
        messages.error(request, _("This text cannot be switched off."))
    return redirect("desk:compliance-published")
