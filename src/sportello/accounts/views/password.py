"""A forgotten password, and one's own password changed."""

import logging

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from sportello.accounts import attempts, audit, links, passwords, tasks
from sportello.accounts.access import SignedInRequest, public, signed_in
from sportello.accounts.forms import ChangePasswordForm, ForgottenForm, NewPasswordForm

logger = logging.getLogger(__name__)

FORGOTTEN, CHANGING = "forgotten", "changing"


@public
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link; the answer is the same whoever the address belongs to, and however often one asked."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _ask_for_link(request, form.cleaned_data["email"])
        return render(request, "accounts/link_sent.html", {"email": form.cleaned_data["email"]})
    return render(request, "accounts/forgotten.html", {"form": form}, status=422 if form.errors else 200)


@public
@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
def reset(request: HttpRequest, token: str) -> HttpResponse:
    """Set a new password by a link that works once."""
    try:
        agent = passwords.agent_of(token, timezone.now())
        form = NewPasswordForm(request.POST or None, agent=agent)
        if request.method == "POST" and form.is_valid():
            passwords.reset(token=token, password=form.cleaned_data["password"], now=timezone.now())
            messages.success(request, _("Your new password is set. Sign in with it."))
            return redirect("accounts:sign-in")
    except passwords.LinkGoneError:
        return render(request, "accounts/link_gone.html", status=410)
    response = render(request, "accounts/reset.html", {"form": form}, status=422 if form.errors else 200)
    # Nobody learns the link; under "no-referrer" browsers would send the form with "Origin: null", which is refused.
    response["Referrer-Policy"] = "strict-origin"
    return response


@signed_in
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("current", "password")
def change(request: SignedInRequest) -> HttpResponse:
    """Change one's own password; every other session ends, this one stays."""
    form = ChangePasswordForm(request.POST or None, agent=request.user)
    if request.method == "POST" and form.is_valid() and _knows_the_old_one(request, form):
        passwords.change(agent=request.user, password=form.cleaned_data["password"], now=timezone.now())
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Your password is changed. You are signed out everywhere else."))
        return redirect("accounts:profile")
    return render(request, "accounts/change_password.html", {"form": form}, status=422 if form.errors else 200)


def _ask_for_link(request: HttpRequest, email: str) -> None:
    address = audit.address_of(request) or ""
    if attempts.admit(door=FORGOTTEN, account=email, address=address, now=timezone.now()):
        return
    try:
        base_url = links.base_url(request)
    except links.NoBaseUrlError as error:
        logger.error("no link for a new password can be sent: %s", error)
        return
    tasks.send_reset_link.defer(email=email, base_url=base_url)


def _knows_the_old_one(request: SignedInRequest, form: ChangePasswordForm) -> bool:
    door = {"door": CHANGING, "account": request.user.email, "address": audit.address_of(request) or ""}
    if attempts.admit(**door, now=timezone.now()):
        form.add_error("current", _("Too many attempts. Please wait a little and try again."))
        return False
    if not request.user.check_password(form.cleaned_data["current"]):
        form.add_error("current", _("This is not your current password."))
        return False
    attempts.succeeded(**door)
    return True
