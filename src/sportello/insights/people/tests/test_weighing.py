"""Agents are compared with what others do with the same mix of work."""

import random

from sportello.insights.people.weighing import Cell, fair


def cell(values: list[float]) -> Cell:
    return Cell(len(values), sum(values), sum(value * value for value in values))


def test_it_does_not_blame_who_gets_the_hard_tickets() -> None:
    dice = random.Random(7)
    cells = {}
    for agent, hard in ((1, 0.9), (2, 0.1), (3, 0.1)):
        kinds = {"low": int(400 * (1 - hard)), "high": int(400 * hard)}
        usual = {"low": 120.0, "high": 600.0}
        for kind, count in kinds.items():
            cells[agent, kind] = cell([dice.gauss(usual[kind], 30) for _ in range(count)])
    found = fair(cells)
    means = [one.mean for one in found.values() if one.mean is not None]
    assert means[0] > 2 * means[1]
    for one in found.values():
        assert one.mean is not None
        assert one.expected is not None
        assert abs(one.mean / one.expected - 1) < 0.05


def test_it_finds_who_is_slower_with_the_same_work() -> None:
    dice = random.Random(8)
    cells = {(agent, "low"): cell([dice.gauss(120, 30) for _ in range(100)]) for agent in (1, 2, 3)}
    cells[4, "low"] = cell([dice.gauss(180, 30) for _ in range(100)])
    found = fair(cells)
    assert [agent for agent, one in found.items() if one.is_more] == [4]
    assert not found[4].is_less


def test_it_promises_little_of_chance() -> None:
    wrong = 0
    for seed in range(200):
        dice = random.Random(seed)
        cells = {(agent, "low"): cell([dice.expovariate(1 / 100) for _ in range(60)]) for agent in (1, 2, 3, 4, 5)}
        one = fair(cells)[1]
        wrong += one.is_more or one.is_less
    assert wrong <= 24, "five in a hundred, and what the others' own spread adds"


def test_it_is_silent_where_there_is_nobody_to_compare_with() -> None:
    alone = fair({(1, "low"): cell([100.0] * 50)})[1]
    assert (alone.n, alone.mean, alone.expected) == (50, 100.0, None)
    few = fair({(1, "low"): cell([100.0] * 3), (2, "low"): cell([100.0] * 50)})[1]
    assert few.expected is None
    most_alone = fair({(1, "low"): cell([1.0] * 10), (1, "high"): cell([9.0] * 40), (2, "low"): cell([1.0] * 50)})[1]
    assert most_alone.expected is None
    assert not alone.is_more
    assert fair({}) == {}
