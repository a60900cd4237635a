"""Calendars: opening hours and days off."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.business import defaults, keeping
from sportello.business.forms import CalendarForm, OwnDayForm
from sportello.business.holidays import public_holidays
from sportello.business.models import Calendar, OwnDay


@requires(Permission.MANAGE_BUSINESS)
@require_http_methods(["GET", "POST"])
def calendars(request: SignedInRequest) -> HttpResponse:
    """List the calendars; a POST makes a new one."""
    default = defaults.default_calendar()
    form = CalendarForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        keeping.keep(row=form.instance, by=request.user, now=timezone.now())
        messages.success(request, _("The calendar is saved."))
        return redirect("business:calendar", form.instance.pk)
    context = {"calendars": Calendar.objects.order_by("name"), "default": default, "form": form}
    return render(request, "business/calendars.html", context, status=422 if form.errors else 200)


@requires(Permission.MANAGE_BUSINESS)
@require_http_methods(["GET", "POST"])
def calendar(request: SignedInRequest, calendar_id: int) -> HttpResponse:
    """Show and change one calendar."""
    row = get_object_or_404(Calendar, pk=calendar_id)
    form = CalendarForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        keeping.keep(row=row, by=request.user, now=timezone.now())
        messages.success(request, _("The calendar is saved."))
        return redirect("business:calendar", row.pk)
    return _page(request, row, form, OwnDayForm(prefix="day"))


@requires(Permission.MANAGE_BUSINESS)
@require_http_methods(["GET", "POST"])
def add_day(request: SignedInRequest, calendar_id: int) -> HttpResponse:
    """Add days off, or days worked although they are holidays; GET leads to the calendar."""
    row = get_object_or_404(Calendar, pk=calendar_id)
    if request.method == "GET":
        return redirect("business:calendar", row.pk)
    form = OwnDayForm(request.POST, prefix="day", instance=OwnDay(calendar=row))
    if not form.is_valid():
        return _page(request, row, CalendarForm(instance=row), form)
    keeping.keep(row=form.instance, by=request.user, now=timezone.now())
    messages.success(request, _("%(name)s is added.") % {"name": form.instance.name})
    return redirect("business:calendar", row.pk)


@requires(Permission.MANAGE_BUSINESS)
@require_POST
def remove_day(request: SignedInRequest, day_id: int) -> HttpResponse:
    """Take own days out of a calendar."""
    row = get_object_or_404(OwnDay, pk=day_id)
    keeping.drop(row=row, by=request.user, now=timezone.now())
    messages.success(request, _("%(name)s is removed.") % {"name": row.name})
    return redirect("business:calendar", row.calendar_id)


def _page(request: SignedInRequest, row: Calendar, form: CalendarForm, day_form: OwnDayForm) -> HttpResponse:
    year = timezone.now().astimezone(row.zone).year
    context = {
        "calendar": row,
        "form": form,
        "day_form": day_form,
        "own_days": row.own_days.all(),
        "year": year,
        "public_holidays": public_holidays(row.country, year),
    }
    wrong = form.errors or day_form.errors
    return render(request, "business/calendar.html", context, status=422 if wrong else 200)
