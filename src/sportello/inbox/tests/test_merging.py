"""Tickets put together and parted again: every thread stays whole and every clock its own."""

from functools import partial

import pytest

from sportello.accounts.models import Agent
from sportello.inbox import access, conversation, handling, resolving
from sportello.inbox.merging import CannotMerge, choose_primary, family_of, merge, survivor_of, undo
from sportello.inbox.models import Draft, Holding, Merge, Message, Ticket
from sportello.inbox.replying import send

from .world import CLEO, HOUR, NOW, agent, amazon, at_once, mail, owed, said, ticket_of

pytestmark = pytest.mark.django_db
FIRST = "<cleo.1@posta.example>"


def by_mail(text: str = "Where is my parcel?", **more: object) -> Message:
    return said(mail(text, message_id=FIRST, **more))  # type: ignore[arg-type]


def by_amazon(order: str = "302-7654321-1234567", case: str = "77aa0001") -> Message:
    return said(amazon(case=case, order=order, at=NOW - 2 * HOUR))


def again(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def test_it_makes_one_ticket_of_two_and_lets_amazon_be_primary() -> None:
    mail_, relay = by_mail(), by_amazon()
    merge(ticket=ticket_of(relay), into=ticket_of(mail_), by=agent("Ben"), now=NOW)
    ticket = again(ticket_of(mail_))
    assert ticket.primary_id == relay.thread_id
    assert ticket.channel_id == relay.thread.channel_id
    told = [entry.message.pk for entry in conversation.of(ticket).entries if entry.message]
    assert told == [relay.pk, mail_.pk]
    assert {owed(mail_.thread), owed(relay.thread)} != {None}
    first = owed(relay.thread)
    assert first is not None
    assert ticket.due_at == first.due_at


def test_it_shows_one_ticket_under_both_numbers_and_in_the_queue_once() -> None:
    ben, mail_, relay = agent("Ben"), by_mail(), by_amazon()
    gone, into = ticket_of(relay), ticket_of(mail_)
    merge(ticket=gone, into=into, by=ben, now=NOW)
    assert access.ticket_for(ben, gone.pk).pk == into.pk
    assert [ticket.pk for ticket in access.tickets_for(ben)] == [into.pk]


def test_it_takes_what_comes_later_to_any_thread_and_gives_it_back_when_parted() -> None:
    ben, mail_, relay = agent("Ben"), by_mail(), by_amazon()
    gone, into = ticket_of(relay), ticket_of(mail_)
    row = merge(ticket=gone, into=into, by=ben, now=NOW)
    late = said(amazon("Noch nichts da!", case="77aa0001", at=NOW + HOUR), at=NOW + HOUR)
    assert ticket_of(late).pk == into.pk
    undo(merge=row, by=ben, now=NOW + 2 * HOUR)
    assert ticket_of(late).pk == ticket_of(relay).pk == gone.pk
    assert ticket_of(mail_).pk == into.pk
    assert again(into).primary_id == mail_.thread_id
    assert again(gone).preview.startswith("Noch nichts")


def test_it_restores_assignee_state_and_drafts() -> None:
    ada, ben, mail_, relay = agent("Ada"), agent("Ben"), by_mail(), by_amazon()
    gone, into = ticket_of(relay), ticket_of(mail_)
    handling.assign(ticket=gone, to=ada, by=ada, now=NOW)
    handling.save_draft(ticket=gone, thread=relay.thread, text="Liebe Kundin", version=0, by=ada, now=NOW)
    resolving.need_no_response(ticket=into, holding=into.holdings.get(), by=ben, now=NOW)
    resolution = resolving.resolve(ticket=into, by=ben, now=NOW)
    row = merge(ticket=gone, into=into, by=ben, now=NOW + HOUR)
    together = again(into)
    assert together.resolved_at is None
    assert together.assignee == ada
    assert Draft.objects.get().ticket_id == into.pk
    undo(merge=row, by=ben, now=NOW + 2 * HOUR)
    apart, back = again(into), again(gone)
    assert (apart.assignee, apart.resolved_at) == (None, resolution.at)
    assert (back.assignee, back.resolved_at, back.merged_into_id) == (ada, None, None)
    assert Draft.objects.get().ticket_id == gone.pk
    assert back.due_at is not None


def test_it_leaves_an_assignee_alone_who_was_chosen_since() -> None:
    ada, ben, cara = agent("Ada"), agent("Ben"), agent("Cara")
    mail_, relay = by_mail(), by_amazon()
    handling.assign(ticket=ticket_of(relay), to=ada, by=ada, now=NOW)
    row = merge(ticket=ticket_of(relay), into=ticket_of(mail_), by=ben, now=NOW)
    handling.assign(ticket=again(ticket_of(mail_)), to=cara, by=ben, now=NOW)
    undo(merge=row, by=ben, now=NOW)
    assert again(ticket_of(mail_)).assignee == cara


def test_it_keeps_notes_and_happenings_of_both_in_sight() -> None:
    ben, mail_, relay = agent("Ben"), by_mail(), by_amazon()
    handling.note(ticket=ticket_of(relay), text="The carrier is on strike.", by=ben, now=NOW)
    merge(ticket=ticket_of(relay), into=ticket_of(mail_), by=ben, now=NOW)
    entries = conversation.of(again(ticket_of(mail_))).entries
    assert [entry.note.text for entry in entries if entry.note] == ["The carrier is on strike."]
    assert [entry.event.kind for entry in entries if entry.event] == ["ticket.merged"]


def test_it_is_resolved_only_when_every_thread_has_its_answer() -> None:
    ben, mail_, relay = agent("Ben"), by_mail(), by_amazon()
    merge(ticket=ticket_of(relay), into=ticket_of(mail_), by=ben, now=NOW)
    ticket = again(ticket_of(mail_))
    answered = said(mail("It is here.", sender="x@posta.example", subject="Other"))
    assert ticket_of(answered).pk != ticket.pk
    with pytest.raises(resolving.StillOwed):
        resolving.resolve(ticket=ticket, by=ben, now=NOW)
    send(ticket=ticket, thread=mail_.thread, text="It comes tomorrow.", by=ben, now=NOW)
    with pytest.raises(resolving.StillOwed):
        resolving.resolve(ticket=ticket, by=ben, now=NOW)
    send(ticket=ticket, thread=relay.thread, text="Es kommt morgen.", by=ben, now=NOW)
    resolving.resolve(ticket=ticket, by=ben, now=NOW)
    assert again(ticket).resolved_at == NOW


def test_it_follows_a_chain_and_never_makes_a_ring() -> None:
    ben, one, two = agent("Ben"), by_mail(), by_amazon()
    three = said(mail("Hello?", sender=CLEO, subject="Quite another thing"))
    first, second, third = ticket_of(one), ticket_of(two), ticket_of(three)
    merge(ticket=first, into=second, by=ben, now=NOW)
    merge(ticket=first, into=third, by=ben, now=NOW)
    assert survivor_of(first.pk) == survivor_of(second.pk) == third.pk
    assert family_of(third.pk) == sorted([first.pk, second.pk, third.pk])
    with pytest.raises(CannotMerge):
        merge(ticket=third, into=first, by=ben, now=NOW)


def test_it_undoes_the_inner_one_of_two_merges_first() -> None:
    ben, one, two = agent("Ben"), by_mail(), by_amazon()
    three = said(mail("Hello?", sender=CLEO, subject="Quite another thing"))
    first, second, third = ticket_of(one), ticket_of(two), ticket_of(three)
    inner = merge(ticket=first, into=second, by=ben, now=NOW)
    outer = merge(ticket=second, into=third, by=ben, now=NOW)
    undo(merge=inner, by=ben, now=NOW)
    assert [ticket_of(each).pk for each in (one, two, three)] == [first.pk, third.pk, third.pk]
    undo(merge=outer, by=ben, now=NOW)
    assert [ticket_of(each).pk for each in (one, two, three)] == [first.pk, second.pk, third.pk]
    assert undo(merge=outer, by=ben, now=NOW).pk == second.pk


def test_it_lets_an_agent_choose_the_primary_thread() -> None:
    ben, mail_, relay = agent("Ben"), by_mail(), by_amazon()
    merge(ticket=ticket_of(relay), into=ticket_of(mail_), by=ben, now=NOW)
    ticket = again(ticket_of(mail_))
    choose_primary(ticket=ticket, thread=mail_.thread, by=ben, now=NOW)
    assert again(ticket).primary_id == mail_.thread_id
    elsewhere = said(mail("Hi", sender="z@posta.example", subject="Lamp"))
    with pytest.raises(CannotMerge):
        choose_primary(ticket=ticket, thread=elsewhere.thread, by=ben, now=NOW)


def put(ticket: Ticket, into: Ticket, by: Agent) -> None:
    try:
        merge(ticket=ticket, into=into, by=by, now=NOW)
    except CannotMerge:
        return


@pytest.mark.django_db(transaction=True)
def test_it_ends_with_one_ticket_when_two_agents_merge_both_ways_at_once() -> None:
    for round_ in range(6):
        ben, ada = agent("Ben"), agent("Ada")
        one = said(mail(f"One {round_}", sender=f"a{round_}@posta.example", subject=f"A{round_}"))
        two = said(mail(f"Two {round_}", sender=f"b{round_}@posta.example", subject=f"B{round_}"))
        first, second = ticket_of(one), ticket_of(two)

        at_once(partial(put, first, second, ben), partial(put, second, first, ada))
        assert Merge.objects.filter(undone_at=None, ticket__in=[first, second]).count() == 1
        assert ticket_of(one).pk == ticket_of(two).pk == survivor_of(first.pk) == survivor_of(second.pk)


@pytest.mark.django_db(transaction=True)
def test_it_loses_no_message_that_comes_while_tickets_are_merged_and_parted() -> None:
    ben = agent("Ben")
    one, two = by_mail(), by_amazon()
    first, second = ticket_of(one), ticket_of(two)

    def merging_and_parting() -> None:
        for _ in range(6):
            row = merge(ticket=second, into=first, by=ben, now=NOW)
            undo(merge=row, by=ben, now=NOW)

    def writing() -> None:
        for number in range(10):
            said(amazon(f"Nachricht {number}", case="77aa0001", at=NOW + HOUR), at=NOW + HOUR)

    at_once(merging_and_parting, writing, writing)
    assert Message.objects.filter(thread=two.thread).count() == 21
    assert Holding.objects.get(thread=two.thread).ticket_id == second.pk
    assert {ticket_of(message).pk for message in Message.objects.filter(thread=two.thread)} == {second.pk}
