"""The help centres: which there are, how each stands, opening and closing them."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.portal import founding
from sportello.portal.models import HelpCentre, TextKind
from sportello.portal.place import public_url_or_path
from sportello.portal.reporting import helpfulness, report

from .forms import NewCentreForm

DAYS = 30


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_BUSINESS)
def centres(request: SignedInRequest) -> HttpResponse:
    """The help centres; a POST founds one."""
    form = NewCentreForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = founding.found(
                brand=given["brand"], name=given["name"], slug=given["slug"], by=request.user, now=timezone.now()
            )
        except founding.NameTaken:
            form.add_error("slug", _("Another help centre has this short name."))
        else:
            return redirect("desk:help-centre", made.pk)
    found = [(each, public_url_or_path(each)) for each in HelpCentre.objects.select_related("brand")]
    context = {"centres": found, "form": form}
    return render(request, "desk/portal/centres.html", context, status=422 if form.errors else 200)


@require_safe
@requires(Permission.MANAGE_BUSINESS)
def centre(request: SignedInRequest, centre_id: int) -> HttpResponse:
    """One help centre: its address, what is missing, and what it saved in the last thirty days."""
    row, now = centre_or_404(centre_id), timezone.now()
    since = now - timedelta(days=DAYS)
    context = {
        "centre": row,
        "url": public_url_or_path(row),
        "missing": _missing(row),
        "report": report(centre=row, since=since, until=now),
        "helped": helpfulness(centre=row, since=since, until=now, most=10),
        "days": DAYS,
    }
    return render(request, "desk/portal/centre.html", context)


@require_POST
@requires(Permission.MANAGE_BUSINESS)
def opening(request: SignedInRequest, centre_id: int) -> HttpResponse:
    """Let buyers in."""
    return _open_or_close(request, centre_id, timezone.now(), is_open=True)


@require_POST
@requires(Permission.MANAGE_BUSINESS)
def closing(request: SignedInRequest, centre_id: int) -> HttpResponse:
    """Let nobody in any more."""
    return _open_or_close(request, centre_id, timezone.now(), is_open=False)


def centre_or_404(centre_id: int) -> HelpCentre:
    """A help centre with all that its pages here need. Raises Http404."""
    rows = HelpCentre.objects.select_related("brand", "calendar", "channel__source", "channel__sends_through")
    return get_object_or_404(rows, pk=centre_id)


def _open_or_close(request: SignedInRequest, centre_id: int, now: datetime, *, is_open: bool) -> HttpResponse:
    row = centre_or_404(centre_id)
    if is_open:
        founding.open_to_buyers(row, by=request.user, now=now)
        messages.success(request, _("%(name)s is open to buyers.") % {"name": row.name})
    else:
        founding.close_to_buyers(row, by=request.user, now=now)
        messages.success(request, _("%(name)s is closed.") % {"name": row.name})
    return redirect("desk:help-centre", row.pk)


def _missing(row: HelpCentre) -> list[str]:
    """What an owner should do before buyers come, in words."""
    missing = []
    if row.channel is None or row.channel.sender is None:
        missing.append(_("No mailbox sends the answers to its contact form yet. Choose it on the page of the channel."))
    kinds = dict(row.texts.values_list("kind", "pk"))
    if TextKind.LEGAL not in kinds:
        missing.append(_("There is no legal notice. Many countries ask for one."))
    if TextKind.PRIVACY not in kinds:
        missing.append(_("There is no privacy page."))
    return missing
