"""What an answer about something bought elsewhere may and may not say, in words, each with an example.

An example is a sentence that may or may not leave on that channel; agents read it, nobody sends it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sportello.compliance.catalogue import rules_for
from sportello.compliance.judgements import Audience, Kind

from .crossing import SLUGS, Guidance, May, MayNot
from .judging import counter
from .naming import by, where


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to say or not to say, in a word or two, in a sentence, and how it would read.

    `rules` are the ids of the marketplace's rules that the linter holds the answer to here.
    """

    short: str
    words: str
    example: str
    rules: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """A guidance in words: a heading, what may be said, what may not."""

    heading: str
    may: Sequence[Point]
    may_not: Sequence[Point]


def advice(found: Guidance, *, writes_on: str, bought_on: str, number: str) -> Advice:
    """A guidance in the reader's language, for an answer on `writes_on` about the order `number` of `bought_on`."""
    heading = _("Bought %(where)s. An answer %(here)s:") % {"where": where(bought_on), "here": by(writes_on)}
    crossed = not found.may
    if crossed:
        heading = _("Bought by somebody else, as far as we know.")
    return Advice(
        heading=heading,
        may=[_may(point, number) for point in found.may],
        may_not=[_may_not(point, number, where(bought_on), rules_of(point, writes_on)) for point in found.may_not],
    )


def _may(point: May, number: str) -> Point:
    words = {
        May.ORDER_NUMBER: (
            _("order number"),
            _("may name the order number"),
            _("Your order %(number)s left us on Monday."),
        ),
        May.FACTS: (
            _("neutral facts"),
            _("may say in neutral words what was done and what happens next"),
            _("The refund was made on 3 May and reaches your account within five days."),
        ),
        May.CARRIER_LINK: (
            _("carrier's page"),
            _("may name the tracking number and the carrier's own page"),
            _("You can follow parcel 084120533718 on the carrier's page."),
        ),
        May.OWN_PROCESS: (
            _("the marketplace's own pages"),
            _("should point to the marketplace's own return and tracking pages"),
            _("Please start the return under Your Orders, where you bought it."),
        ),
        May.ANSWER_THERE: (
            _("full answer there"),
            _("should be short; the full answer goes to the conversation where it was bought"),
            _("We have answered in your original conversation."),
        ),
    }
    short, said, example = words[point]
    return Point(short, said, example % {"number": number})


def rules_of(point: MayNot, writes_on: str) -> list[str]:
    """The ids of the rules that keep this point in an answer on a channel of a kind."""
    held_to = rules_for(Audience(counter(writes_on)), Kind.REPLY)
    return sorted(rule.id for slug in SLUGS[point] for rule in held_to.get(slug, ()))


def _may_not(point: MayNot, number: str, elsewhere: str, rules: Sequence[str]) -> Point:
    words = {
        MayNot.LINK: (_("links"), _("no link to the shop or anywhere else outside"), _("See casalume.example/returns")),
        MayNot.LOGIN: (
            _("login"),
            _("no customer account or login elsewhere"),
            _("Log in to your account in our shop."),
        ),
        MayNot.ADVERTISING: (
            _("advertising"),
            _("no advertising, coupon or other product"),
            _("Save on your next order with us!"),
        ),
        MayNot.CONTACT: (
            _("e-mail, telephone"),
            _("no e-mail address and no telephone number"),
            _("Write to us at shop@casalume.example"),
        ),
        MayNot.OTHER_MARKETPLACE: (
            _("the other marketplace"),
            _("never the name of the other marketplace"),
            _("About what you bought %(where)s …"),
        ),
        MayNot.OTHER_NUMBER: (
            _("its order number"),
            _("not the order number of the other marketplace"),
            _("Your order %(number)s …"),
        ),
        MayNot.OWN_RETURNS: (
            _("the shop's returns"),
            _("not the shop's own return pages, exchange or store credit"),
            _("Send it back by our return portal."),
        ),
        MayNot.PERSONAL: (
            _("the buyer's data"),
            _("no name, address or other data of the buyer before it is sure that they write"),
            _("It went to Via Roma 12, as you asked."),
        ),
    }
    short, said, example = words[point]
    return Point(short, said, example % {"number": number, "where": elsewhere}, rules)
