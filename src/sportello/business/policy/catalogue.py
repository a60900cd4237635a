"""The policy facts that every seller has, with what they are called and the words that tell a text about them. Pure.

The words find texts that contradict a fact; they are stems, matched at the beginning of a word in any of our languages.
Labels and helps are English sources for gettext.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from .values import Kind


def _(text: str) -> str:
    """Marks a text for the catalogues; who shows it translates it."""
    return text


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact as the catalogue knows it; `example` is what the page shows while nobody stated it."""

    key: str
    kind: Kind
    label: str
    help: str
    beside: tuple[str, ...] = ()


_RETURN = (
    "return", "send back", "sent back", "withdraw", "reso", "resi", "restitu", "recess", "rimand", "rücksend",
    "rückgabe", "widerruf", "zurückschick", "zurücksend", "retour", "renvoy", "rétract", "devol", "desist",
)  # fmt: skip
_WARRANTY = ("warrant", "guarant", "garan", "gewähr")
_REFUND = ("refund", "rimbors", "erstatt", "rückerstatt", "rembours", "reembols", "money back")
_DISPATCH = ("dispatch", "handling", "ship", "spedi", "verschick", "versend", "versand", "expédi", "envi", "prepar")

CATALOGUE: Mapping[str, Entry] = {
    entry.key: entry
    for entry in (
        Entry("return_window", Kind.DAYS, _("Return window"),
              _("How long a buyer may send something back, counted from the delivery."), _RETURN),
        Entry("return_address", Kind.ADDRESS, _("Return address"), _("Where parcels come back to.")),
        Entry("return_costs", Kind.TEXT, _("Who pays the return"),
              _("One sentence, such as “We pay the return label.”")),
        Entry("who_refunds", Kind.TEXT, _("Who refunds"),
              _("One sentence on who sends the money back, and by which way.")),
        Entry("refund_days", Kind.DAYS, _("Refund within"),
              _("How long the money takes once the return has arrived."), _REFUND),
        Entry("warranty", Kind.MONTHS, _("Warranty"),
              _("How long faults are mended or replaced, in months."), _WARRANTY),
        Entry("warranty_terms", Kind.TEXT, _("What the warranty covers"), _("One or two sentences.")),
        Entry("handling_days", Kind.DAYS, _("Dispatch within"),
              _("Working days until a parcel leaves your warehouse."), _DISPATCH),
        Entry("delivery_days", Kind.DAYS, _("Delivery within"), _("Working days from dispatch to the door.")),
        Entry("free_shipping_from", Kind.MONEY, _("Free shipping from"), _("From which order value on.")),
        Entry("hours", Kind.TEXT, _("Hours"), _("When somebody answers, such as “Monday to Friday, 9 to 18”.")),
        Entry("invoice_days", Kind.DAYS, _("Invoice within"), _("How long an invoice takes once asked for.")),
    )
}  # fmt: skip


def entry_of(key: str, kind: Kind) -> Entry:
    """The catalogue's entry, or one for a fact that the seller named: its label is the key in words."""
    return CATALOGUE.get(key) or Entry(key, kind, key.replace("_", " ").capitalize(), "")
