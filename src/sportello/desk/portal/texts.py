"""The seller's own texts and links in a help centre."""

from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.accounts.models import Agent
from sportello.portal import founding
from sportello.portal.models import CentreLink, CentreText, HelpCentre

from .centres import centre_or_404
from .forms import LinkForm, TextsForm


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_BUSINESS)
def texts(request: SignedInRequest, centre_id: int) -> HttpResponse:
    """Words on the home page, legal notice and privacy page in one language (`language`)."""
    row = centre_or_404(centre_id)
    language = row.language_or_first(request.GET.get("language", ""))
    known = dict(row.texts.filter(language=language).values_list("kind", "text"))
    form = TextsForm(request.POST if request.method == "POST" else None, initial=known, language=language)
    if request.method == "POST" and form.is_valid():
        for where, why in form.doubts:
            messages.warning(request, f"{where}: {why}")
        _keep(row, language, form.cleaned_data, request.user, timezone.now())
        messages.success(request, _("The texts are saved."))
        return redirect(f"{reverse('desk:help-centre-texts', args=[row.pk])}?language={language}")
    spoken = [(code, get_language_info(code)["name_local"].capitalize()) for code in row.languages]
    context = {"centre": row, "form": form, "language": language, "languages": spoken}
    return render(request, "desk/portal/texts.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_BUSINESS)
def links(request: SignedInRequest, centre_id: int) -> HttpResponse:
    """Links at the top and the bottom; a POST adds one."""
    row = centre_or_404(centre_id)
    form = LinkForm(request.POST if request.method == "POST" else None, instance=CentreLink(centre=row))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            founding.changed(row, what="links", by=request.user, now=timezone.now())
        return redirect("desk:help-centre-links", row.pk)
    context = {"centre": row, "form": form, "links": row.links.all()}
    return render(request, "desk/portal/links.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Permission.MANAGE_BUSINESS)
def link_removal(request: SignedInRequest, centre_id: int, link_id: int) -> HttpResponse:
    """Take a link out."""
    row = centre_or_404(centre_id)
    link = get_object_or_404(row.links, pk=link_id)
    with transaction.atomic():
        link.delete()
        founding.changed(row, what="links", by=request.user, now=timezone.now())
    return redirect("desk:help-centre-links", row.pk)


@transaction.atomic
def _keep(row: HelpCentre, language: str, given: dict[str, str], by: Agent, now: datetime) -> None:
    for kind, text in given.items():
        if text.strip():
            CentreText.objects.update_or_create(centre=row, kind=kind, language=language, defaults={"text": text})
        else:
            CentreText.objects.filter(centre=row, kind=kind, language=language).delete()
    founding.changed(row, what="texts", by=by, now=now)
