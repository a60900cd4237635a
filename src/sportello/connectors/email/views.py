"""The pages on which an owner connects mailboxes and sees how they stand."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.channels.models import Source, SourceKind

from . import mailboxes, trying
from .account import Method, account_of
from .credentials import Credentials
from .forms import AddressForm, MailboxForm, NewMailboxForm, first_values, stored_values
from .overview import lines
from .trouble import MailboxTrouble


@requires(Permission.MANAGE_CHANNELS)
@require_GET
def sources(request: SignedInRequest) -> HttpResponse:
    """Every source with its state, its lag, what is wrong with it and when it is tried again."""
    now = timezone.now()
    context = {"lines": lines(now=now), "form": AddressForm(), "now": now}
    return render(request, "email_connector/sources.html", context)


@requires(Permission.MANAGE_CHANNELS)
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password", "client_secret")
def connect(request: SignedInRequest) -> HttpResponse:
    """Connect a mailbox: first its address, then everything else, filled in as far as the address tells."""
    if request.method == "POST":
        return _connect(request, NewMailboxForm(request.POST))
    if "address" not in request.GET:
        return render(request, "email_connector/address.html", {"form": AddressForm()})
    asked = AddressForm(request.GET)
    if not asked.is_valid():
        return render(request, "email_connector/address.html", {"form": asked}, status=422)
    form = NewMailboxForm(initial=first_values(asked.cleaned_data["address"]))
    return render(request, "email_connector/connect.html", {"form": form})


@requires(Permission.MANAGE_CHANNELS)
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password", "client_secret")
def mailbox(request: SignedInRequest, source_id: int) -> HttpResponse:
    """One mailbox: how it stands, and its settings without its secrets."""
    source = _mailbox(source_id)
    if mailboxes.is_disconnected(source):
        return redirect("email:sources")
    if request.method == "POST":
        return _change(request, source, MailboxForm(request.POST, source=source))
    return _page(request, source, MailboxForm(initial=stored_values(source), source=source))


@requires(Permission.MANAGE_CHANNELS)
@require_POST
def test(request: SignedInRequest, source_id: int) -> HttpResponse:
    """Read the inbox and send a test message to whoever asked, and say what came of it."""
    source = _mailbox(source_id)
    try:
        found = trying.try_both(source, to=request.user.email, now=timezone.now())
    except MailboxTrouble as trouble:
        messages.error(request, f"{trouble.trouble.label} {trouble.words}".strip())
        return redirect("email:mailbox", source_id=source.pk)
    messages.success(request, _read(found.mails))
    messages.success(request, _("We sent a test message to %(address)s.") % {"address": request.user.email})
    return redirect("email:mailbox", source_id=source.pk)


@requires(Permission.MANAGE_CHANNELS)
@require_POST
def pause(request: SignedInRequest, source_id: int) -> HttpResponse:
    """Stop reading for now."""
    mailboxes.pause(_source(source_id), by=request.user, now=timezone.now())
    messages.success(request, _("Paused. What comes meanwhile is read when it goes on."))
    return redirect("email:sources")


@requires(Permission.MANAGE_CHANNELS)
@require_POST
def resume(request: SignedInRequest, source_id: int) -> HttpResponse:
    """Go on reading."""
    source = _source(source_id)
    if mailboxes.is_disconnected(source):
        messages.error(request, _("This mailbox was disconnected. Connect it again with its address."))
        return redirect("email:sources")
    mailboxes.resume(source, by=request.user, now=timezone.now())
    messages.success(request, _("This source is read again."))
    return redirect("email:sources")


@requires(Permission.MANAGE_CHANNELS)
@require_POST
def try_now(request: SignedInRequest, source_id: int) -> HttpResponse:
    """Try a failing source at once."""
    mailboxes.try_now(_source(source_id), now=timezone.now())
    messages.info(request, _("It will be tried within seconds."))
    return redirect("email:sources")


@requires(Permission.MANAGE_CHANNELS)
@require_POST
def disconnect(request: SignedInRequest, source_id: int) -> HttpResponse:
    """Forget how to sign in; everything that arrived stays."""
    mailboxes.disconnect(_source(source_id), by=request.user, now=timezone.now())
    messages.success(request, _("Disconnected. Every mail and ticket of it stays."))
    return redirect("email:sources")


def _connect(request: SignedInRequest, form: NewMailboxForm) -> HttpResponse:
    if form.is_valid():
        try:
            return _connected(request, form)
        except mailboxes.NameTaken:
            form.add_error("name", _("Another source has this name."))
        except trying.TroubleWith as trouble:
            form.show(trouble.trouble, trouble.half)
    return render(request, "email_connector/connect.html", {"form": form}, status=422)


def _connected(request: SignedInRequest, form: NewMailboxForm) -> HttpResponse:
    now, name, account, secrets = timezone.now(), form.cleaned_data["name"], form.account(), form.secrets()
    by = request.user
    if account.method is not Method.PASSWORD:
        source = mailboxes.connect(name=name, account=account, secrets=secrets, by=by, now=now, paused=True)
        return redirect("email:consent", source_id=source.pk)
    with trying.opened(account, Credentials(account.user, secrets["password"])) as opened:
        source = trying.connect_opened(opened, name=name, account=account, secrets=secrets, by=by, now=now)
    messages.success(request, _read(opened.found.mails))
    return redirect("email:mailbox", source_id=source.pk)


def _change(request: SignedInRequest, source: Source, form: MailboxForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, source, form, status=422)
    now, name, account, before = timezone.now(), form.cleaned_data["name"], form.account(), account_of(source)
    try:
        mailboxes.change(source=source, name=name, account=account, secrets=form.secrets(), by=request.user, now=now)
    except mailboxes.NameTaken:
        form.add_error("name", _("Another source has this name."))
        return _page(request, source, form, status=422)
    if account.method is not Method.PASSWORD and account.method is not before.method:
        return redirect("email:consent", source_id=source.pk)
    messages.success(request, _("Saved. The mailbox is tried with the new settings within seconds."))
    return redirect("email:mailbox", source_id=source.pk)


def _page(request: SignedInRequest, source: Source, form: MailboxForm, status: int = 200) -> HttpResponse:
    now = timezone.now()
    line = next(line for line in lines(now=now) if line.source.pk == source.pk)
    context = {
        "now": now,
        "source": source,
        "form": form,
        "line": line,
        "is_oauth": account_of(source).method is not Method.PASSWORD,
    }
    return render(request, "email_connector/mailbox.html", context, status=status)


def _read(mails: int) -> str:
    return ngettext("We read the inbox: %(mails)d mail.", "We read the inbox: %(mails)d mails.", mails) % {
        "mails": mails
    }


def _source(source_id: int) -> Source:
    return get_object_or_404(Source, pk=source_id)


def _mailbox(source_id: int) -> Source:
    return get_object_or_404(Source, pk=source_id, kind=SourceKind.MAILBOX)
