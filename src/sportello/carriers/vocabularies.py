"""The words of AfterShip, 17TRACK and the marketplaces for where a parcel is, in our ten.

Every function takes the vendor's word as it came and gives `State.UNKNOWN` for one we have never seen: vendors add
words without asking.
"""

from collections.abc import Mapping

from .states import State, key_of

_AFTERSHIP = {
    "pending": State.UNKNOWN,
    "info_received": State.INFO_RECEIVED,
    "in_transit": State.IN_TRANSIT,
    "out_for_delivery": State.OUT_FOR_DELIVERY,
    "attempt_fail": State.ATTEMPT_FAILED,
    "delivered": State.DELIVERED,
    "available_for_pickup": State.AVAILABLE_FOR_PICKUP,
    "exception": State.EXCEPTION,
    "expired": State.EXPIRED,
}
# Of AfterShip's subtags only those that say more than their tag does.
_AFTERSHIP_RETURNING = {"exception_010", "exception_011"}

_17TRACK = {
    "not_found": State.UNKNOWN,
    "info_received": State.INFO_RECEIVED,
    "in_transit": State.IN_TRANSIT,
    "expired": State.EXPIRED,
    "available_for_pickup": State.AVAILABLE_FOR_PICKUP,
    "out_for_delivery": State.OUT_FOR_DELIVERY,
    "delivery_failure": State.ATTEMPT_FAILED,
    "delivered": State.DELIVERED,
    "exception": State.EXCEPTION,
    "exception_returning": State.RETURNING,
    "exception_returned": State.RETURNING,
}

_AMAZON = {
    "pending": State.INFO_RECEIVED,
    "shipped": State.IN_TRANSIT,
    "in_transit": State.IN_TRANSIT,
    "delivered": State.DELIVERED,
    "cancelled": State.EXCEPTION,
    "undeliverable": State.EXCEPTION,
}
_AMAZON_DETAILED = {
    "pending_schedule": State.INFO_RECEIVED,
    "pending_pick_up": State.INFO_RECEIVED,
    "pending_drop_off": State.INFO_RECEIVED,
    "label_cancelled": State.EXCEPTION,
    "label_canceled": State.EXCEPTION,
    "picked_up": State.IN_TRANSIT,
    "dropped_off": State.IN_TRANSIT,
    "at_origin_fc": State.IN_TRANSIT,
    "at_destination_fc": State.IN_TRANSIT,
    "delivered": State.DELIVERED,
    "rejected_by_buyer": State.RETURNING,
    "undeliverable": State.EXCEPTION,
    "returning_to_seller": State.RETURNING,
    "returned_to_seller": State.RETURNING,
    "lost": State.EXCEPTION,
    "out_for_delivery": State.OUT_FOR_DELIVERY,
    "damaged": State.EXCEPTION,
}

# FulfillmentDisplayStatus and FulfillmentEventStatus in one: the words they share mean the same.
_SHOPIFY = {
    "attempted_delivery": State.ATTEMPT_FAILED,
    "canceled": State.EXCEPTION,
    "carrier_picked_up": State.IN_TRANSIT,
    "confirmed": State.INFO_RECEIVED,
    "delayed": State.IN_TRANSIT,
    "delivered": State.DELIVERED,
    "failure": State.EXCEPTION,
    "fulfilled": State.INFO_RECEIVED,
    "in_transit": State.IN_TRANSIT,
    "label_printed": State.INFO_RECEIVED,
    "label_purchased": State.INFO_RECEIVED,
    "label_voided": State.EXCEPTION,
    "marked_as_fulfilled": State.INFO_RECEIVED,
    "not_delivered": State.EXCEPTION,
    "out_for_delivery": State.OUT_FOR_DELIVERY,
    "picked_up": State.DELIVERED,
    "ready_for_pickup": State.AVAILABLE_FOR_PICKUP,
    "submitted": State.INFO_RECEIVED,
}

# Fulfilment states of orders and the delivery states of inquiries ("item not received").
_EBAY = {
    "not_started": State.UNKNOWN,
    "in_progress": State.INFO_RECEIVED,
    "fulfilled": State.INFO_RECEIVED,
    "shipped": State.IN_TRANSIT,
    "in_transit": State.IN_TRANSIT,
    "out_for_delivery": State.OUT_FOR_DELIVERY,
    "available_for_pickup": State.AVAILABLE_FOR_PICKUP,
    "ready_for_pickup": State.AVAILABLE_FOR_PICKUP,
    "attempted_delivery": State.ATTEMPT_FAILED,
    "delivery_attempted": State.ATTEMPT_FAILED,
    "delivered": State.DELIVERED,
    "picked_up": State.DELIVERED,
    "return_to_sender": State.RETURNING,
    "returned_to_sender": State.RETURNING,
    "exception": State.EXCEPTION,
    "lost": State.EXCEPTION,
}

_WALMART = {
    "created": State.UNKNOWN,
    "acknowledged": State.UNKNOWN,
    "shipped": State.IN_TRANSIT,
    "delivered": State.DELIVERED,
    "cancelled": State.UNKNOWN,
    "refund": State.UNKNOWN,
    "refunded": State.UNKNOWN,
}


def from_aftership(tag: str, subtag: str = "") -> State:
    """A tracking's or checkpoint's `tag`, such as "AttemptFail", and its `subtag`, such as "Exception_011"."""
    if key_of(subtag) in _AFTERSHIP_RETURNING:
        return State.RETURNING
    return _said(_AFTERSHIP, tag)


def from_17track(status: str, sub_status: str = "") -> State:
    """A package's `status`, such as "DeliveryFailure", and its `sub_status`, such as "Exception_Returning"."""
    return _17TRACK.get(key_of(sub_status)) or _said(_17TRACK, status)


def from_amazon(status: str, detailed: str = "") -> State:
    """A package's `packageStatus.status` and its `detailedStatus` (Orders 2026-01-01); the detail says more."""
    return _AMAZON_DETAILED.get(key_of(detailed)) or _said(_AMAZON, status)


def from_shopify(status: str) -> State:
    """A FulfillmentDisplayStatus or a FulfillmentEventStatus of the Admin API."""
    return _said(_SHOPIFY, status)


def from_ebay(status: str) -> State:
    """An order's fulfilment status or an inquiry's delivery status."""
    return _said(_EBAY, status)


def from_walmart(status: str) -> State:
    """An order line's status, which says whether it was shipped and delivered and little else."""
    return _said(_WALMART, status)


def _said(vocabulary: Mapping[str, State], word: str) -> State:
    return vocabulary.get(key_of(word), State.UNKNOWN)
