"""Customer-service contacts: Amazon tells of a buyer by an order, with or without a name."""

import pytest

from sportello.customers.models import Customer

from .world import DESK, HOUR, NOW, ORDER, amazon, mail, owed, said, ticket_of

pytestmark = pytest.mark.django_db


def contact(order: str = ORDER) -> bytes:
    """Amazon's customer service passes on what a buyer said on the telephone."""
    text = (
        f"Hello,\n\nWe have been contacted by a customer regarding the order identified below.\n\nOrder# {order}\n"
        "Reason: Where's my stuff\nDetails: The buyer says the lamp has not arrived.\n\nPlease respond to the customer."
    )
    return mail(
        text,
        sender="no-reply@amazon.de",
        name="Amazon.de Customer Service",
        to=DESK,
        subject=f"Customer contact about order {order}",
    )


def test_it_belongs_to_the_buyer_whose_order_it_names() -> None:
    buyer = said(amazon())
    notice = said(contact(), at=NOW + HOUR)
    assert notice.kind == "service_notice"
    assert notice.thread.customer_id == buyer.thread.customer_id


def test_it_makes_two_customers_of_two_orders() -> None:
    one, other = said(contact("302-1111111-1111111")), said(contact("302-2222222-2222222"))
    assert one.thread.customer_id != other.thread.customer_id
    assert ticket_of(one) != ticket_of(other)
    assert Customer.objects.get(pk=one.thread.customer_id).name == "302-1111111-1111111"


def test_it_knows_the_buyer_again_who_writes_after_the_contact() -> None:
    notice = said(contact())
    buyer = said(amazon(), at=NOW + HOUR)
    customer = Customer.objects.get(pk=notice.thread.customer_id)
    assert buyer.thread.customer_id == customer.pk
    assert customer.name == "Kim"


def test_it_is_owed_an_answer_within_the_hours_the_contact_names() -> None:
    obligation = owed(said(contact()).thread)
    assert obligation is not None
    assert obligation.due_at == NOW + 48 * HOUR


def test_it_has_no_address_to_answer_when_nobody_reads_the_sender() -> None:
    assert said(contact()).thread.reply_to == ""
