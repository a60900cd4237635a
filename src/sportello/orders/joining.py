"""Which product a line is: by SKU, then by the marketplace's own ids."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from .models import CodeKind, Line, Order, Product, ProductCode

# An item of eBay's may hold several things (its variations), so that it joins only what has no SKU of its own.
HOLDS_VARIATIONS = frozenset({CodeKind.EBAY_ITEM})

# The first half of our advisory locks' keys; the second is a hash of the id.
PRODUCTS = 0x53504F50

type Code = tuple[str, str]


def join_lines(order: Order, *, now: datetime) -> None:
    """Give every line of an order its product; one that is met for the first time is made."""
    lines = [(line, _codes(line)) for line in order.lines.filter(withdrawn=False).order_by("id")]
    _lock_new({code for _, codes in lines for code in codes})
    for line, codes in lines:
        if not codes:
            continue
        product = _product(line, codes, now)
        if line.product_id != product.pk:
            line.product = product
            line.save(update_fields=["product"])


def _lock_new(codes: set[Code]) -> None:
    """Before ids are given away for the first time: all of an order's at once and in one order, so that two orders that
    meet the same new products never wait for each other."""
    known = {(row.kind, row.value) for row in _rows(sorted(codes))}
    names = sorted(f"{kind}:{value}" for kind, value in codes - known)
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [PRODUCTS, name])


def _codes(line: Line) -> list[Code]:
    """The ids of a line, the SKU first."""
    sku = [(str(CodeKind.SKU), line.sku)] if line.sku else []
    own: Mapping[str, str] = line.codes
    return sku + [(kind, value) for kind, value in sorted(own.items()) if kind in CodeKind.values and kind != "sku"]


def _product(line: Line, codes: list[Code], now: datetime) -> Product:
    known = {(code.kind, code.value): code for code in _rows(codes)}
    product = _of(line, known) or Product.objects.create(title=line.title[:300], created_at=now)
    for kind, value in codes:
        row = known.get((kind, value))
        if row is None:
            product = _add(product, kind, value)
        elif row.product_id != product.pk and not row.by_hand and _may_move(row):
            _move(row, product)
    return product


def _rows(codes: list[Code]) -> list[ProductCode]:
    values = {value for _kind, value in codes}
    return [
        row
        for row in ProductCode.objects.select_related("product").filter(value__in=values).order_by("id")
        if (row.kind, row.value) in codes
    ]


def _of(line: Line, known: Mapping[Code, ProductCode]) -> Product | None:
    """The product that a line's ids name: its SKU's, else that of another id, unless that one is a different SKU's."""
    if by_sku := known.get((str(CodeKind.SKU), line.sku)):
        return by_sku.product
    for row in known.values():
        if not (line.sku and row.kind in HOLDS_VARIATIONS and _has_sku(row.product_id)):
            return row.product
    return None


def _has_sku(product_id: int) -> bool:
    return ProductCode.objects.filter(product=product_id, kind=CodeKind.SKU).exists()


def _may_move(row: ProductCode) -> bool:
    """Whether an id stands alone with a product that nobody gave a SKU: then the SKU that came now says what it is."""
    return row.kind != CodeKind.SKU and not _has_sku(row.product_id)


def _move(row: ProductCode, product: Product) -> None:
    left = row.product_id
    row.product = product
    row.save(update_fields=["product"])
    if not ProductCode.objects.filter(product=left).exists():
        Line.objects.filter(product=left).update(product=product)
        Product.objects.filter(pk=left).delete()


def _add(product: Product, kind: str, value: str) -> Product:
    """Give a product one more id; when another worker gave that id to another product just now, it is that one."""
    try:
        with transaction.atomic():
            ProductCode.objects.create(product=product, kind=kind, value=value)
    except IntegrityError:
        return ProductCode.objects.select_related("product").get(kind=kind, value=value).product
    return product
