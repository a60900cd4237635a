"""Rules share tickets out fairly, to those who are there and can take one more."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sportello.inbox.sharing import Case, Desk, Held, Rule, share, to_return

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def case(ticket: int, *, language: str = "it", channel: int = 1, topics: str = "", at_risk: bool = False) -> Case:
    return Case(ticket, language, channel, frozenset(topics.split()), at_risk=at_risk)


def given_to(cases: list[Case], *rules: Rule, desk: Desk) -> list[int]:
    return [one.agent for one in share(cases, rules=rules, desk=desk, now=NOW)]


def test_it_gives_everybody_their_turn() -> None:
    desk = Desk(frozenset({1, 2, 3}), turns={(7, 1): NOW - HOUR, (7, 3): NOW - 2 * HOUR})
    assert given_to([case(n) for n in range(7)], Rule(7), desk=desk) == [2, 3, 1, 2, 3, 1, 2]


def test_it_gives_to_whoever_holds_the_fewest() -> None:
    desk = Desk(frozenset({1, 2}), load={1: 3, 2: 1})
    assert given_to([case(n) for n in range(4)], Rule(7, by_load=True), desk=desk) == [2, 2, 1, 2]


def test_it_gives_nobody_more_than_the_rule_lets_them_hold() -> None:
    desk = Desk(frozenset({1, 2}), load={1: 4})
    assert given_to([case(n) for n in range(9)], Rule(7, most=5), desk=desk) == [1, 2, 2, 2, 2, 2]


def test_it_takes_the_first_rule_that_fits_and_has_somebody_present() -> None:
    rules = (
        Rule(1, languages=frozenset({"de"}), agents=frozenset({9})),
        Rule(2, topics=frozenset({"invoice"}), agents=frozenset({3})),
        Rule(3, channels=frozenset({5}), agents=frozenset({4})),
        Rule(4, only_at_risk=True, agents=frozenset({5})),
    )
    cases = [
        case(1, language="de", topics="invoice"),
        case(2, channel=5, at_risk=True),
        case(3, at_risk=True),
        case(4),
    ]
    found = share(cases, rules=rules, desk=Desk(frozenset({3, 4, 5})), now=NOW)
    assert [(one.ticket, one.rule, one.agent) for one in found] == [(1, 2, 3), (2, 3, 4), (3, 4, 5)]


@given(
    present=st.frozensets(st.integers(1, 5), min_size=1),
    count=st.integers(0, 30),
    most=st.integers(1, 6) | st.none(),
    by_load=st.booleans(),
)
def test_it_shares_evenly_whatever_there_is(
    present: frozenset[int], count: int, most: int | None, by_load: bool
) -> None:
    found = given_to([case(n) for n in range(count)], Rule(1, most=most, by_load=by_load), desk=Desk(present))
    assert len(found) == (count if most is None else min(count, most * len(present)))
    each = [found.count(agent) for agent in present]
    assert max(each) - min(each) <= 1


def test_it_takes_back_what_is_due_before_its_agent_is_there_again() -> None:
    hours = {NOW + step * HOUR: ({2} if step >= 3 else {1}) for step in range(10)}
    held = [
        Held(10, agent=1, due_at=NOW - HOUR),
        Held(11, agent=2, due_at=NOW + 2 * HOUR),
        Held(12, agent=2, due_at=NOW + 5 * HOUR),
        Held(13, agent=3, due_at=NOW + 5 * HOUR),
    ]
    assert [one.ticket for one in to_return(held, able={1, 2, 3}, hours=hours)] == [11, 13]


def test_it_takes_nothing_back_without_a_rota_but_from_those_who_are_gone() -> None:
    held = [Held(10, agent=1, due_at=NOW), Held(11, agent=2, due_at=NOW)]
    assert [one.ticket for one in to_return(held, able={1}, hours=None)] == [11]
