"""The worst day of the eraser: what is due goes everywhere, and what is still needed stays."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session

from sportello.accounts.models import AuditEntry
from sportello.channels.models import Envelope, PushSeen, RawContent
from sportello.core.models import Event
from sportello.core.pseudonyms import pseudonym
from sportello.customers.models import Customer, Handle, Trait
from sportello.inbox.models import Message, Note, Promise, Thread
from sportello.inbox.tests.world import CLEO, NOW, RELAY, agent, mail, said, ticket_of
from sportello.orders.models import Claim, Order
from sportello.portal.models import Visit
from sportello.portal.testing import help_centre
from sportello.retention.plan import the_plan
from sportello.retention.running import Run, run

from .world import LATER, TOLD, bought, resolved, wrote

pytestmark = pytest.mark.django_db


def ran(days: float = 0) -> Run:
    """One run, so many days after the first that erases something."""
    return run(the_plan(), now=LATER + timedelta(days=days))


def everything() -> str:
    """All rows of all tables that the plan knows, as text; bytes are read as if they were words."""
    return repr([list(apps.get_model(name)._default_manager.values()) for name in the_plan().models])


def test_it_leaves_nothing_of_an_amazon_buyer_a_month_after_delivery() -> None:
    message = wrote()
    bought(message.thread.channel)
    Note.objects.create(ticket=ticket_of(message), agent=agent("Ben"), at=NOW, text="Kim is the one with Nachbar Otto")
    resolved(message)
    assert all(word in everything() for word in TOLD)
    assert ran(-2).rows == {}
    done = ran()
    left = everything()
    assert [word for word in TOLD if word in left] == []
    assert done.rows["inbox.Message"] == 1
    assert ran(1).rows == {}


def test_it_keeps_dates_product_topic_outcome_and_a_keyed_hash() -> None:
    message = wrote()
    order = bought(message.thread.channel)
    resolved(message)
    before = ticket_of(message)
    ran()
    ticket, kept = ticket_of(message), Order.objects.get(pk=order.pk)
    assert (ticket.topics, ticket.created_at, ticket.resolved_at) == (before.topics, before.created_at, NOW)
    assert ticket.resolutions.get().ended_at is None
    assert (kept.lines.get().title, kept.erased_at) == ("Lampe Luna", LATER)
    assert Handle.objects.get(kind="relay").value == pseudonym(RELAY) != RELAY
    assert not Trait.objects.exists()
    assert not RawContent.objects.exists()
    assert set(Event.objects.filter(kind__endswith=".erased").values_list("kind", flat=True)) == {
        "order.erased",
        "thread.erased",
        "customer.erased",
    }
    assert AuditEntry.objects.filter(act="retention.ran").count() == 1


def test_it_knows_a_buyer_again_who_writes_after_all() -> None:
    first = wrote()
    bought(first.thread.channel)
    resolved(first)
    ran()
    again = wrote("Und jetzt ist sie kaputt.", at=LATER + timedelta(days=2))
    assert again.thread_id != first.thread_id
    assert again.thread.customer_id == first.thread.customer_id
    assert Handle.objects.get(kind="relay").value == RELAY
    assert ran(10).rows == {}


def test_it_takes_the_same_mail_in_once_also_after_its_words_are_gone() -> None:
    message = wrote()
    bought(message.thread.channel)
    resolved(message)
    ran()
    assert Envelope.objects.count() == Message.objects.count() == 1
    kept = Message.objects.get()
    assert (kept.text, kept.subject, kept.sender_name) == ("", "", "")
    assert kept.fingerprint == message.fingerprint


def test_it_waits_while_a_ticket_runs() -> None:
    message = wrote()
    bought(message.thread.channel)
    done = ran()
    assert (done.rows, done.held) == ({}, {"order": 1})
    resolved(message)
    assert ran().rows["inbox.Message"] == 1


def test_it_waits_while_a_claim_is_open() -> None:
    message = wrote()
    order = bought(message.thread.channel)
    resolved(message)
    claim = Claim.objects.create(
        order=order, external_id="c1", changed_at=NOW, kind="a_to_z", state="waiting_for_seller", opened_at=NOW,
        reason="Nachbar Otto",
    )  # fmt: skip
    assert (ran(60).rows, ran(60).held) == ({}, {"order": 1})
    Claim.objects.filter(pk=claim.pk).update(state="won")
    assert ran(60).rows["orders.Claim"] == 1


def test_it_waits_for_a_promise() -> None:
    message = wrote()
    bought(message.thread.channel)
    resolved(message)
    promise = Promise.objects.create(
        holding=ticket_of(message).holdings.get(), kind="other", words="call Kim", day=NOW.date(), back_at=NOW,
        due_at=NOW, at=NOW,
    )  # fmt: skip
    assert ran().rows == {}
    Promise.objects.filter(pk=promise.pk).update(ended_at=NOW, ended_as="kept")
    assert ran().rows["inbox.Promise"] == 1
    assert Promise.objects.get().words == "…"


def test_it_counts_from_the_delivery_and_not_from_the_order() -> None:
    message = wrote()
    order = bought(message.thread.channel, delivered=NOW + timedelta(days=20))
    resolved(message)
    assert ran(10).rows == {}
    assert Thread.objects.get().subject
    assert ran(20).rows["orders.Order"] == 1
    assert Order.objects.get(pk=order.pk).customer_id is None


def test_it_gives_up_waiting_for_a_parcel_that_never_says_it_arrived() -> None:
    message = wrote()
    bought(message.thread.channel, delivered=None)
    resolved(message)
    assert ran(20).rows == {}
    assert ran(27).rows["orders.Order"] == 1


def test_it_keeps_other_buyers_for_three_years() -> None:
    message = said(mail())
    resolved(message)
    assert ran(1000).rows == {}
    assert ran(1100).rows["inbox.Message"] == 1
    assert CLEO not in everything()
    assert Customer.objects.get().name == ""


def test_it_deletes_what_has_a_time_of_its_own() -> None:
    centre, old = help_centre(), NOW - timedelta(days=100)
    source = said(mail()).thread.channel.source
    for key, settled in (("a", old), ("b", None)):
        Visit.objects.create(
            centre=centre, key=key, language="en", began_at=old, last_at=old, settled_at=settled,
            outcome="left" if settled else "",
        )  # fmt: skip
    PushSeen.objects.create(source=source, external_id="old", at=old)
    for key, days in (("gone", -1), ("open", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=NOW + timedelta(days=days))
    done = run(the_plan(), now=NOW)
    assert done.rows == {"portal.Visit": 1, "channels.PushSeen": 1, "sessions.Session": 1}
    assert [visit.key for visit in Visit.objects.all()] == ["b"]


def test_it_keeps_the_original_of_a_message_and_deletes_what_was_set_aside() -> None:
    message = said(mail())
    aside = Envelope.objects.create(
        source=message.thread.channel.source, external_id="x", arrived_at=NOW, size=1, sha256="", state="read",
        kind="bulk", read_at=NOW,
    )  # fmt: skip
    RawContent.objects.create(envelope=aside, data=b"buy now")
    assert ran(60).rows == {"channels.RawContent": 1}
    assert RawContent.objects.get().envelope_id == message.envelope_id
