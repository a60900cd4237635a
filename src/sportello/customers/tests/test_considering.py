"""What the background makes of what is known of customers."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sportello.accounts.models import Agent
from sportello.core.models import Event
from sportello.customers import deciding
from sportello.customers.considering import consider, consider_waiting
from sportello.customers.facts import Facts, tidied
from sportello.customers.learning import MESSAGE, ORDER, forget, learn
from sportello.customers.linking import together
from sportello.customers.models import (
    BlockingKey,
    Customer,
    CustomerLink,
    Suggestion,
    SuggestionState,
    Trait,
    Unconsidered,
)

from .world import NOW, customer, lives


@pytest.fixture
def ben(db: None) -> Agent:
    return Agent.objects.create(email="ben@casalume.example", name="Ben", role="agent", created_at=NOW)


def settle() -> None:
    """Let the background do all its work."""
    while consider_waiting(clock=lambda: NOW):
        pass


def two_at_one_door() -> tuple[Customer, Customer]:
    """One person who bought in the shop and on Amazon."""
    cleo = customer("Cleo Marino", "cleo.marino@posta.example")
    relay = customer("MARINO Cléo", "k3j4h5@marketplace.amazon.it", kind="relay", at=NOW + timedelta(days=2))
    lives(cleo, "Via Roma, 12", "20121", "Milano", phone="333 1234567")
    lives(relay, "V. Roma 12", "20121", "MILANO", phone="+39 333 1234567")
    return cleo, relay


@pytest.mark.django_db
def test_it_suggests_who_shares_name_door_and_telephone() -> None:
    cleo, relay = two_at_one_door()
    settle()
    row = Suggestion.objects.get()
    assert (row.low_id, row.high_id, row.state) == (cleo.pk, relay.pk, SuggestionState.STANDING)
    assert {"same_phone", "same_given_name", "same_family_name", "near_address"} <= {*row.reasons}
    assert together(cleo.pk) == [cleo.pk]
    assert Event.objects.filter(kind="customer.suggested").count() == 1
    assert not Unconsidered.objects.exists()


@pytest.mark.django_db
def test_it_says_nothing_twice_of_the_same_two() -> None:
    cleo, relay = two_at_one_door()
    settle()
    for one in (cleo, relay, cleo):
        consider(one.pk, now=NOW)
    assert Suggestion.objects.count() == 1
    assert Event.objects.filter(kind="customer.suggested").count() == 1


@pytest.mark.django_db
def test_it_links_by_an_address_that_an_order_names() -> None:
    cleo = customer("Cleo Marino", "cleo@posta.example")
    relay = customer("Cleo Marino", "k3j4h5@marketplace.amazon.it", kind="relay", at=NOW + timedelta(days=2))
    learn(relay.pk, tidied(Facts(emails=frozenset({"Cleo@Posta.example"}))), source=ORDER, now=NOW)
    consider(cleo.pk, now=NOW)
    settle()
    made = CustomerLink.objects.get()
    assert (made.customer_id, made.into_id, made.way, made.by) == (relay.pk, cleo.pk, "evidence", None)
    assert "same_email" in made.reasons
    assert not Suggestion.objects.exists()


@pytest.mark.django_db
def test_it_suggests_the_buyer_of_an_order_that_a_mail_names() -> None:
    relay = customer("Cleo", "k3j4h5@marketplace.amazon.it", kind="relay")
    mail = customer("C. Marino", "qwertz@posta.example")
    learn(relay.pk, Facts(orders=frozenset({"amazon.it:302-1234567-1234567"})), source=ORDER, now=NOW)
    learn(mail.pk, Facts(named_orders=frozenset({"30212345671234567"})), source=MESSAGE, now=NOW)
    settle()
    assert "names_order" in Suggestion.objects.get().reasons
    assert not CustomerLink.objects.exists()


@pytest.mark.django_db
def test_it_links_nobody_who_only_shares_a_firms_mailbox() -> None:
    one, other = customer("Ada Neri", "ada@neri.example"), customer("Zed Blu", "zed@blu.example")
    for who in (one, other):
        learn(who.pk, tidied(Facts(emails=frozenset({"info@neri-srl.example"}))), source=ORDER, now=NOW)
    settle()
    assert not CustomerLink.objects.exists()
    assert not Suggestion.objects.exists()


@pytest.mark.django_db
def test_it_remembers_a_no_for_good(ben: Agent) -> None:
    cleo, relay = two_at_one_door()
    settle()
    deciding.refuse(suggestion=Suggestion.objects.get(), by=ben, now=NOW)
    learn(relay.pk, tidied(Facts(emails=frozenset({"cleo.marino@posta.example"}))), source=ORDER, now=NOW)
    settle()
    assert Suggestion.objects.get().state == SuggestionState.REFUSED
    assert together(cleo.pk) == [cleo.pk]
    assert Event.objects.get(kind="customer.told_apart").actor_id == ben.pk


@pytest.mark.django_db
def test_it_keeps_a_no_for_whoever_is_linked_to_one_of_the_two(ben: Agent) -> None:
    cleo, relay = two_at_one_door()
    settle()
    deciding.refuse(suggestion=Suggestion.objects.get(), by=ben, now=NOW)
    third = customer("Cleo Marino", "cleo2@posta.example", at=NOW + timedelta(days=3))
    deciding.join(one=third, other=cleo, by=ben, now=NOW)
    lives(third, "Via Roma 12", "20121", "Milano", phone="3331234567")
    settle()
    assert relay.pk not in together(third.pk)
    assert not Suggestion.objects.filter(state=SuggestionState.STANDING).exists()


@pytest.mark.django_db
def test_it_links_with_one_click_and_parts_for_good(ben: Agent) -> None:
    cleo, relay = two_at_one_door()
    settle()
    made = deciding.accept(suggestion=Suggestion.objects.get(), by=ben, now=NOW)
    assert together(relay.pk) == [cleo.pk, relay.pk]
    settle()
    before = (Trait.objects.count(), cleo.handles.count(), relay.handles.count())
    deciding.part(made=made, by=ben, now=NOW)
    settle()
    assert together(relay.pk) == [relay.pk]
    assert (Trait.objects.count(), cleo.handles.count(), relay.handles.count()) == before
    assert Suggestion.objects.get().state == SuggestionState.REFUSED


@pytest.mark.django_db
def test_it_lets_an_agent_think_again(ben: Agent) -> None:
    cleo, relay = two_at_one_door()
    settle()
    deciding.refuse(suggestion=Suggestion.objects.get(), by=ben, now=NOW)
    deciding.join(one=cleo, other=relay, by=ben, now=NOW)
    assert together(relay.pk) == [cleo.pk, relay.pk]


@pytest.mark.django_db
def test_it_withdraws_what_nothing_supports_any_more() -> None:
    cleo, relay = two_at_one_door()
    settle()
    forget(relay.pk, source=ORDER, now=NOW)
    settle()
    assert Suggestion.objects.get().state == SuggestionState.WITHDRAWN
    assert not relay.traits.exists()
    lives(relay, "Via Roma 12", "20121", "Milano", phone="3331234567")
    settle()
    assert Suggestion.objects.get().state == SuggestionState.STANDING
    assert cleo.traits.exists()


@pytest.mark.django_db
def test_it_learns_nothing_twice_and_not_without_end() -> None:
    cleo = customer("Cleo", "cleo@posta.example")
    told = Facts(named_orders=frozenset(f"30212345671234{n:03d}" for n in range(200)))
    assert learn(cleo.pk, told, source=MESSAGE, now=NOW)
    assert cleo.traits.count() == 60
    with CaptureQueriesContext(connection) as asked:
        assert not learn(cleo.pk, told, source=MESSAGE, now=NOW)
    assert len(asked) == 1


@pytest.mark.django_db
def test_it_stores_no_name_or_number_in_its_keys() -> None:
    two_at_one_door()
    settle()
    keys = "".join(BlockingKey.objects.values_list("key", flat=True))
    assert keys
    assert not {*keys} - {*"0123456789abcdef"}


@pytest.mark.django_db
def test_it_asks_as_many_questions_of_many_candidates_as_of_few() -> None:
    def cost(find: Callable[[], Customer]) -> int:
        with CaptureQueriesContext(connection) as asked:
            consider(find().pk, now=NOW)
        return len(asked)

    def crowd(size: int, door: int) -> Customer:
        people = [customer(f"Person{n} Rossi{n}", f"x{door}y{n}@a.example") for n in range(size)]
        for who in people:
            lives(who, f"Via Verdi {door}", "40121", "Bologna")
        settle()
        return people[0]

    few, many = crowd(3, 5), crowd(25, 77)
    assert cost(lambda: few) == cost(lambda: many)


@pytest.mark.django_db
def test_it_passes_over_a_customer_who_is_gone() -> None:
    cleo = customer("Cleo", "cleo@posta.example")
    pk = cleo.pk
    cleo.delete()
    consider(pk, now=NOW)
    assert not BlockingKey.objects.exists()
