"""What a buyer's own words tell of who they are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sportello.customers.considering import consider_waiting
from sportello.customers.facts import Facts
from sportello.customers.identify import identify
from sportello.customers.learning import ORDER, learn
from sportello.customers.models import Suggestion, Trait, Unconsidered
from sportello.inbox.introducing import learn_who_wrote
from sportello.inbox.models import Message, MessageKind

from . import world
from .world import CLEO, NOW
from .world import ORDER as NUMBER

pytestmark = pytest.mark.django_db

SIGNED = f"""Buongiorno, il pacco dell'ordine {NUMBER} non arriva.

Cordiali saluti
Cleo Marino
Via Roma 12
20121 Milano
Tel. +39 333 1234567
"""


def test_it_keeps_name_telephone_address_and_order_of_who_wrote() -> None:
    world.said(world.mail(SIGNED))
    told = {(row.kind, row.source) for row in Trait.objects.all()}
    assert {("name", "message"), ("phone", "message"), ("address", "message"), ("named_order", "message")} <= told
    assert Trait.objects.get(kind="phone").value == "+393331234567"
    assert Trait.objects.get(kind="named_order").value == "30276543211234567"
    assert Unconsidered.objects.get().customer_id == Trait.objects.filter(kind="phone").get().customer_id


def test_it_leads_from_a_mail_to_whoever_placed_the_order_it_names() -> None:
    buyer = identify(
        kind="relay", value="x1@marketplace.amazon.de", name="Cleo", language="de", evidence="order", now=NOW
    )
    learn(buyer.pk, Facts(orders=frozenset({f"amazon.de:{NUMBER}"})), source=ORDER, now=NOW)
    world.said(world.mail(SIGNED))
    consider_waiting(clock=lambda: NOW)
    row = Suggestion.objects.get()
    assert buyer.pk in (row.low_id, row.high_id)
    assert "names_order" in row.reasons


def test_it_compares_whoever_writes_for_the_first_time() -> None:
    world.said(world.mail("Ciao"))
    assert Unconsidered.objects.count() == 1


def test_it_believes_nobody_who_is_not_the_threads_own_buyer() -> None:
    world.said(world.mail("Ciao"))
    message = Message.objects.select_related("thread").get()
    Trait.objects.all().delete()
    message.text = SIGNED
    for field, value in (("sender", "zed@elsewhere.example"), ("trusted", False), ("kind", MessageKind.AUTO_REPLY)):
        before = getattr(message, field)
        setattr(message, field, value)
        learn_who_wrote(message, message.thread, now=NOW)
        setattr(message, field, before)
    assert not Trait.objects.exists()
    assert message.sender == CLEO


def test_it_asks_one_question_when_a_message_tells_nothing_new() -> None:
    world.said(world.mail(SIGNED))
    message = Message.objects.select_related("thread").get()
    message.created_at = NOW + world.HOUR
    with CaptureQueriesContext(connection) as asked:
        learn_who_wrote(message, message.thread, now=NOW)
    assert len(asked) == 1


def test_it_reads_no_signature_of_ours_in_what_is_quoted() -> None:
    ours = "Am Montag schrieb Casa Lume:\n> Tel. +39 02 1234567\nTel. +39 06 1234567"
    world.said(world.mail("Grazie"))
    message = Message.objects.select_related("thread").get()
    message.quoted = ours
    learn_who_wrote(message, message.thread, now=NOW)
    assert not Trait.objects.filter(kind="phone").exists()
