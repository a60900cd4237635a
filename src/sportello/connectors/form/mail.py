"""The contact form of a help centre: what a visitor entered there, as an inbound message."""

from sportello.channels.inbound import ChannelKind, Inbound, MailKind, Party
from sportello.channels.mail.common import envelope_fields, joined
from sportello.channels.mail.entered import Entered, entered_in, files_of
from sportello.channels.mail.letter import Letter, Unreadable
from sportello.channels.mail.numbers import order_numbers

ONLY_FROM = frozenset({"form"})
"""The kind of source whose envelopes are read here, and nowhere else."""


def recognise(letter: Letter, raw: bytes) -> Inbound:
    """What a visitor entered in the contact form. Raises `Unreadable` when the envelope holds no form.

    Who gave no address is known by the order: the answer goes by the marketplace.
    """
    entered = entered_in(letter, raw)
    if entered is None:
        raise Unreadable("the envelope does not hold what a contact form writes")
    return Inbound(
        kind=MailKind.BUYER,
        channel_kind=ChannelKind.FORM,
        site="",
        sender=_who(entered),
        reply_to=entered.email,
        text=entered.text,
        quoted=joined(*(f"{label}: {value}" for label, value in _also(entered) if value)),
        order_ids=_orders(entered),
        why="entered in the contact form",
        **(envelope_fields(letter) | {"recipients": (), "files": files_of(letter), "has_html": False}),
    )


def _who(entered: Entered) -> Party:
    if entered.email:
        return Party("email", entered.email, entered.name)
    if entered.order and entered.site:
        return Party("order", f"{entered.site}:{entered.order}", entered.name)
    return Party("", "", entered.name)


def _orders(entered: Entered) -> tuple[str, ...]:
    """The order from its own field first, then those that stand in the words."""
    return tuple(dict.fromkeys(filter(None, (entered.order, *order_numbers(entered.text)))))


def _also(entered: Entered) -> list[tuple[str, str]]:
    """What was entered beside the words, for search and for whoever reads the original."""
    return [("Product", entered.product), ("Reference", entered.reference)]
