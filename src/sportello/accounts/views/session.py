"""Signing in and out, and making the first owner."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from sportello.accounts import joining
from sportello.accounts.access import SignedInRequest, home_of, public, safe_next, signed_in
from sportello.accounts.forms import SetUpForm, SignInForm
from sportello.accounts.models import Agent
from sportello.accounts.signing_in import Refused, open_session
from sportello.accounts.signing_in import sign_in as sign_in_by_password
from sportello.accounts.signing_in import sign_out as end_session


@public
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the sign-in page; a POST opens a session and goes on to where one wanted to go."""
    target = safe_next(request, request.POST.get("next") or request.GET.get("next") or "")
    if request.method == "GET" and request.user.is_authenticated:
        return HttpResponseRedirect(target or home_of(request.user))
    if request.method == "GET" and not Agent.objects.exists():
        return redirect("accounts:set-up")
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            outcome = sign_in_by_password(request=request, now=timezone.now(), **form.cleaned_data)
            if isinstance(outcome, Agent):
                return HttpResponseRedirect(target or home_of(outcome))
            form.add_error(None, _why(outcome))
            status = 429 if outcome.wait else 422
    return render(request, "accounts/sign_in.html", {"form": form, "next": target}, status=status)


@signed_in
@require_POST
def sign_out(request: SignedInRequest) -> HttpResponse:
    """End the session."""
    end_session(request=request, agent=request.user, now=timezone.now())
    return redirect("accounts:sign-in")


@public
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
def set_up(request: HttpRequest) -> HttpResponse:
    """Make the first owner while there is no agent at all; afterwards this page only leads to the sign-in."""
    if Agent.objects.exists():
        return redirect("accounts:sign-in")
    form = SetUpForm(request.POST or None, initial={"language": request.LANGUAGE_CODE})
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            owner = joining.create_first_owner(now=now, **form.cleaned_data)
        except joining.AlreadySetUpError:
            return redirect("accounts:sign-in")
        open_session(request=request, agent=owner, now=now)
        return HttpResponseRedirect(home_of(owner))
    return render(request, "accounts/set_up.html", {"form": form}, status=422 if form.errors else 200)


def _why(refused: Refused) -> str:
    if refused.wait is None:
        return _("This e-mail and this password do not belong together.")
    minutes = -(-refused.wait // timedelta(minutes=1))
    return ngettext(
        "Too many attempts. Please wait %(minutes)d minute and try again.",
        "Too many attempts. Please wait %(minutes)d minutes and try again.",
        minutes,
    ) % {"minutes": minutes}
