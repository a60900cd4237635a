"""Who works here: the list, invitations, roles, who may still come in."""

import logging
from smtplib import SMTPException

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sportello.accounts import joining, letters, links, staffing
from sportello.accounts.access import SignedInRequest, home_of, public, requires
from sportello.accounts.forms import InviteForm, JoinForm, RoleForm
from sportello.accounts.models import Agent, Invitation
from sportello.accounts.roles import Permission, Role
from sportello.accounts.signing_in import open_session

logger = logging.getLogger(__name__)


@requires(Permission.MANAGE_PEOPLE)
@require_GET
def people(request: SignedInRequest) -> HttpResponse:
    """Everybody with an account, the open invitations and a form for one more."""
    return _page(request, InviteForm())


@requires(Permission.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def invite(request: SignedInRequest) -> HttpResponse:
    """Invite an address, mail the link, and show it once in case the mail does not arrive; GET leads to the list."""
    if request.method == "GET":
        return redirect("accounts:people")
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    email, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
    base_url = links.base_url(request)
    try:
        invitation, token = joining.invite(email=email, role=role, by=request.user, now=timezone.now())
    except joining.AlreadyHereError:
        form.add_error("email", _("Somebody with this e-mail has an account already."))
        return _page(request, form)
    link = letters.invitation_link(token, base_url)
    context = {"invitation": invitation, "link": link, "mailed": _mailed(invitation, link), "now": timezone.now()}
    return render(request, "accounts/invited.html", context, status=201)


@requires(Permission.MANAGE_PEOPLE)
@require_POST
def revoke(request: SignedInRequest, invitation_id: int) -> HttpResponse:
    """Stop an invitation from working."""
    invitation = get_object_or_404(Invitation, pk=invitation_id)
    if joining.revoke(invitation=invitation, by=request.user, now=timezone.now()):
        messages.success(request, _("The invitation no longer works."))
    else:
        messages.warning(request, _("This invitation was accepted or revoked before."))
    return redirect("accounts:people")


@public
@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Join by an invitation, and be signed in."""
    now = timezone.now()
    try:
        invitation = joining.invitation_of(token, now)
        form = JoinForm(request.POST or None, instance=Agent(email=invitation.email), initial=_guesses(request))
        if request.method == "POST" and form.is_valid():
            agent = joining.accept(token=token, now=now, **form.cleaned_data)
            open_session(request=request, agent=agent, now=now)
            return HttpResponseRedirect(home_of(agent))
    except (joining.InvitationGoneError, joining.AlreadyHereError):
        return render(request, "accounts/link_gone.html", status=410)
    context = {"form": form, "invitation": invitation}
    response = render(request, "accounts/accept.html", context, status=422 if form.errors else 200)
    # Nobody learns the link; under "no-referrer" browsers would send the form with "Origin: null", which is refused.
    response["Referrer-Policy"] = "strict-origin"
    return response


@requires(Permission.MANAGE_PEOPLE)
@require_POST
def change_role(request: SignedInRequest, agent_id: int) -> HttpResponse:
    """Give somebody another role."""
    agent = get_object_or_404(Agent, pk=agent_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("There is no such role."))
        return redirect("accounts:people")
    try:
        staffing.change_role(agent=agent, role=Role(form.cleaned_data["role"]), by=request.user, now=timezone.now())
    except staffing.LastOwnerError:
        return _somebody_must_own(request)
    messages.success(request, _("%(name)s has a new role now.") % {"name": agent.name})
    return redirect("accounts:people" if request.user.pk != agent.pk else "accounts:profile")


@requires(Permission.MANAGE_PEOPLE)
@require_POST
def deactivate(request: SignedInRequest, agent_id: int) -> HttpResponse:
    """Shut somebody out at once."""
    agent = get_object_or_404(Agent, pk=agent_id)
    try:
        staffing.deactivate(agent=agent, by=request.user, now=timezone.now())
    except staffing.LastOwnerError:
        return _somebody_must_own(request)
    messages.success(request, _("%(name)s can no longer sign in and is signed out everywhere.") % {"name": agent.name})
    return redirect("accounts:people")


@requires(Permission.MANAGE_PEOPLE)
@require_POST
def reactivate(request: SignedInRequest, agent_id: int) -> HttpResponse:
    """Let somebody in again."""
    agent = get_object_or_404(Agent, pk=agent_id)
    staffing.reactivate(agent=agent, by=request.user, now=timezone.now())
    messages.success(request, _("%(name)s can sign in again.") % {"name": agent.name})
    return redirect("accounts:people")


def _page(request: SignedInRequest, form: InviteForm) -> HttpResponse:
    agents = list(Agent.objects.order_by("-is_active", "name", "pk"))
    invitations = list(Invitation.objects.pending().select_related("invited_by").order_by("-invited_at"))
    context = {
        "agents": agents,
        "invitations": invitations,
        "alone": len(agents) == 1 and not invitations,
        "now": timezone.now(),
        "roles": Role.choices,
        "form": form,
    }
    return render(request, "accounts/people.html", context, status=422 if form.errors else 200)


def _mailed(invitation: Invitation, link: str) -> bool:
    try:
        letters.send_invitation(invitation=invitation, link=link)
    except (SMTPException, OSError) as error:
        logger.warning("invitation %s could not be mailed: %s", invitation.pk, error)
        return False
    return True


def _guesses(request: HttpRequest) -> dict[str, str]:
    return {"language": request.LANGUAGE_CODE}


def _somebody_must_own(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("The last owner has to stay. Make somebody else an owner first."))
    return redirect("accounts:people")
