"""The way in: the first page of the insights that the agent may open."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires

from .navigation import sections


@require_safe
@requires(Permission.SEE_REPORTS)
def insights(request: SignedInRequest) -> HttpResponse:
    """Lead to the first page of the insights that is open to the agent."""
    found = sections(request.user, request.path)
    return redirect(found[0].href) if found else render(request, "desk/insights/base.html")
