"""The owner's settings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.business import defaults, keeping
from sportello.business.forms import SettingsForm
from sportello.business.models import Settings


@requires(Permission.MANAGE_BUSINESS)
@require_http_methods(["GET", "POST"])
def settings(request: SignedInRequest) -> HttpResponse:
    """Show and change what holds for the whole installation."""
    defaults.default_calendar()
    form = SettingsForm(request.POST or None, instance=Settings.objects.current())
    if request.method == "POST" and form.is_valid():
        keeping.keep(row=form.instance, by=request.user, now=timezone.now())
        messages.success(request, _("The settings are saved."))
        return redirect("business:settings")
    return render(request, "business/settings.html", {"form": form}, status=422 if form.errors else 200)
