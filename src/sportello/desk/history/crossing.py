"""What an answer on one channel may and may not say about something bought on another. Pure.

Sources: Amazon's communication guidelines (no marketing, no links but its own and carriers', no e-mail addresses, no
way round Amazon), eBay's rules on messages between members (no contact data, no sale outside eBay, only links that
help the transaction), Walmart's customer care policy (no promotion, no links outside Walmart).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .judging import SHOP, counter


class May(StrEnum):
    """What an answer may say."""

    ORDER_NUMBER = "order_number"
    FACTS = "facts"
    CARRIER_LINK = "carrier_link"
    OWN_PROCESS = "own_process"
    ANSWER_THERE = "answer_there"


class MayNot(StrEnum):
    """What it may not."""

    LINK = "link"
    LOGIN = "login"
    ADVERTISING = "advertising"
    CONTACT = "contact"
    OTHER_MARKETPLACE = "other_marketplace"
    OTHER_NUMBER = "other_number"
    OWN_RETURNS = "own_returns"
    PERSONAL = "personal"


SLUGS: Final[Mapping[MayNot, frozenset[str]]] = {
    MayNot.LINK: frozenset({"external_link"}),
    MayNot.LOGIN: frozenset({"diversion"}),
    MayNot.ADVERTISING: frozenset({"promotion"}),
    MayNot.CONTACT: frozenset({"email_address", "phone_number"}),
    MayNot.OWN_RETURNS: frozenset({"diversion"}),
    MayNot.OTHER_MARKETPLACE: frozenset(),
    MayNot.OTHER_NUMBER: frozenset(),
    MayNot.PERSONAL: frozenset(),
}
"""The rules of `compliance`, by slug, that keep each of these. The other marketplace and its numbers are kept where
answers leave (`inbox.answering_all`); nobody but people can see whether something is personal."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """Beside the composer: what may and what may not be said, the weightiest first. Empty where nothing is crossed."""

    may: Sequence[May] = ()
    may_not: Sequence[MayNot] = ()

    def __bool__(self) -> bool:
        return bool(self.may or self.may_not)


def guidance(*, writes_on: str, bought_on: str, same_person: bool = True) -> Guidance:
    """For an answer on a channel of kind `writes_on` about an order of kind `bought_on`.

    `same_person` is False while nothing but their word says that the writer is the buyer: then nothing personal goes
    out, whatever the channels are.
    """
    here, there = counter(writes_on), counter(bought_on)
    personal = () if same_person else (MayNot.PERSONAL,)
    if here == there:
        return Guidance((), personal)
    if here == SHOP:
        may_not = (MayNot.OWN_RETURNS, MayNot.ADVERTISING, *personal)
        return Guidance((May.ORDER_NUMBER, May.FACTS, May.OWN_PROCESS), may_not)
    if there == SHOP:
        may_not = (MayNot.LINK, MayNot.LOGIN, MayNot.ADVERTISING, MayNot.CONTACT, *personal)
        return Guidance((May.ORDER_NUMBER, May.FACTS, May.CARRIER_LINK), may_not)
    may_not = (MayNot.OTHER_MARKETPLACE, MayNot.OTHER_NUMBER, MayNot.LINK, MayNot.ADVERTISING, *personal)
    return Guidance((May.FACTS, May.ANSWER_THERE), may_not)
