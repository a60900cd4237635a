"""The rota: who is on duty when."""

from datetime import timedelta

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.business import defaults, keeping
from sportello.business import rota as duty_rota
from sportello.business.forms import ShiftChangeForm, ShiftForm
from sportello.business.models import Shift, ShiftChange


@requires(Permission.MANAGE_BUSINESS)
@require_GET
def rota(request: SignedInRequest) -> HttpResponse:
    """Who is on duty now, every week, and on single days."""
    return _page(request, ShiftForm(), ShiftChangeForm(prefix="change"))


@requires(Permission.MANAGE_BUSINESS)
@require_http_methods(["GET", "POST"])
def add_shift(request: SignedInRequest) -> HttpResponse:
    """Add weekly hours; GET leads to the rota."""
    if request.method == "GET":
        return redirect("business:rota")
    form = ShiftForm(request.POST)
    if form.is_valid() and _kept(request, form):
        messages.success(request, _("The rota is saved."))
        return redirect("business:rota")
    return _page(request, form, ShiftChangeForm(prefix="change"))


@requires(Permission.MANAGE_BUSINESS)
@require_POST
def remove_shift(request: SignedInRequest, shift_id: int) -> HttpResponse:
    """Take weekly hours off the rota."""
    keeping.drop(row=get_object_or_404(Shift, pk=shift_id), by=request.user, now=timezone.now())
    messages.success(request, _("The rota is saved."))
    return redirect("business:rota")


@requires(Permission.MANAGE_BUSINESS)
@require_http_methods(["GET", "POST"])
def add_change(request: SignedInRequest) -> HttpResponse:
    """Plan a single day otherwise; GET leads to the rota."""
    if request.method == "GET":
        return redirect("business:rota")
    form = ShiftChangeForm(request.POST, prefix="change")
    if form.is_valid() and _kept(request, form):
        messages.success(request, _("The rota is saved."))
        return redirect("business:rota")
    return _page(request, ShiftForm(), form)


@requires(Permission.MANAGE_BUSINESS)
@require_POST
def remove_change(request: SignedInRequest, change_id: int) -> HttpResponse:
    """Forget what was planned for a single day."""
    keeping.drop(row=get_object_or_404(ShiftChange, pk=change_id), by=request.user, now=timezone.now())
    messages.success(request, _("The rota is saved."))
    return redirect("business:rota")


def _kept(request: SignedInRequest, form: ShiftForm | ShiftChangeForm) -> bool:
    try:
        keeping.keep(row=form.instance, by=request.user, now=timezone.now())
    except IntegrityError:
        form.add_error("hours", _("This is on the rota already."))
        return False
    return True


def _page(request: SignedInRequest, shift_form: ShiftForm, change_form: ShiftChangeForm) -> HttpResponse:
    defaults.default_calendar()
    now = timezone.now()
    context = {
        "on_duty": duty_rota.on_duty(now=now),
        "shifts": Shift.objects.select_related("agent", "calendar"),
        "changes": ShiftChange.objects.select_related("agent", "calendar").filter(
            day__gte=now.date() - timedelta(days=1)
        ),
        "shift_form": shift_form,
        "change_form": change_form,
    }
    wrong = shift_form.errors or change_form.errors
    return render(request, "business/rota.html", context, status=422 if wrong else 200)
