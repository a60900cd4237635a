"""What an agent does while mail arrives: nothing waits for ever, nothing is lost."""

from datetime import timedelta
from functools import partial

import pytest
from django.db.models import Min

from sportello.channels.models import Envelope, Outbox
from sportello.channels.receiving import receive
from sportello.inbox import arrival, resolving
from sportello.inbox.models import Holding, Message, Obligation, Thread, Ticket
from sportello.inbox.replying import send
from sportello.inbox.splitting import split

from .world import HOUR, NOW, agent, at_once, mail, mailbox, said, ticket_of

pytestmark = pytest.mark.django_db(transaction=True)

FIRST = "<first@posta.example>"


def waiting(count: int) -> list[int]:
    """Further mails of the conversation, stored and not read."""
    return [
        receive(
            source=mailbox(),
            raw=mail(f"Have you found it meanwhile? Message {number}.", subject="Re: My lamp", references=[FIRST]),
            now=NOW + HOUR,
        ).envelope_id
        for number in range(count)
    ]


def test_it_neither_stops_nor_loses_anything_when_answers_and_mails_meet() -> None:
    message, ben = said(mail(message_id=FIRST)), agent("Ben")
    ticket, thread = ticket_of(message), message.thread
    later = NOW + timedelta(hours=2)
    acts = [partial(arrival.arrive, pk, now=later) for pk in waiting(6)]
    sends = [partial(send, ticket=ticket, thread=thread, text=f"Answer {n}", by=ben, now=later) for n in range(3)]
    at_once(*acts[:3], *sends, *acts[3:])
    assert set(Envelope.objects.values_list("state", flat=True)) == {"read"}
    assert Message.objects.count() == 1 + 6 + 3
    assert Outbox.objects.count() == 3
    assert (Thread.objects.count(), Ticket.objects.count()) == (1, 1)


def test_it_keeps_obligations_with_their_messages_when_a_split_meets_a_mail() -> None:
    message, ben = said(mail(message_id=FIRST)), agent("Ben")
    second = said(mail("And the bulb, is it in?", subject="Re: My lamp", references=[FIRST]), at=NOW + HOUR)
    ticket = ticket_of(message)
    for holding in Holding.objects.all():
        resolving.need_no_response(ticket=ticket, holding=holding, by=ben, now=NOW + HOUR)
    mails = [partial(arrival.arrive, pk, now=NOW + HOUR) for pk in waiting(3)]
    at_once(partial(split, ticket=ticket, message=second, by=ben, now=NOW + HOUR), *mails)
    for obligation in Obligation.objects.select_related("holding").filter(ended_at=None):
        assert obligation.holding.covers(obligation.first_message_id)
    for each in Ticket.objects.all():
        open_ones = Obligation.objects.filter(holding__ticket=each, ended_at=None)
        assert each.due_at == open_ones.aggregate(first=Min("due_at"))["first"]
    assert Envelope.objects.filter(state="read").count() == 5
