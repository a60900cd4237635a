"""What an answer stands on: the conversation, the order it is about, the buyer's name there, the facts of the house."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings

from sportello.accounts.models import Agent
from sportello.business.policy import finding, known
from sportello.business.policy.finding import Fact
from sportello.channels.inbound import ChannelKind
from sportello.customers.models import Customer
from sportello.desk.buyer import customers_of
from sportello.desk.history.beside import orders_beside
from sportello.desk.history.person import numbers_of, said_by
from sportello.inbox import conversation as conversations
from sportello.inbox.conversation import Conversation
from sportello.inbox.courtesy import audience_of
from sportello.inbox.models import Direction, MessageKind, Thread, Ticket
from sportello.orders.models import Order
from sportello.replies.macros.formatting import Given
from sportello.replies.macros.rendering import Situation

from .article_values import of_article
from .order_values import SHOP, Values, local_day, of_order
from .places import country_of

ENGLISH, WALMART = "en", ChannelKind.WALMART


@dataclass(frozen=True, slots=True)
class Background:
    """Everything known for an answer in one thread, before it is put into a language.

    `order` is one that may be named there, None when nobody knows which is meant. `languages` are the buyer's here,
    the likeliest first.
    """

    thread: Thread
    ticket: Ticket
    order: Order | None
    facts: Sequence[Fact]
    languages: Sequence[str]
    first_written: datetime | None
    last_answered: datetime | None
    now: datetime

    @property
    def audience(self) -> str:
        """For whom is written here."""
        return audience_of(self.thread)

    @property
    def country(self) -> str:
        """Where the buyer is served, "" when unknown."""
        address = self.order.address if self.order else {}
        return country_of(address, self.thread.channel.site)

    def with_order(self, order: Order, now: datetime) -> "Background":
        """The same with what was told of the order since."""
        return replace(self, order=order, now=now)

    def policy(self, language: str) -> dict[str, str]:
        """The policy facts that hold here, in words."""
        day = local_day(self.now)
        assert day is not None
        place = {"channel": int(self.thread.channel_id), "country": self.country}
        standing = finding.standing(self.facts, on_day=day, **place)  # type: ignore[arg-type]
        return finding.variables(standing.values(), language)

    def situation(self, language: str, agent: Agent, *, article: bool = False) -> Situation:
        """What a macro in a language may say, in the name of an agent; of the fitting article only when asked."""
        values = {**self._people(agent), **self.order_values(language), **self._earlier()}
        if article:
            values |= of_article(self.thread, language=language, now=self.now)
        return Situation(values, self.policy(language))

    def order_values(self, language: str) -> Values:
        """What may be said of the order, its parcel, its refund and its return."""
        if self.order is None:
            return {"order.number": self.thread.order_id} if self.thread.order_id else {}
        days = self.policy(language).get("return_window_number", "")
        return of_order(
            self.order,
            audience=self.audience,
            language=language,
            now=self.now,
            return_days=int(days) if days.isdigit() else None,
        )

    def _people(self, agent: Agent) -> dict[str, Given]:
        brand, name = self.thread.channel.brand, name_of(self.thread.customer)
        return {
            "buyer.name": name,
            "buyer.first_name": first_name(name),
            "agent.name": agent.name,
            "agent.first_name": first_name(agent.name),
            "brand.name": brand.name if brand else "",
        }

    def _earlier(self) -> dict[str, Given]:
        """The earlier contact, where the buyer wrote on another day before their newest message."""
        told = {"earlier.day": local_day(self.first_written), "earlier.answer_day": local_day(self.last_answered)}
        return {key: day for key, day in told.items() if day is not None}


def background_of(*, ticket: Ticket, now: datetime, thread_id: int | None = None) -> Background | None:
    """The background for an answer in a thread of the ticket (None: its primary); None when it holds no such thread.

    A number of queries that does not grow with the ticket.
    """
    conversation = conversations.of(ticket)
    wanted = thread_id or ticket.primary_id
    held = next((one for one in conversation.threads if one.thread_id == wanted), None)
    held = held or (conversation.threads[0] if conversation.threads and thread_id is None else None)
    if held is None:
        return None
    thread = held.holding.thread
    first, answered = _said_before(conversation)
    return Background(
        thread=thread,
        ticket=ticket,
        order=_nameable(_about(ticket, conversation, now), thread),
        facts=known.facts(),
        languages=_languages(conversation, thread),
        first_written=first,
        last_answered=answered,
        now=now,
    )


def name_of(customer: Customer) -> str:
    """What a person is called; "" when nobody told us more than an address."""
    name = customer.name.strip()
    return name if "@" not in name and any(character.isalpha() for character in name) else ""


def first_name(name: str) -> str:
    """The first word of a name of two or three words: of longer ones and of single words nobody knows which it is."""
    words = name.split()
    return words[0] if 2 <= len(words) <= 3 and len(words[0].rstrip(".")) > 1 else ""


def _about(ticket: Ticket, conversation: Conversation, now: datetime) -> Order | None:
    ids = customers_of(ticket, conversation)
    history = numbers_of(said_by(ids))
    beside = orders_beside(ticket=ticket, conversation=conversation, history=history, customer_ids=ids, now=now)
    return beside.about.order if beside.about and not beside.about.anothers else None


def _nameable(order: Order | None, thread: Thread) -> Order | None:
    """The order when an answer in this thread may speak of it: on a marketplace only one of its own."""
    if order is None or audience_of(thread) == SHOP or order.channel.kind == thread.channel.kind:
        return order
    return None


def _languages(conversation: Conversation, thread: Thread) -> list[str]:
    """The buyer's language in the thread: that of their newest message, else theirs, else the channel's. English where
    Walmart's buyers read, and beside a language that macros do not speak."""
    if thread.channel.kind == WALMART:
        return [ENGLISH]
    heard = (entry.message for entry in reversed(conversation.entries) if entry.message)
    spoken = (
        message.language
        for message in heard
        if message.direction == Direction.IN
        and message.kind != MessageKind.AUTO_REPLY
        and message.thread_id == thread.pk
    )
    code = next(spoken, "") or thread.customer.language or thread.channel.language or ENGLISH
    plain = code.replace("_", "-").partition("-")[0].lower()
    return [plain] if plain in dict(settings.LANGUAGES) else [plain, ENGLISH]


def _said_before(conversation: Conversation) -> tuple[datetime | None, datetime | None]:
    """When the buyer first wrote, if that was on an earlier day than their newest message, and our last answer."""
    messages = [entry.message for entry in conversation.entries if entry.message]
    theirs = [one.sent_at for one in messages if one.direction == Direction.IN and one.kind != MessageKind.AUTO_REPLY]
    ours = [one.sent_at for one in messages if one.direction == Direction.OUT]
    earlier = theirs and local_day(theirs[0]) != local_day(theirs[-1])
    return theirs[0] if earlier else None, ours[-1] if ours else None
