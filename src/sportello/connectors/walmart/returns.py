"""A return order of Walmart's (GET /v3/returns) as news of its order. Pure."""

from sportello.orders.records import AfterSale, ReturnRecord, ReturnState

from .carriers import code_of
from .orders import SITE
from .values import Document, rows, text, time_of

_STATES = {
    "INITIATED": ReturnState.REQUESTED,
    "DELIVERED": ReturnState.RECEIVED,
    "COMPLETED": ReturnState.REFUNDED,
    "CANCELLED": ReturnState.CLOSED,
}
_UNDER_WAY = {"IN_TRANSIT", "PICKED_UP", "OUT_FOR_DELIVERY", "INTRANSIT"}
# A return is as far as the line that is least far.
_ORDER = [
    ReturnState.REQUESTED,
    ReturnState.UNDER_WAY,
    ReturnState.RECEIVED,
    ReturnState.REFUNDED,
    ReturnState.CLOSED,
]


def news_of(document: Document) -> AfterSale | None:
    """The return as news of the order it belongs to; None for a document without the numbers or a date."""
    number, external_id = text(document, "customerOrderId"), text(document, "returnOrderId")
    requested_at = time_of(document.get("returnOrderDate"))
    if not number or not external_id or requested_at is None:
        return None
    lines = rows(document, "returnOrderLines")
    carrier, tracking = _label(document)
    changed = [at for line in lines if (at := time_of(line.get("statusTime")))]
    record = ReturnRecord(
        external_id=external_id,
        state=min((_line_state(line) for line in lines), key=_ORDER.index, default=ReturnState.REQUESTED),
        requested_at=requested_at,
        changed_at=max([requested_at, *changed]),
        reason=text(lines[0], "returnReason") if lines else "",
        tracking_number=tracking,
        carrier=carrier,
        line_ids=tuple(text(line, "salesOrderLineNumber") for line in lines),
    )
    return AfterSale(number=number, site=SITE, returns=(record,))


def _line_state(line: Document) -> ReturnState:
    state = _STATES.get(text(line, "status").upper(), ReturnState.REQUESTED)
    delivery = text(line, "currentDeliveryStatus").upper().replace(" ", "_")
    if state is ReturnState.REQUESTED and delivery in _UNDER_WAY:
        return ReturnState.UNDER_WAY
    return state


def _label(document: Document) -> tuple[str, str]:
    """Our code of the carrier and the number on the first label that has one."""
    for group in rows(document, "returnLineGroups"):
        for label in rows(group, "labels"):
            for carrier in rows(label, "carrierInfoList"):
                if number := text(carrier, "trackingNo"):
                    return code_of(text(carrier, "carrierName")), number
    return "", ""
