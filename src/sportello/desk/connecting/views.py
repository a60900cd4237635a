"""The pages on which an owner connects accounts and sees how they stand."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.channels import connecting
from sportello.channels.contract import Connector
from sportello.channels.models import Channel, Source
from sportello.channels.pushes import endpoint_of
from sportello.channels.registry import connectors
from sportello.core.secrets import Undecipherable
from sportello.desk.naming import LETTERS

from .acts import say
from .finding import account_or_404, connector_of_or_404, connector_or_404
from .forms import BASE_URL, NAME, AccountForm, first_values
from .lines import line_of, lines
from .trying import Tried, try_form


@require_safe
@requires(Permission.MANAGE_CHANNELS)
def choose(request: SignedInRequest) -> HttpResponse:
    """What can be connected."""
    cards = [(connector, LETTERS.get(connector.kind, "?")) for connector in connectors()]
    return render(request, "desk/connecting/choose.html", {"cards": cards})


@require_safe
@requires(Permission.MANAGE_CHANNELS)
def connected(request: SignedInRequest) -> HttpResponse:
    """The list of everything connected alone, as it stands now."""
    now = timezone.now()
    return render(request, "desk/connecting/connected.html", {"sources": lines(now=now), "now": now})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_CHANNELS)
@sensitive_post_parameters()
def connect(request: SignedInRequest, kind: str) -> HttpResponse:
    """Connect an account: its form is tried before anything is kept; `then=test` only tries (422: see the fields)."""
    connector, holder = connector_or_404(kind), f"{request.user.pk} {kind}"
    if request.method != "POST":
        form = AccountForm(connector=connector, holder=holder, initial={NAME: _free_name(connector)})
        return render(request, "desk/connecting/connect.html", {"form": form, "connector": connector})
    form = AccountForm(request.POST, connector=connector, holder=holder)
    tried = try_form(form, source=None, now=timezone.now()) if form.is_valid() else None
    if tried and tried.is_good and request.POST.get("then") != "test" and (source := _kept(request, form)):
        say(request, tried)
        return redirect("desk:account", source_id=source.pk)
    form.keep_typed()
    context = {"form": form, "connector": connector, "tried": tried}
    return render(request, "desk/connecting/connect.html", context, status=_status(form, tried))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_CHANNELS)
@sensitive_post_parameters()
def account(request: SignedInRequest, source_id: int) -> HttpResponse:
    """One account: how it stands, and its settings without its secrets; a POST tries and saves them."""
    source = account_or_404(source_id)
    connector, holder = connector_of_or_404(source), f"{request.user.pk} {source.pk}"
    address = str(source.config.get(BASE_URL, ""))
    common: dict[str, Any] = {
        "connector": connector,
        "holder": holder,
        "known": _stored(source),
        "known_address": address,
        "reaches_back": False,
    }
    if request.method != "POST":
        form = AccountForm(initial=first_values(connector, source.config, source.name), **common)
        return _page(request, source, form, None)
    form = AccountForm(request.POST, **common)
    stored = source if form.is_valid() and form.base_url() == address else None
    tried = try_form(form, source=stored, now=timezone.now()) if form.is_valid() else None
    if tried and tried.is_good and request.POST.get("then") != "test" and _changed(request, source, form):
        say(request, tried)
        return redirect("desk:account", source_id=source.pk)
    form.keep_typed()
    return _page(request, source, form, tried)


@require_safe
@requires(Permission.MANAGE_CHANNELS)
def state(request: SignedInRequest, source_id: int) -> HttpResponse:
    """How one account stands now, for the page that shows it."""
    now, source = timezone.now(), account_or_404(source_id)
    context = {"line": line_of(source, now=now), "now": now, "own": True}
    return render(request, "desk/connecting/state.html", context)


def _kept(request: SignedInRequest, form: AccountForm) -> Source | None:
    """The new account; None when its name is taken, which the form then says."""
    name, now = form.cleaned_data[NAME], timezone.now()
    try:
        with transaction.atomic():
            source = connecting.connect(
                connector=form.connector,
                name=name,
                values=form.values(),
                by=request.user,
                now=now,
                back_fill=form.back_fill(),
            )
            _keep_address(source, form.base_url())
    except connecting.NameTaken:
        form.add_error(NAME, _("Another source has this name."))
        return None
    return source


def _changed(request: SignedInRequest, source: Source, form: AccountForm) -> bool:
    name = form.cleaned_data[NAME]
    try:
        with transaction.atomic():
            connecting.change(source=source, name=name, values=form.values(), by=request.user, now=timezone.now())
            _keep_address(Source.objects.get(pk=source.pk), form.base_url())
    except connecting.NameTaken:
        form.add_error(NAME, _("Another source has this name."))
        return False
    messages.success(request, _("Saved."))
    return True


def _stored(source: Source) -> tuple[str, ...]:
    """The names of the secrets that are stored; none that can be read is none."""
    try:
        return tuple(name for name, value in source.secrets.items() if value)
    except Undecipherable:
        return ()


def _keep_address(source: Source, address: str) -> None:
    """An API that is elsewhere than usual is no matter of the connector's form."""
    others = {name: value for name, value in source.config.items() if name != BASE_URL}
    Source.objects.filter(pk=source.pk).update(config=others | ({BASE_URL: address} if address else {}))


def _page(request: SignedInRequest, source: Source, form: AccountForm, tried: Tried | None) -> HttpResponse:
    now = timezone.now()
    context = {
        "now": now,
        "source": source,
        "connector": form.connector,
        "form": form,
        "tried": tried,
        "line": line_of(source, now=now),
        "own": True,
        "channels": Channel.objects.filter(account=source).order_by("name"),
        "push_address": endpoint_of(source),
    }
    return render(request, "desk/connecting/account.html", context, status=_status(form, tried))


def _free_name(connector: Connector) -> str:
    """The connector's name, with a number while another source has it."""
    taken = set(Source.objects.filter(name__startswith=connector.name).values_list("name", flat=True))
    names = (connector.name, *(f"{connector.name} {number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _status(form: AccountForm, tried: Tried | None) -> int:
    return 422 if form.errors or (tried and not tried.is_good) else 200
