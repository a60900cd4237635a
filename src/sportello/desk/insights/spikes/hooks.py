"""Programs that are told of spikes."""

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.insights.models import SpikeHook, SpikePush
from sportello.insights.spikes import acting

LAST_SHOWN = 20


class HookForm(forms.Form):
    """The address of a program."""

    url = forms.URLField(label=gettext_lazy("Address"), max_length=500, assume_scheme="https")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_BUSINESS)
def hooks(request: SignedInRequest) -> HttpResponse:
    """The programs, what they were told last, and a form for another one; its secret is shown once."""
    form = HookForm(request.POST or None)
    secret = _added(request, form) if request.method == "POST" and form.is_valid() else ""
    context = {
        "form": HookForm() if secret else form,
        "secret": secret,
        "hooks": SpikeHook.objects.filter(ended_at=None).order_by("at"),
        "pushes": SpikePush.objects.filter(hook__ended_at=None).select_related("hook").order_by("-pk")[:LAST_SHOWN],
    }
    return render(
        request, "desk/insights/spikes/hooks.html", context, status=422 if form.errors and not secret else 200
    )


@require_POST
@requires(Permission.MANAGE_BUSINESS)
def removal(request: SignedInRequest, hook_id: int) -> HttpResponse:
    """Tell a program no more."""
    acting.end_hook(hook=get_object_or_404(SpikeHook, pk=hook_id), by=request.user, now=timezone.now())
    messages.success(request, _("This program is no longer told."))
    return redirect("desk:insights-hooks")


def _added(request: SignedInRequest, form: HookForm) -> str:
    try:
        with transaction.atomic():
            _hook, secret = acting.add_hook(url=form.cleaned_data["url"], by=request.user, now=timezone.now())
    except IntegrityError:
        form.add_error("url", _("This address is told already."))
        return ""
    return secret
