"""Brands and their signatures."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.accounts.models import Agent
from sportello.business import keeping
from sportello.business.forms import BrandForm
from sportello.business.models import Brand, BrandSignature


@requires(Permission.MANAGE_BUSINESS)
@require_http_methods(["GET", "POST"])
def brands(request: SignedInRequest) -> HttpResponse:
    """List the brands; a POST makes a new one."""
    form = BrandForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _save(form, request.user)
        messages.success(request, _("The brand is saved."))
        return redirect("business:brands")
    context = {"brands": Brand.objects.order_by("name"), "form": form}
    return render(request, "business/brands.html", context, status=422 if form.errors else 200)


@requires(Permission.MANAGE_BUSINESS)
@require_http_methods(["GET", "POST"])
def brand(request: SignedInRequest, brand_id: int) -> HttpResponse:
    """Show and change one brand."""
    row = get_object_or_404(Brand, pk=brand_id)
    form = BrandForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        _save(form, request.user)
        messages.success(request, _("The brand is saved."))
        return redirect("business:brands")
    return render(request, "business/brand.html", {"brand": row, "form": form}, status=422 if form.errors else 200)


def _save(form: BrandForm, by: Agent) -> None:
    with transaction.atomic():
        keeping.keep(row=form.instance, by=by, now=timezone.now())
        texts = form.signatures()
        form.instance.signatures.exclude(language__in=texts).delete()
        for language, text in texts.items():
            BrandSignature.objects.update_or_create(brand=form.instance, language=language, defaults={"text": text})
