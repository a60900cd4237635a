"""Linking customers, and taking it back."""

import random
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from sportello.core.models import Event
from sportello.customers.linking import CannotLink, link, people_of, survivor_of, together, unlink
from sportello.customers.models import Customer, CustomerLink, LinkedBy

from .world import NOW, customer


def linked(one: Customer, other: Customer) -> CustomerLink:
    return link(customer=one, into=other, way=LinkedBy.HAND, by=None, now=NOW)


@pytest.mark.django_db
def test_it_lets_whom_we_know_longer_stand_for_both_and_moves_nothing() -> None:
    cleo, late = customer("Cleo", "cleo@a.example"), customer("Cleo M", "cm@b.example", at=NOW + timedelta(days=1))
    made = linked(cleo, late)
    assert (made.customer, made.into) == (late, cleo)
    assert together(late.pk) == together(cleo.pk) == [cleo.pk, late.pk]
    assert survivor_of(late.pk) == cleo.pk
    assert late.handles.get().customer_id == late.pk
    assert Event.objects.filter(kind="customer.linked", subject_id=late.pk).count() == 1


@pytest.mark.django_db
def test_it_takes_any_link_back_in_any_order() -> None:
    people = [customer(f"P{n}", f"p{n}@a.example", at=NOW + timedelta(hours=n)) for n in range(4)]
    first = linked(people[3], people[2])
    second = linked(people[2], people[0])
    third = linked(people[1], people[3])
    assert together(people[1].pk) == [person.pk for person in people]
    unlink(link=second, by=None, now=NOW)
    assert together(people[0].pk) == [people[0].pk, people[1].pk]
    assert together(people[3].pk) == [people[2].pk, people[3].pk]
    for made in (first, third, third):
        unlink(link=made, by=None, now=NOW)
    assert all(together(person.pk) == [person.pk] for person in people)
    assert Event.objects.filter(kind="customer.unlinked").count() == 3


@pytest.mark.django_db
def test_it_refuses_two_who_are_one_already() -> None:
    cleo, other = customer("Cleo", "cleo@a.example"), customer("Cleo", "c@b.example")
    linked(cleo, other)
    with pytest.raises(CannotLink):
        linked(other, cleo)
    with pytest.raises(CannotLink):
        linked(cleo, cleo)


@pytest.mark.django_db
def test_it_stays_a_forest_whatever_is_linked_and_parted() -> None:
    people = [customer(f"P{n}", f"p{n}@a.example", at=NOW + timedelta(hours=n)) for n in range(12)]
    dice, standing = random.Random(7), dict[int, CustomerLink]()
    pairs = dict[int, set[int]]({person.pk: {person.pk} for person in people})
    for _ in range(150):
        if standing and dice.random() < 0.4:
            unlink(link=standing.pop(dice.choice(sorted(standing))), by=None, now=NOW)
        else:
            one, other = dice.sample(people, 2)
            if other.pk not in pairs[one.pk]:
                made = linked(one, other)
                standing[made.pk] = made
        pairs = _groups([person.pk for person in people], standing.values())
        for person in people:
            assert set(together(person.pk)) == pairs[person.pk]
        assert {frozenset(rows) for rows in people_of(pairs).values()} == {frozenset(rows) for rows in pairs.values()}


def _groups(ids: list[int], links: object) -> dict[int, set[int]]:
    groups = {pk: {pk} for pk in ids}
    for made in links:  # type: ignore[attr-defined]
        joined = groups[made.customer_id] | groups[made.into_id]
        for pk in joined:
            groups[pk] = joined
    return groups


@pytest.mark.django_db(transaction=True)
def test_it_makes_no_circle_of_two_agents_who_link_at_once() -> None:
    people = [customer(f"P{n}", f"p{n}@a.example", at=NOW + timedelta(hours=n)) for n in range(3)]
    barrier, refused = Barrier(3), list[str]()

    def act(one: Customer, other: Customer) -> None:
        barrier.wait(timeout=60)
        try:
            linked(one, other)
        except CannotLink as why:
            refused.append(str(why))
        finally:
            connection.close()

    threads = [Thread(target=act, args=(people[n], people[(n + 1) % 3])) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(refused) == 1
    assert len(together(people[0].pk)) == 3
    assert CustomerLink.objects.filter(undone_at=None).count() == 2


@pytest.mark.django_db
def test_it_answers_for_customers_who_do_not_exist() -> None:
    assert together(0) == []
    assert people_of([]) == {}
    assert survivor_of(7) == 7
