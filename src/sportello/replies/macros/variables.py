"""What a macro may name: every variable with what it is called and what sort of value it has. Pure.

Labels are English sources for gettext. A `FLAG` or a `CODE` is asked for in `{% if %}` and never printed; `FILL` is a
place that the agent writes in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sportello.business.policy.catalogue import CATALOGUE as POLICY


class Sort(StrEnum):
    """What a variable's value is."""

    TEXT = "text"
    DATE = "date"
    MONEY = "money"
    LINK = "link"
    NUMBER = "number"
    FLAG = "flag"
    CODE = "code"
    FILL = "fill"


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable; `live` says that carrier or marketplace are asked for it when it is put into an answer."""

    key: str
    sort: Sort
    label: str
    live: bool = False


def _(text: str) -> str:
    """Marks a text for the catalogues; who shows it translates it."""
    return text


_OWN = (
    Variable("buyer.name", Sort.TEXT, _("The buyer's name")),
    Variable("buyer.first_name", Sort.TEXT, _("The buyer's first name")),
    Variable("earlier.day", Sort.DATE, _("Day on which the buyer first wrote about it")),
    Variable("earlier.answer_day", Sort.DATE, _("Day of our last answer")),
    Variable("order.number", Sort.TEXT, _("Order number")),
    Variable("order.day", Sort.DATE, _("Day of the order")),
    Variable("order.total", Sort.MONEY, _("Total of the order")),
    Variable("order.item", Sort.TEXT, _("First product of the order")),
    Variable("order.items", Sort.TEXT, _("All products of the order")),
    Variable("order.ship_by", Sort.DATE, _("Day by which it is to be shipped")),
    Variable("order.deliver_by", Sort.DATE, _("Day by which it is to arrive")),
    Variable("order.by_marketplace", Sort.FLAG, _("Shipped by the marketplace (FBA, WFS)")),
    Variable("order.by_seller", Sort.FLAG, _("Shipped by us (FBM)")),
    Variable("order.shipped", Sort.FLAG, _("Shipped already"), live=True),
    Variable("order.cancelled", Sort.FLAG, _("Cancelled"), live=True),
    Variable("shipment.carrier", Sort.TEXT, _("Carrier"), live=True),
    Variable("shipment.tracking_number", Sort.TEXT, _("Tracking number"), live=True),
    Variable("shipment.tracking_link", Sort.LINK, _("Tracking link"), live=True),
    Variable("shipment.status", Sort.TEXT, _("Where the parcel is"), live=True),
    Variable("shipment.state", Sort.CODE, _("Where the parcel is, as a code"), live=True),
    Variable("shipment.scanned", Sort.FLAG, _("The carrier has seen the parcel"), live=True),
    Variable("shipment.place", Sort.TEXT, _("Place of the last scan"), live=True),
    Variable("shipment.day", Sort.DATE, _("Day of the last scan"), live=True),
    Variable("shipment.quiet_days", Sort.NUMBER, _("Days since the last scan"), live=True),
    Variable("shipment.sent_on", Sort.DATE, _("Day of shipping"), live=True),
    Variable("shipment.due", Sort.DATE, _("Day on which it is expected"), live=True),
    Variable("shipment.late", Sort.FLAG, _("Later than expected"), live=True),
    Variable("shipment.delivered", Sort.FLAG, _("Delivered"), live=True),
    Variable("shipment.delivered_on", Sort.DATE, _("Day of delivery"), live=True),
    Variable("refund.amount", Sort.MONEY, _("Amount of the refund"), live=True),
    Variable("refund.id", Sort.TEXT, _("Number of the refund"), live=True),
    Variable("refund.day", Sort.DATE, _("Day of the refund"), live=True),
    Variable("return.deadline", Sort.DATE, _("Last day for a return"), live=True),
    Variable("return.requested", Sort.FLAG, _("A return was asked for"), live=True),
    Variable("return.received", Sort.FLAG, _("The return has arrived"), live=True),
    Variable("claim.open", Sort.FLAG, _("A claim or case is open"), live=True),
    Variable("article.title", Sort.TEXT, _("Title of the suggested article")),
    Variable("article.text", Sort.TEXT, _("Text of the suggested article")),
    Variable("article.link", Sort.LINK, _("Link to the suggested article, where links are allowed")),
    Variable("brand.name", Sort.TEXT, _("Name of the brand")),
    Variable("agent.name", Sort.TEXT, _("Name of whoever answers")),
    Variable("agent.first_name", Sort.TEXT, _("First name of whoever answers")),
)
VARIABLES: Mapping[str, Variable] = {variable.key: variable for variable in _OWN}

FILL, POLICY_SPACE = "fill", "policy"
SPACES = frozenset({key.partition(".")[0] for key in VARIABLES} | {FILL, POLICY_SPACE})
"""The first words of all variables."""


def variable_named(key: str, policy_keys: frozenset[str] = frozenset()) -> Variable | None:
    """The variable of this name, None when there is none. `policy_keys` are facts that the seller named."""
    space, _dot, name = key.partition(".")
    if not name or "." in name:
        return None
    if space == FILL:
        return Variable(key, Sort.FILL, name.replace("_", " "))
    if space != POLICY_SPACE:
        return VARIABLES.get(key)
    fact = name.removesuffix("_number")
    entry = POLICY.get(fact)
    if entry is None and fact not in policy_keys and name not in policy_keys:
        return None
    return Variable(key, Sort.TEXT, entry.label if entry else fact.replace("_", " "))
