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
from sportello.compliance.models import FailingText, PackSeen, Recheck


@dataclass(frozen=True, slots=True)
class Row:
    """A failing text with the reasons in words."""

    failing: FailingText
    reasons: list[tuple[str, str]]


@require_safe
@requires(Permission.WRITE_ARTICLES)
def failing(request: SignedInRequest) -> HttpResponse:
    """What the worker found failing last, and since when this installation knows the rules' versions."""
    language = get_language() or "en"
    found = FailingText.objects.order_by("provider", "title", "pk")
    rows = [Row(each, [(id_, _explained(id_, language)) for id_ in each.rules]) for each in found]
    last = Recheck.objects.first()
    seen = PackSeen.objects.order_by("-seen_at", "pack")[:10]
    context = {"rows": rows, "last": last, "seen": seen}
    return render(request, "desk/complying/published.html", context)


def _explained(rule_id: str, language: str) -> str:
    """Why a rule is there; nothing for one that is gone since the worker looked."""
    try:
        return rule(rule_id).explained(language)
    except KeyError:
        return ""


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
