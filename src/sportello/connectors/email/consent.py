"""The owner's way to Google or Microsoft and back with the permission to read a mailbox."""

import hmac
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sportello.accounts import links
from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.channels.models import Source, SourceKind

from . import mailboxes, oauth, standing, tokens, trying
from .account import account_of
from .credentials import Credentials
from .standing import Direction

JOURNEY = "email_consent"


@requires(Permission.MANAGE_CHANNELS)
@require_GET
def consent(request: SignedInRequest, source_id: int) -> HttpResponse:
    """A page with the link to the provider. (A form that is redirected there would break our `form-action`.)"""
    source = get_object_or_404(Source, pk=source_id, kind=SourceKind.MAILBOX)
    account, journey = account_of(source), oauth.set_out()
    redirect_uri = _redirect_uri(request)
    try:
        address = oauth.consent_address(account, journey, redirect_uri)
    except oauth.OAuthError as impossible:
        messages.error(request, str(impossible))
        return redirect("email:mailbox", source_id=source.pk)
    request.session[JOURNEY] = {"state": journey.state, "verifier": journey.verifier, "source": source.pk}
    context = {"source": source, "account": account, "address": address, "redirect_uri": redirect_uri}
    return render(request, "email_connector/consent.html", context)


@requires(Permission.MANAGE_CHANNELS)
@require_GET
def consented(request: SignedInRequest) -> HttpResponse:
    """Back from the provider: redeem the code, look into the mailbox, and begin to read it."""
    journey: dict[str, Any] = request.session.get(JOURNEY, {})
    if not _is_ours(journey, request.GET.get("state", "")):
        messages.error(request, _("This answer does not belong to a question of yours. Begin once more."))
        return redirect("email:sources")
    del request.session[JOURNEY]
    source = get_object_or_404(Source, pk=journey["source"], kind=SourceKind.MAILBOX)
    if "code" not in request.GET:
        messages.error(request, _("The provider says: %(why)s") % {"why": request.GET.get("error", "?")[:200]})
        return redirect("email:mailbox", source_id=source.pk)
    try:
        mails = _begin(request, source, str(journey["verifier"]))
    except oauth.OAuthError as refused:
        messages.error(request, _("The provider says: %(why)s") % {"why": refused})
    except trying.TroubleWith as trouble:
        messages.error(request, f"{trouble.trouble.trouble.label} {trouble.trouble.words}".strip())
    else:
        messages.success(request, _("Connected. We read the inbox: %(mails)d mails.") % {"mails": mails})
    return redirect("email:mailbox", source_id=source.pk)


def _is_ours(journey: dict[str, Any], state: str) -> bool:
    """Whether an answer belongs to the question that this very session asked last (RFC 6749 10.12)."""
    return bool(journey) and hmac.compare_digest(journey["state"].encode(), state.encode("utf-8", "replace"))


def _begin(request: SignedInRequest, source: Source, verifier: str) -> int:
    now, account = timezone.now(), account_of(source)
    given = oauth.redeem(
        account,
        code=request.GET["code"],
        verifier=verifier,
        redirect_uri=_redirect_uri(request),
        client_secret=source.secrets.get("client_secret", ""),
        now=now,
    )
    tokens.keep(source, given)
    with trying.opened(account, Credentials(account.user, given.access, bearer=True)) as opened:
        trying.begin(source, opened.mailbox)
    standing.works(source, Direction.READING, now=now)
    mailboxes.resume(source, by=request.user, now=now)
    return opened.found.mails


def _redirect_uri(request: SignedInRequest) -> str:
    return links.base_url(request) + reverse("email:consented")
