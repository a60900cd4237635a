"""One's own profile."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sportello.accounts import audit
from sportello.accounts.access import SignedInRequest, signed_in
from sportello.accounts.forms import ProfileForm
from sportello.accounts.models import Agent


@signed_in
@require_http_methods(["GET", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    """Show and change one's own name, language, zone and notices."""
    agent = Agent.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=agent)
    if request.method == "POST" and form.is_valid():
        form.save()
        audit.note(
            act="agent.profile_changed",
            now=timezone.now(),
            agent=agent,
            subject=("agent", agent.pk),
            address=audit.address_of(request),
        )
        with translation.override(agent.language):
            messages.success(request, _("Your profile is saved."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form}, status=422 if form.errors else 200)
