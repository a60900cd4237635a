"""What a frame needs to know to write one mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sportello.sandbox.shop.dice import Dice
from sportello.sandbox.shop.orders import Order
from sportello.sandbox.shop.people import Person
from sportello.sandbox.shop.products import Product
from sportello.sandbox.shop.sites import Site

from .mime import File


@dataclass(frozen=True, slots=True)
class Earlier:
    """A mail of the same story that came before: whose, when, what, and under which Message-ID."""

    by_buyer: bool
    at: datetime
    text: str
    subject: str
    message_id: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """One message about to be framed. `order` is None where the story names none; `at` is UTC."""

    key: str
    site: Site
    person: Person
    topic: str
    subject: str
    text: str
    at: datetime
    order: Order | None
    product: Product | None
    dice: Dice
    earlier: Sequence[Earlier] = ()
    files: Sequence[File] = ()

    @property
    def language(self) -> str:
        """The language of the site and of what it writes around the words."""
        return self.site.language

    @property
    def local(self) -> datetime:
        """The time on the buyer's clock."""
        return self.at.astimezone(self.site.zone)

    @property
    def last_answer(self) -> Earlier | None:
        """The shop's last mail, if that is what the buyer would answer to."""
        answers = [mail for mail in self.earlier if not mail.by_buyer]
        return answers[-1] if answers else None


@dataclass(frozen=True, slots=True)
class Framed:
    """One mail, ready to be delivered."""

    raw: bytes
    message_id: str
    subject: str
    reply_to: str
