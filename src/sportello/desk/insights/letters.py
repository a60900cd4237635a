"""Wanting the weekly letter, and ending it: on the desk, or by the link in a letter without signing in."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from sportello.accounts.access import Permission, SignedInRequest, public, requires
from sportello.insights.mailing import subscribing


@require_POST
@requires(Permission.SEE_REPORTS)
def subscription(request: SignedInRequest) -> HttpResponse:
    """Get the weekly letter from the next Monday on."""
    subscribing.subscribe(agent=request.user, now=timezone.now())
    messages.success(request, _("The letter comes on Mondays at seven, to %(email)s.") % {"email": request.user.email})
    return redirect("desk:insights")


@require_POST
@requires(Permission.SEE_REPORTS)
def removal(request: SignedInRequest) -> HttpResponse:
    """No longer get it."""
    subscribing.unsubscribe(agent=request.user, now=timezone.now())
    messages.success(request, _("The weekly letter no longer comes."))
    return redirect("desk:insights")


# A mail program posts here by itself (RFC 8058): it has no cookie and no token but the one in the address.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@public
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button; posting to it ends the subscription that the token is for."""
    agent = subscribing.agent_of(token)
    if agent is None:
        raise Http404(_("This link is no longer valid."))
    ended = request.method == "POST"
    if ended:
        subscribing.unsubscribe(agent=agent, now=timezone.now())
    with translation.override(agent.language):
        return render(request, "desk/insights/stop.html", {"ended": ended})
