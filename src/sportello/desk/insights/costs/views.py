"""Entering what an hour of an agent costs, from a day on; without it no figure in money is shown."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.insights import costing
from sportello.insights.models import HourlyCost

from .forms import CostForm


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_BUSINESS)
def costs(request: SignedInRequest) -> HttpResponse:
    """What was entered, and a form for more; a post enters it."""
    newest = HourlyCost.objects.order_by("-since").first()
    usual = {"since": timezone.localdate(), "currency": newest.currency if newest else "EUR"}
    form = CostForm(request.POST if request.method == "POST" else None, initial=usual)
    if request.method == "POST" and form.is_valid():
        costing.enter(**form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, _("Entered. Figures in money are shown from that day on."))
        return redirect("desk:insights-costs")
    rows = HourlyCost.objects.select_related("by").order_by("-since")
    status = 422 if form.errors else 200
    return render(request, "desk/insights/costs/costs.html", {"form": form, "rows": rows}, status=status)


@require_POST
@requires(Permission.MANAGE_BUSINESS)
def removal(request: SignedInRequest, cost_id: int) -> HttpResponse:
    """Take an entry back."""
    costing.withdraw(row=get_object_or_404(HourlyCost, pk=cost_id), by=request.user, now=timezone.now())
    messages.success(request, _("Taken back."))
    return redirect("desk:insights-costs")
