"""The sandbox's people: always the same, native, alike, and hard to tell apart."""

from collections import Counter, defaultdict
from itertools import combinations

import pytest

from sportello.sandbox.people.country import CODES, country
from sportello.sandbox.people.making import FIELDS, make_people
from sportello.sandbox.people.records import Record
from sportello.sandbox.people.slips import shortened, transcribed, typed
from sportello.sandbox.shop.dice import Dice

EXACT = ("email", "relay", "buyer_id")


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return list(make_people(seed=5, count=1500))


def pairs(records: list[Record], by: str) -> set[tuple[str, str]]:
    """The pairs of records that have the same value there."""
    groups = defaultdict(list)
    for record in records:
        if record[by]:
            groups[record[by]].append(record["unique_id"])
    return {pair for rows in groups.values() for pair in combinations(sorted(rows), 2)}


def test_it_makes_the_same_people_of_a_seed() -> None:
    once, again, other = (list(make_people(seed=seed, count=60)) for seed in (3, 3, 4))
    assert once == again
    assert once != other


def test_it_makes_as_many_as_are_wanted_with_every_field(records: list[Record]) -> None:
    assert len(records) == 1500
    assert [record["unique_id"] for record in records] == [str(number + 1) for number in range(1500)]
    assert all(tuple(record) == FIELDS for record in records)
    assert next(iter(make_people(seed=1, count=1)))["unique_id"] == "1"


def test_it_leaves_less_than_half_to_exact_matching(records: list[Record]) -> None:
    same = pairs(records, "cluster")
    exact = set().union(*(pairs(records, field) for field in EXACT))
    assert 0.1 < len(exact & same) / len(same) < 0.5


def test_it_holds_many_who_look_alike(records: list[Record]) -> None:
    same, grouped = pairs(records, "cluster"), pairs(records, "group")
    assert len(grouped - same) / len(grouped) > 0.05
    assert set(Counter(record["case"] for record in records)) == {
        "alone",
        "family",
        "namesake",
        "parent and child",
        "firm",
        "recycled number",
    }


def test_it_lets_strangers_share_no_mailbox_of_their_own(records: list[Record]) -> None:
    shared = pairs(records, "email") - pairs(records, "group")
    assert not shared


def test_it_knows_five_countries(records: list[Record]) -> None:
    assert {record["country"] for record in records} == {country(code).code for code in CODES}


@pytest.mark.parametrize("code", CODES)
def test_it_has_enough_of_each_country(code: str) -> None:
    where = country(code)
    assert min(len(where.women), len(where.men)) >= 30
    assert len(set(where.families)) >= 65
    assert len({city for city, _begins in where.cities}) == 20


def test_it_slips_by_one_letter_and_writes_umlauts_out() -> None:
    dice = Dice("slips")
    assert all(abs(len(typed("Marino", dice)) - 6) <= 1 for _ in range(50))
    assert typed("Al", dice) == "Al"
    assert transcribed("Jürgen Weiß") == "Juergen Weiss"
    assert shortened("Via Roma, 12") == "V. Roma, 12"
