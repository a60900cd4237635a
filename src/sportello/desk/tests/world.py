"""A small shop for tests: channels, buyers, and tickets in the state a test needs, made by the domain's own acts."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sportello.accounts.models import Agent
from sportello.channels.models import Channel, Source
from sportello.customers.identify import identify
from sportello.inbox import standing
from sportello.inbox.models import Direction, Holding, Message, MessageKind, Obligation, Thread, Ticket

START = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


def channel(kind: str = "amazon", name: str = "Amazon.it", *, hours: int = 24, round_the_clock: bool = True) -> Channel:
    """A channel of that name, with its own mailbox, made on the first call."""
    source, _ = Source.objects.get_or_create(
        name=f"Mailbox of {name}",
        defaults={"kind": "mailbox", "address": f"{kind}@casalume.example", "created_at": START},
    )
    made, _ = Channel.objects.get_or_create(
        source=source,
        kind=kind,
        site=name.lower(),
        defaults={
            "name": name,
            "answer_hours": hours,
            "round_the_clock": round_the_clock,
            "language": "it",
            "created_at": START,
        },
    )
    return made


def ticket(
    text: str = "Dov'è il mio pacco?",
    *,
    by: str = "Cleo Marino",
    now: datetime,
    due_in: timedelta | None = timedelta(hours=3),
    on: Channel | None = None,
    language: str = "it",
    subject: str = "",
) -> Ticket:
    """A ticket with one message of a buyer, owed an answer in `due_in` (None: nothing is owed)."""
    place = on or channel()
    address = f"{by.lower().replace(' ', '.')}@posta.example"
    customer = identify(
        kind="email", value=address, name=by, language=language, evidence=f"wrote on {place.kind}", now=now
    )
    at = now - timedelta(hours=2)
    thread = Thread.objects.create(
        channel=place,
        customer=customer,
        subject=subject,
        counterpart=address,
        reply_to=address,
        created_at=at,
        last_message_at=at,
    )
    made = Ticket.objects.create(
        customer=customer,
        subject=subject,
        primary=thread,
        channel=place,
        language=language,
        created_at=at,
        last_message_at=at,
    )
    holding = Holding.objects.create(thread=thread, ticket=made)
    message = says(thread, text, at=at)
    if due_in is not None:
        Obligation.objects.create(holding=holding, first_message=message, opened_at=at, due_at=now + due_in)
    standing.refresh(made, heard=message)
    return made


def thread_of(made: Ticket) -> Thread:
    """The primary thread of a ticket made here; it always has one."""
    assert made.primary is not None
    return made.primary


def says(thread: Thread, text: str, *, at: datetime, order_ids: Iterable[str] = ()) -> Message:
    """A message of the thread's buyer."""
    return Message.objects.create(
        thread=thread,
        direction=Direction.IN,
        kind=MessageKind.BUYER,
        sender_name=thread.customer.name,
        sender=thread.counterpart,
        sent_at=at,
        created_at=at,
        text=text,
        language="it",
        order_ids=list(order_ids),
    )


def tickets(count: int, *, now: datetime, assignee: Agent | None = None) -> list[Ticket]:
    """Many tickets of many buyers, one minute apart in their deadlines."""
    made = [ticket(f"Domanda {n}", by=f"Buyer {n}", now=now, due_in=timedelta(minutes=5 + n)) for n in range(count)]
    if assignee:
        Ticket.objects.filter(pk__in=[one.pk for one in made]).update(assignee=assignee)
    return made
