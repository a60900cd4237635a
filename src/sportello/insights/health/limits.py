"""The limits that marketplaces hold sellers to, each with where it is written. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Rate(StrEnum):
    """A rate that accounts are measured by."""

    ORDER_DEFECTS = "order_defects"
    LATE_SHIPMENTS = "late_shipments"
    CANCELLATIONS = "cancellations"
    VALID_TRACKING = "valid_tracking"
    ON_TIME = "on_time"
    RESPONSES = "responses"
    UNRESOLVED_CASES = "unresolved_cases"
    NOT_RECEIVED = "not_received"
    NOT_AS_DESCRIBED = "not_as_described"
    REFUNDS = "refunds"
    RETURNS = "returns"
    NEGATIVE_FEEDBACK = "negative_feedback"


class Side(StrEnum):
    """Where a rate has to stay, seen from its limit."""

    BELOW = "below"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit as a share of 1 over so many days. `source` is the marketplace's page, `checked` when it was read.

    `value` is None where the marketplace holds sellers to something of its own, such as the average of comparable
    ones. `is_binding` is false for what is shown on the marketplace's pages but closes no account by itself;
    `is_inclusive` says that the value itself still keeps the limit ("at most", "at least").
    """

    rate: Rate
    value: float | None
    side: Side
    days: int
    source: str
    checked: str
    is_binding: bool = True
    is_inclusive: bool = False


NAMES: Final[Mapping[Rate, str | Promise]] = MappingProxyType(
    {
        Rate.ORDER_DEFECTS: _("Orders with a defect"),
        Rate.LATE_SHIPMENTS: _("Late shipments"),
        Rate.CANCELLATIONS: _("Cancelled by us"),
        Rate.VALID_TRACKING: _("Valid tracking"),
        Rate.ON_TIME: _("Arrived in time"),
        Rate.RESPONSES: _("Answered in time"),
        Rate.UNRESOLVED_CASES: _("Cases closed without our solution"),
        Rate.NOT_RECEIVED: _("Items not received"),
        Rate.NOT_AS_DESCRIBED: _("Items not as described"),
        Rate.REFUNDS: _("Refunded orders"),
        Rate.RETURNS: _("Returned orders"),
        Rate.NEGATIVE_FEEDBACK: _("Negative feedback"),
    }
)
DEFINITIONS: Final[Mapping[Rate, str | Promise]] = MappingProxyType(
    {
        Rate.ORDER_DEFECTS: _(
            "Orders we ship ourselves with a claim that we did not win, a payment dispute or one to two stars."
        ),
        Rate.LATE_SHIPMENTS: _("Orders we ship ourselves that left after the day promised, or have not left since."),
        Rate.CANCELLATIONS: _("Orders we ship ourselves that were cancelled without the buyer asking for it."),
        Rate.VALID_TRACKING: _("Orders we shipped ourselves whose parcels have a tracking number."),
        Rate.ON_TIME: _("Parcels of ours that arrived by the day promised."),
        Rate.RESPONSES: _("Messages that got an answer within the channel's time."),
        Rate.UNRESOLVED_CASES: _("Cases that the marketplace had to decide, and decided against us."),
        Rate.NOT_RECEIVED: _("Orders whose buyer reported that nothing arrived."),
        Rate.NOT_AS_DESCRIBED: _("Orders whose buyer sent something back because it was not as described."),
        Rate.REFUNDS: _("Orders that were refunded, in part or in full."),
        Rate.RETURNS: _("Orders of which something came back."),
        Rate.NEGATIVE_FEEDBACK: _("Orders with one or two stars."),
    }
)

_AMAZON = "Seller Central, account health"
_EBAY = "eBay seller standards"
_WALMART = "Walmart seller performance standards"

LIMITS: Final[Mapping[str, tuple[Limit, ...]]] = MappingProxyType(
    {
        "amazon": (
            Limit(Rate.ORDER_DEFECTS, 0.01, Side.BELOW, 60, _AMAZON, "2026-10"),
            Limit(Rate.LATE_SHIPMENTS, 0.04, Side.BELOW, 30, f"{_AMAZON}, G200285190", "2026-10"),
            Limit(Rate.CANCELLATIONS, 0.025, Side.BELOW, 7, f"{_AMAZON}, G201722390", "2026-10"),
            Limit(Rate.VALID_TRACKING, 0.95, Side.ABOVE, 30, _AMAZON, "2026-10"),
            Limit(Rate.ON_TIME, 0.90, Side.ABOVE, 14, _AMAZON, "2026-10"),
            # The 90 % are Amazon's own figure of 2012; today every message has 24 hours, and no rule names a share.
            Limit(Rate.RESPONSES, 0.90, Side.ABOVE, 30, f"{_AMAZON}, 200549770", "2026-10", is_binding=False),
        ),
        "ebay": (
            Limit(Rate.ORDER_DEFECTS, 0.02, Side.BELOW, 365, _EBAY, "2026-10", is_inclusive=True),
            Limit(
                Rate.LATE_SHIPMENTS, 0.03, Side.BELOW, 90, f"{_EBAY}, Top Rated", "2026-10",
                is_binding=False, is_inclusive=True,
            ),
            Limit(
                Rate.VALID_TRACKING, 0.95, Side.ABOVE, 90, f"{_EBAY}, Top Rated", "2026-10",
                is_binding=False, is_inclusive=True,
            ),
            # No share is written anywhere: eBay compares with sellers of the same wares.
            Limit(Rate.NOT_RECEIVED, None, Side.BELOW, 365, "eBay service metrics", "2026-11", is_binding=False),
        ),
        "walmart": (
            Limit(Rate.CANCELLATIONS, 0.02, Side.BELOW, 30, _WALMART, "2026-11", is_inclusive=True),
            Limit(Rate.ON_TIME, 0.90, Side.ABOVE, 30, _WALMART, "2026-11", is_inclusive=True),
            Limit(Rate.VALID_TRACKING, 0.99, Side.ABOVE, 30, _WALMART, "2026-11", is_inclusive=True),
            Limit(Rate.RESPONSES, 0.95, Side.ABOVE, 30, _WALMART, "2026-11", is_inclusive=True),
        ),
    }
)  # fmt: skip
