"""Keeping the parts of an order: what is newer is written, what a newer complete list leaves out is withdrawn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import Model

from .merging import Known, Seen, merge, newest_state, stamp
from .models import Claim, Line, Order, Refund, Return, Scan, Shipment
from .models.parts import Part
from .records import AfterSale, ClaimRecord, OrderRecord, RefundRecord, ReturnRecord, ScanRecord, ShipmentRecord
from .saying import of_claim, of_line, of_refund, of_return, of_shipment, seen

# Parts made of mails, which know no id of the marketplace's: they give way to what the API tells of the same.
FROM_MAIL = "mail:"
MOST_SCANS = 500


@dataclass(frozen=True, slots=True)
class Told:
    """What a source tells of one part: its id, its columns, and of when that is."""

    external_id: str
    columns: dict[str, Any]
    at: datetime
    seen: Sequence[Seen] = ()
    scans: Sequence[ScanRecord] = field(default=())


def keep_listed(order: Order, record: OrderRecord) -> bool:
    """Keep the parts that a record lists, which are complete as of its time; whether anything changed.

    `order.listed` notes the time of the newest list of each; the caller saves the order.
    """
    at = record.changed_at
    changed = _keep(order, Line, [Told(line.external_id, of_line(line), at) for line in record.lines], listed=at)
    if record.shipments is not None:
        changed |= _keep(order, Shipment, _parcels(record.shipments), listed=at)
    if record.refunds is not None:
        changed |= _keep(order, Refund, _refunds(record.refunds, at), listed=at)
    if record.returns is not None:
        changed |= _keep(order, Return, _returns(record.returns), listed=at)
    if record.claims is not None:
        changed |= _keep(order, Claim, _claims(record.claims), listed=at)
    return changed


def keep_news(order: Order, news: AfterSale) -> bool:
    """Keep the parts that news tells; what it does not name stays. Whether anything changed."""
    changed = _keep(order, Shipment, _parcels(news.shipments))
    changed |= _keep(order, Refund, _refunds(news.refunds, None))
    changed |= _keep(order, Return, _returns(news.returns))
    changed |= _keep(order, Claim, _claims(news.claims))
    return changed


def _parcels(parcels: Iterable[ShipmentRecord]) -> list[Told]:
    return [
        Told(each.external_id, of_shipment(each), each.changed_at, seen(each), each.scans or ()) for each in parcels
    ]


def _refunds(refunds: Iterable[RefundRecord], at: datetime | None) -> list[Told]:
    return [Told(each.external_id, of_refund(each), at or each.at) for each in refunds]


def _returns(returns: Iterable[ReturnRecord]) -> list[Told]:
    return [Told(each.external_id, of_return(each), each.changed_at) for each in returns]


def _claims(claims: Iterable[ClaimRecord]) -> list[Told]:
    return [Told(each.external_id, of_claim(each), each.changed_at) for each in claims]


def _keep[P: Part](order: Order, kind: type[P], told: Sequence[Told], *, listed: datetime | None = None) -> bool:
    """Keep parts of one kind; `listed` says that these are all there are as of then."""
    if not told and listed is None:
        return False
    rows: dict[str, P] = {row.external_id: row for row in kind._default_manager.filter(order=order)}
    changed = False
    for each in told:
        changed |= _keep_one(order, kind, rows, each, listed)
    if listed is not None:
        name = kind.__name__.lower()
        order.listed = {**order.listed, name: max(order.listed.get(name, ""), stamp(listed))}
    return _withdraw(order, kind, list(rows.values())) or changed


def _keep_one[P: Part](order: Order, kind: type[P], rows: dict[str, P], told: Told, listed: datetime | None) -> bool:
    key = told.external_id.replace("\x00", "")[:200]
    row = rows.get(key)
    merged = merge(Known(row.changed_at, row.told) if row else None, told.columns, told.at)
    if row is None:
        row = rows[key] = kind(external_id=key, order=order)
    before = _state(row)
    for column, value in merged.values.items():
        setattr(row, column, value)
    row.changed_at, row.told = merged.known.changed_at.astimezone(UTC), dict(merged.known.told)
    row.by_news = row.by_news or listed is None
    row.listed_at = max(filter(None, (row.listed_at, listed)), default=None)
    if isinstance(row, Shipment):
        _see(row, told.seen)
    if _state(row) != before:
        row.save()
    scanned = isinstance(row, Shipment) and _keep_scans(row, told.scans)
    return scanned or _content(row) != {key: value for key, value in before.items() if key not in _BOOKKEEPING}


_BOOKKEEPING = frozenset({"id", "told", "changed_at", "listed_at", "by_news"})


def _state(row: Model) -> dict[str, Any]:
    return {column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields}


def _content(row: Model) -> dict[str, Any]:
    return {name: value for name, value in _state(row).items() if name not in _BOOKKEEPING}


def _see(row: Shipment, seen_now: Iterable[Seen]) -> None:
    known = [Seen(row.state, row.state_at, row.state_timed)] if row.state_at else []
    if newest := newest_state([*known, *seen_now]):
        row.state, row.state_at, row.state_timed = newest.state, newest.at, newest.timed


def _keep_scans(row: Shipment, scans: Sequence[ScanRecord]) -> bool:
    """Keep what is new of a parcel's scans; the place of one that is known is filled in."""
    if not scans:
        return False
    known = {(scan.at, scan.state, scan.words): scan for scan in row.scans.all()}
    new: dict[tuple[datetime, str, str], Scan] = {}
    for scan in scans[:MOST_SCANS]:
        made = Scan(
            shipment=row,
            at=scan.at,
            state=scan.state[:24],
            place=_clean(scan.place, 200),
            words=_clean(scan.words, 500),
        )
        key = (made.at, made.state, made.words)
        old = known.get(key) or new.get(key)
        if old is None:
            new[key] = made
        elif made.place > old.place:
            old.place = made.place
            if old.pk:
                old.save(update_fields=["place"])
    Scan.objects.bulk_create(new.values())
    return bool(new)


def _clean(text: str, longest: int) -> str:
    return text.replace("\x00", "")[:longest]


def _withdraw[P: Part](order: Order, kind: type[P], rows: list[P]) -> bool:
    """Withdraw what the newest list leaves out, and what mails told once the API tells it too."""
    newest = order.listed.get(kind.__name__.lower(), "")
    by_api = {_what(row) for row in rows if not row.external_id.startswith(FROM_MAIL) and not _left_out(row, newest)}
    changed = False
    for row in rows:
        withdrawn = _left_out(row, newest) or (_what(row) in by_api and row.external_id.startswith(FROM_MAIL))
        if row.withdrawn != withdrawn:
            row.withdrawn, changed = withdrawn, True
            row.save(update_fields=["withdrawn"])
    return changed


def _left_out(row: Part, newest: str) -> bool:
    return not row.by_news and row.listed_at is not None and stamp(row.listed_at) < newest


def _what(row: Part) -> str:
    """What a mail and the API may tell the same of: a claim of one kind, any other part."""
    return row.kind if isinstance(row, Claim) else ""
