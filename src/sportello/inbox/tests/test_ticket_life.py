"""Whatever happens to a conversation in whatever order, what its tickets say stays true."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import Min
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from sportello.accounts.models import Agent
from sportello.channels.models import Outbox, OutboxState
from sportello.core.testing import examples
from sportello.inbox import reopening, resolving, settling
from sportello.inbox.failing import undelivered
from sportello.inbox.models import Direction, Holding, Message, Obligation, Thread, Ticket
from sportello.inbox.replying import CannotSend, send
from sportello.inbox.splitting import CannotSplit, split

from .world import CLEO, DESK, HOUR, NOW, agent, comes, mail

FIRST = "<first@posta.example>"
HOURS = st.integers(0, 6)


class Conversation(RuleBasedStateMachine):
    """One buyer, one thread, and tickets that share it."""

    now: datetime
    ben: Agent
    deadlines: dict[int, tuple[datetime, datetime]]

    @initialize()
    def begins(self) -> None:
        self.world = transaction.atomic()
        self.world.__enter__()
        self.now, self.ben, self.deadlines, self.count = NOW, agent("Ben"), {}, 0
        comes(mail(message_id=FIRST, at=self.now), at=self.now)

    def teardown(self) -> None:
        if hasattr(self, "world"):
            transaction.set_rollback(True)
            self.world.__exit__(None, None, None)

    @property
    def thread(self) -> Thread:
        return Thread.objects.get()

    def _ticket(self, number: int) -> Ticket:
        tickets = list(Ticket.objects.order_by("id"))
        return tickets[number % len(tickets)]

    def _later(self) -> None:
        self.now += HOUR
        self.count += 1

    @rule(ago=HOURS)
    def the_buyer_writes(self, ago: int) -> None:
        self._later()
        text = f"Have you found my parcel meanwhile? This is my message {self.count}."
        at = max(NOW, self.now - ago * HOUR)
        comes(mail(text, subject="Re: My lamp", references=[FIRST], at=at), at=self.now)

    @rule()
    def a_machine_answers_for_the_buyer(self) -> None:
        self._later()
        away = [("Auto-Submitted", "auto-replied")]
        comes(mail(f"Away {self.count}", subject="Away", references=[FIRST], headers=away, at=self.now), at=self.now)

    @rule(ago=HOURS)
    def somebody_answers_elsewhere(self, ago: int) -> None:
        self._later()
        at = max(NOW, self.now - ago * HOUR)
        text = f"We answer from another program, number {self.count}."
        answer = mail(text, sender=DESK, to=CLEO, subject="Re: My lamp", references=[FIRST], at=at)
        comes(answer, at=self.now, outgoing=True)

    @rule(number=HOURS)
    def an_agent_answers(self, number: int) -> None:
        self._later()
        try:
            ticket, text = self._ticket(number), f"Answer {self.count}"
            send(ticket=ticket, thread=self.thread, text=text, by=self.ben, now=self.now)
        except CannotSend:
            assert not Obligation.objects.filter(holding__ticket=ticket, ended_at=None).exists()

    @rule(number=HOURS)
    def an_agent_resolves(self, number: int) -> None:
        self._later()
        ticket = self._ticket(number)
        try:
            resolving.resolve(ticket=ticket, by=self.ben, now=self.now)
        except resolving.StillOwed:
            assert Obligation.objects.filter(holding__ticket=ticket, ended_at=None).exists()

    @rule(number=HOURS)
    def an_agent_reopens(self, number: int) -> None:
        self._later()
        reopening.reopen(ticket=self._ticket(number), by=self.ben, now=self.now)

    @rule(number=HOURS)
    def an_agent_says_that_no_response_is_needed(self, number: int) -> None:
        self._later()
        ticket = self._ticket(number)
        for holding in ticket.holdings.all():
            resolving.need_no_response(ticket=ticket, holding=holding, by=self.ben, now=self.now)

    @rule(number=HOURS, hours=st.integers(1, 30))
    def an_agent_snoozes(self, number: int, hours: int) -> None:
        self._later()
        ticket = self._ticket(number)
        if ticket.resolved_at is None:
            resolving.snooze(ticket=ticket, until=self.now + timedelta(hours=hours), by=self.ben, now=self.now)

    @rule()
    def snoozes_run_out(self) -> None:
        self._later()
        reopening.wake_due(now=self.now)
        assert not Ticket.objects.filter(snoozed_until__lte=self.now).exists()

    @rule(number=HOURS, message=HOURS)
    def an_agent_splits(self, number: int, message: int) -> None:
        self._later()
        messages = list(Message.objects.order_by("id"))
        chosen = messages[-1 - message % len(messages)]
        try:
            split(ticket=self._ticket(number), message=chosen, by=self.ben, now=self.now)
        except CannotSplit:
            return

    @precondition(lambda self: Outbox.objects.exclude(state=OutboxState.FAILED).exists())
    @rule(number=HOURS)
    def an_answer_fails(self, number: int) -> None:
        self._later()
        rows = list(Outbox.objects.exclude(state=OutboxState.FAILED).order_by("id"))
        row = rows[number % len(rows)]
        row.state = OutboxState.FAILED
        row.save()
        undelivered(row, self.now)

    @precondition(lambda self: Outbox.objects.filter(state=OutboxState.FAILED).exists())
    @rule()
    def an_agent_sends_again(self) -> None:
        self._later()
        row = Outbox.objects.filter(state=OutboxState.FAILED).order_by("id").last()
        assert row is not None
        settling.send_again(row, by=self.ben, now=self.now)

    @invariant()
    def the_row_of_a_ticket_says_what_its_obligations_say(self) -> None:
        for ticket in Ticket.objects.all():
            open_ones = Obligation.objects.filter(holding__ticket=ticket, ended_at=None)
            assert ticket.due_at == open_ones.aggregate(first=Min("due_at"))["first"]
            assert ticket.resolved_at is None or ticket.due_at is None

    @invariant()
    def at_most_one_obligation_stands_for_each_holding(self) -> None:
        standing = list(Obligation.objects.filter(ended_at=None).values_list("holding", flat=True))
        assert len(standing) == len(set(standing))

    @invariant()
    def every_message_belongs_to_one_ticket(self) -> None:
        holdings = list(Holding.objects.all())
        for message in Message.objects.all():
            assert sum(one.covers(message.pk) for one in holdings if one.thread_id == message.thread_id) == 1

    @invariant()
    def no_deadline_moves_later(self) -> None:
        standing = {o.pk: (o.opened_at, o.due_at) for o in Obligation.objects.filter(ended_at=None)}
        for pk, (opened_at, due_at) in standing.items():
            before = self.deadlines.get(pk, (opened_at, due_at))
            assert (opened_at <= before[0], due_at <= before[1]) == (True, True)
        self.deadlines |= standing

    @invariant()
    def a_clock_starts_with_a_buyers_message_that_belongs_to_its_ticket(self) -> None:
        for one in Obligation.objects.filter(ended_at=None).select_related("holding", "first_message"):
            assert one.first_message.direction == Direction.IN
            assert one.opened_at == one.first_message.sent_at
            assert one.holding.covers(one.first_message_id)


@pytest.mark.django_db
def test_it_keeps_its_promises_whatever_happens() -> None:
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Conversation,
        settings=settings(
            max_examples=examples(8), stateful_step_count=15, deadline=None, suppress_health_check=checks
        ),
    )
