"""A thousand merges, partings and messages in any order, against a model of a few lines: nothing is lost or doubled."""

from datetime import datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from sportello.accounts.models import Agent
from sportello.inbox import conversation, handling, resolving
from sportello.inbox.merging import CannotMerge, merge, undo
from sportello.inbox.models import Attachment, Holding, Merge, Message, Note, Obligation, Ticket
from sportello.inbox.replying import send
from sportello.inbox.splitting import CannotSplit, split

from .world import HOUR, NOW, agent, comes, mail

PEOPLE = 5
NUMBER = st.integers(0, 40)


class Desk(RuleBasedStateMachine):
    """Five buyers with a ticket each at first. The model: which ticket each ticket was merged into."""

    now: datetime
    ben: Agent
    into: dict[int, int]

    @initialize()
    def begins(self) -> None:
        self.world = transaction.atomic()
        self.world.__enter__()
        self.now, self.ben, self.into, self.count, self.notes = NOW, agent("Ben"), {}, 0, 0
        self.home: dict[int, int] = {}
        for number in range(PEOPLE):
            raw = mail(
                f"Lamp number {number} is broken.",
                sender=f"cleo{number}@posta.example",
                message_id=f"<{number}@posta.example>",
                files=[("photo.png", "image/png", b"\x89PNG\r\n\x1a\n" + bytes([number]))],
            )
            comes(raw, at=self.now)
        self.home = dict(Holding.objects.values_list("pk", "ticket"))

    def teardown(self) -> None:
        if hasattr(self, "world"):
            transaction.set_rollback(True)
            self.world.__exit__(None, None, None)

    def _ticket(self, number: int) -> Ticket:
        tickets = list(Ticket.objects.order_by("id"))
        return tickets[number % len(tickets)]

    def _survivor(self, ticket: int) -> int:
        while ticket in self.into:
            ticket = self.into[ticket]
        return ticket

    def _later(self) -> None:
        self.now += HOUR
        self.count += 1

    @rule(one=NUMBER, other=NUMBER)
    def an_agent_merges(self, one: int, other: int) -> None:
        self._later()
        ticket, into = self._ticket(one), self._ticket(other)
        first, second = self._survivor(ticket.pk), self._survivor(into.pk)
        try:
            merge(ticket=ticket, into=into, by=self.ben, now=self.now)
        except CannotMerge:
            assert first == second
        else:
            self.into[first] = second

    @rule(which=NUMBER)
    def an_agent_parts(self, which: int) -> None:
        self._later()
        rows = list(Merge.objects.order_by("id"))
        if rows:
            row = rows[which % len(rows)]
            if row.undone_at is None:
                del self.into[row.ticket_id]
            undo(merge=row, by=self.ben, now=self.now)

    @rule(who=st.integers(0, PEOPLE - 1))
    def a_buyer_writes(self, who: int) -> None:
        self._later()
        first = f"<{who}@posta.example>"
        text = f"I write again, it is message {self.count}."
        raw = mail(text, sender=f"cleo{who}@posta.example", subject="Re: My lamp", references=[first], at=self.now)
        comes(raw, at=self.now)

    @rule(which=NUMBER)
    def an_agent_answers(self, which: int) -> None:
        self._later()
        holdings = list(Holding.objects.filter(until_id=None).order_by("id"))
        holding = holdings[which % len(holdings)]
        send(ticket=holding.ticket, thread=holding.thread, text=f"Answer {self.count}", by=self.ben, now=self.now)

    @rule(which=NUMBER)
    def an_agent_resolves(self, which: int) -> None:
        self._later()
        ticket = Ticket.objects.get(pk=self._survivor(self._ticket(which).pk))
        try:
            resolving.resolve(ticket=ticket, by=self.ben, now=self.now)
        except resolving.StillOwed:
            assert Obligation.objects.filter(holding__ticket=ticket, ended_at=None).exists()

    @rule(which=NUMBER)
    def an_agent_notes(self, which: int) -> None:
        self._later()
        self.notes += 1
        handling.note(ticket=self._ticket(which), text=f"Note {self.count}", by=self.ben, now=self.now)

    @rule(which=NUMBER)
    def an_agent_splits(self, which: int) -> None:
        self._later()
        messages = list(Message.objects.order_by("id"))
        message = messages[which % len(messages)]
        holding = Holding.objects.filter(thread=message.thread_id, first_id__lte=message.pk)
        ticket = holding.exclude(until_id__lte=message.pk).get().ticket
        try:
            new = split(ticket=ticket, message=message, by=self.ben, now=self.now)
        except CannotSplit:
            return
        self.home[Holding.objects.get(ticket=new).pk] = new.pk

    @invariant()
    def every_thread_lies_where_the_model_says(self) -> None:
        if not hasattr(self, "into"):
            return
        for holding in Holding.objects.all():
            assert holding.ticket_id == self._survivor(self.home[holding.pk])
        for ticket in Ticket.objects.all():
            assert ticket.merged_into_id == self.into.get(ticket.pk)

    @invariant()
    def every_message_is_seen_once_and_every_note_too(self) -> None:
        if not hasattr(self, "into"):
            return
        told: list[int] = []
        notes: list[int] = []
        for ticket in Ticket.objects.standing():
            entries = conversation.of(ticket).entries
            told += [entry.message.pk for entry in entries if entry.message]
            notes += [entry.note.pk for entry in entries if entry.note]
        # A ticket that gave a thread away shows the answer to what it was owed there, and so may the other.
        assert {*told} == {*Message.objects.values_list("pk", flat=True)}
        assert sorted(notes) == [*Note.objects.order_by("pk").values_list("pk", flat=True)]
        assert len(notes) == self.notes
        assert Attachment.objects.count() == PEOPLE

    @invariant()
    def every_row_of_the_queue_is_true(self) -> None:
        if not hasattr(self, "into"):
            return
        for ticket in Ticket.objects.all():
            owed = Obligation.objects.filter(holding__ticket=ticket, ended_at=None).order_by("due_at").first()
            assert ticket.due_at == (owed.due_at if owed else None)
            held = [*Holding.objects.filter(ticket=ticket).values_list("thread", flat=True)]
            assert not held or ticket.primary_id in held


@pytest.mark.django_db
def test_it_stays_true_whatever_is_merged_and_parted() -> None:
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Desk,
        settings=settings(
            phases=[Phase.generate], max_examples=3, stateful_step_count=12, deadline=None, suppress_health_check=checks
        ),
    )


@pytest.mark.soak
@pytest.mark.django_db
def test_it_stays_true_over_a_thousand_merges() -> None:
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Desk, settings=settings(max_examples=80, stateful_step_count=50, deadline=None, suppress_health_check=checks)
    )
