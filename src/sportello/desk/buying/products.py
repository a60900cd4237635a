"""Products: what is one thing under many ids, corrected by hand."""

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.orders import correcting
from sportello.orders.models import Line, Product, ProductCode

PAGE = 60
CHOICES = 20
ORDERS = 12


@require_safe
@requires(Permission.MANAGE_BUSINESS)
def products(request: SignedInRequest) -> HttpResponse:
    """Products by title; `q` finds by title or id, `after` goes on behind a title."""
    query, after = _typed(request, "q"), _typed(request, "after")
    rows = _found(query).order_by("title", "pk").prefetch_related("codes")
    rows = rows.filter(title__gt=after) if after else rows
    found = list(rows[: PAGE + 1])
    context = {
        "products": found[:PAGE],
        "query": query,
        "after": found[PAGE - 1].title if len(found) > PAGE else "",
        "may_correct": True,
    }
    return render(request, "desk/buying/products.html", context)


@require_safe
@requires(Permission.MANAGE_BUSINESS)
def product(request: SignedInRequest, product_id: int) -> HttpResponse:
    """One product with its ids and latest orders; `q` looks for others that are the same thing."""
    found, query = get_object_or_404(Product.objects.prefetch_related("codes"), pk=product_id), _typed(request, "q")
    lines = Line.objects.filter(product=found, withdrawn=False).select_related("order__channel")
    others = _found(query).exclude(pk=found.pk).prefetch_related("codes").order_by("title", "pk")
    context = {
        "product": found,
        "lines": list(lines.order_by("-order__placed_at", "-pk")[:ORDERS]),
        "query": query,
        "others": list(others[:CHOICES]) if query else [],
        "now": timezone.now(),
    }
    return render(request, "desk/buying/product.html", context)


@require_POST
@requires(Permission.MANAGE_BUSINESS)
def joining(request: SignedInRequest, product_id: int) -> HttpResponseBase:
    """Make another product and this one the same thing: the ids and orders of `other` come here."""
    into = get_object_or_404(Product, pk=product_id)
    number = request.POST.get("other", "")
    known = number.isascii() and number.isdigit() and len(number) < 19
    other = get_object_or_404(Product, pk=int(number) if known else 0)
    try:
        correcting.join(product=other, into=into, by=request.user, now=timezone.now())
    except ValueError:
        messages.error(request, _("These two cannot be joined: they are the same, or one of them is gone."))
    else:
        messages.success(request, _("Joined: %(title)s is this product now.") % {"title": other.title})
    return redirect("desk:product", product_id=into.pk)


@require_POST
@requires(Permission.MANAGE_BUSINESS)
def parting(request: SignedInRequest, code_id: int) -> HttpResponseBase:
    """Make what one id names a product of its own."""
    code = get_object_or_404(ProductCode, pk=code_id)
    before = code.product_id
    parted = correcting.part(code=code, by=request.user, now=timezone.now())
    if parted.pk == before:
        messages.info(request, _("It is alone already."))
    else:
        messages.success(request, _("%(code)s is a product of its own now.") % {"code": code.value})
    return redirect("desk:product", product_id=parted.pk)


def _found(query: str) -> "QuerySet[Product]":
    if not query:
        return Product.objects.all()
    codes = ProductCode.objects.filter(value__icontains=query).values("product")
    return Product.objects.filter(Q(title__icontains=query) | Q(pk__in=codes))


def _typed(request: SignedInRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\0", "").strip()[:300]
