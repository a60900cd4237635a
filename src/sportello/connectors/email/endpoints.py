"""The page that makes an HTTP endpoint for signed mail and shows its secret, once."""

import secrets

from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sportello.accounts import audit, links
from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.channels.models import Source, SourceKind
from sportello.core import events

from .forms import EndpointForm
from .inbound import HEADER


@requires(Permission.MANAGE_CHANNELS)
@require_http_methods(["GET", "POST"])
def new_endpoint(request: SignedInRequest) -> HttpResponse:
    """Make an endpoint; its address and secret stand on the answer and nowhere else."""
    form = EndpointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        secret = secrets.token_urlsafe(32)
        try:
            source = _made(request, form.cleaned_data["name"], form.cleaned_data["address"], secret)
        except IntegrityError:
            form.add_error("name", _("Another source has this name."))
        else:
            address = links.base_url(request) + reverse("email:inbound", kwargs={"source_id": source.pk})
            context = {"source": source, "secret": secret, "address": address, "header": HEADER}
            return render(request, "email_connector/endpoint_made.html", context, status=201)
    return render(request, "email_connector/endpoint.html", {"form": form}, status=422 if form.errors else 200)


@transaction.atomic
def _made(request: SignedInRequest, name: str, address: str, secret: str) -> Source:
    now = timezone.now()
    source = Source(kind=SourceKind.HTTP, name=name, address=address, created_at=now)
    source.keep_secrets({"signing": secret})
    source.save()
    events.record(kind="source.connected", now=now, subject=("source", source.pk), actor=request.user.pk)
    audit.note(act="source.connected", now=now, agent=request.user, subject=("source", source.pk))
    return source
