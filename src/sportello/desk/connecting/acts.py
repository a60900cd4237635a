"""What an owner does with a connected account: test, sync now, pause, resume, disconnect."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.channels import connecting
from sportello.channels.registry import connector_of

from .finding import account_or_404
from .trying import Tried, try_source


@require_POST
@requires(Permission.MANAGE_CHANNELS)
def test(request: SignedInRequest, source_id: int) -> HttpResponse:
    """Read a little of everything and say what came of it."""
    source = account_or_404(source_id)
    connector = connector_of(source)
    if connector is None or connecting.is_disconnected(source):
        messages.error(request, _("This account is disconnected. Fill in its form to connect it again."))
    else:
        say(request, try_source(source, connector, now=timezone.now()))
    return redirect("desk:account", source_id=source.pk)


@require_POST
@requires(Permission.MANAGE_CHANNELS)
def sync(request: SignedInRequest, source_id: int) -> HttpResponse:
    """Look for what is new at once."""
    connecting.sync_now(account_or_404(source_id), now=timezone.now())
    messages.info(request, _("It is read within seconds."))
    return _back(request, source_id)


@require_POST
@requires(Permission.MANAGE_CHANNELS)
def pause(request: SignedInRequest, source_id: int) -> HttpResponse:
    """Stop reading for now."""
    connecting.pause(account_or_404(source_id), by=request.user, now=timezone.now())
    messages.success(request, _("Paused. What comes meanwhile is read when it goes on."))
    return _back(request, source_id)


@require_POST
@requires(Permission.MANAGE_CHANNELS)
def resume(request: SignedInRequest, source_id: int) -> HttpResponse:
    """Go on reading."""
    source = account_or_404(source_id)
    if connecting.is_disconnected(source):
        messages.error(request, _("This account is disconnected. Fill in its form to connect it again."))
        return redirect("desk:account", source_id=source.pk)
    connecting.resume(source, by=request.user, now=timezone.now())
    messages.success(request, _("This account is read again."))
    return _back(request, source_id)


@require_POST
@requires(Permission.MANAGE_CHANNELS)
def disconnect(request: SignedInRequest, source_id: int) -> HttpResponse:
    """Forget the keys; everything that arrived stays."""
    connecting.disconnect(account_or_404(source_id), by=request.user, now=timezone.now())
    messages.success(request, _("Disconnected. Its keys are forgotten; every order, message and ticket stays."))
    return redirect("desk:channels")


def say(request: SignedInRequest, tried: Tried) -> None:
    """Put what a test found above the next page."""
    if tried.works:
        messages.success(request, " ".join(tried.works))
    if tried.missing:
        messages.warning(request, " ".join([_("Still missing:"), *tried.missing]))
    if tried.wrong:
        messages.error(request, f"{tried.wrong} {tried.said}".strip())


def _back(request: SignedInRequest, source_id: int) -> HttpResponse:
    """To the page the act was asked for on: the list, or the account's own."""
    return redirect("desk:account", source_id=source_id) if "own" in request.POST else redirect("desk:channels")
