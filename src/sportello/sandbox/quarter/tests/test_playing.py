import json
from datetime import UTC, date, datetime
from functools import cache
from itertools import pairwise

from sportello.reading.vocabulary import CATEGORIES as READ_CATEGORIES
from sportello.sandbox.quarter import catalogue, planted
from sportello.sandbox.quarter.clock import HOUR, Office, quarter
from sportello.sandbox.quarter.playing import Played, play
from sportello.sandbox.quarter.truth.telling import as_document, truth_of
from sportello.sandbox.quarter.wording import grammar

ENDS = datetime(2026, 11, 20, 18, tzinfo=UTC)


@cache
def played() -> Played:
    return play(tickets=900, seed=7, ends=ENDS)


def test_it_plays_the_same_quarter_for_the_same_seed() -> None:
    one, other, another = (play(tickets=60, seed=seed, ends=ENDS) for seed in (3, 3, 4))
    told = [[(message.at, message.text) for message in game.past.messages] for game in (one, other, another)]
    assert told[0] == told[1] != told[2]


def test_it_tells_what_happened_in_the_order_in_which_it_did() -> None:
    moments = [happening.at for happening in played().past.happened]
    assert moments == sorted(moments)
    assert played().time.begins <= moments[0]
    assert moments[-1] < played().time.ends


def test_it_owes_one_answer_at_a_time_and_ends_each_by_name() -> None:
    for thread in played().past.threads:
        owed = [one for one in played().past.owed if one.thread is thread]
        assert all(first.ended is not None and first.ended <= second.opened for first, second in pairwise(owed))
        assert all(bool(one.how) == (one.ended is not None) for one in owed)


def test_it_lets_nobody_be_in_two_places() -> None:
    by_agent: dict[int, list[tuple[int, int]]] = {}
    for stretch in played().past.stretches:
        by_agent.setdefault(stretch.by.place, []).append((stretch.since, stretch.until))
    assert all(one[1] <= other[0] for spans in by_agent.values() for one, other in pairwise(sorted(spans)))


def test_it_makes_terse_agents_be_asked_again() -> None:
    answers = [message for message in played().past.messages if message.by and message.kind == "answer"]
    about_money = [
        one for one in answers if "refund_date" in one.missing or "refund" in str(one.macro and one.macro.topic)
    ]
    lacking = {
        terse: [bool(one.missing) for one in about_money if one.by and one.by.terse is terse] for terse in (True, False)
    }
    shares = {terse: sum(found) / len(found) for terse, found in lacking.items()}
    assert shares[True] > 0.6
    assert shares[False] < 0.3


def test_it_says_every_topic_in_every_language() -> None:
    assert dict(READ_CATEGORIES) == catalogue.CATEGORIES
    for language in catalogue.LANGUAGES:
        said = grammar(language)
        assert set(said["asks"]) == set(catalogue.TOPICS)
        assert {spike.words for spike in planted.SPIKES if spike.words} <= set(said["special"])
        assert said.keys() == grammar("en").keys()
        assert all(said[part].keys() == grammar("en")[part].keys() for part in ("again", "answers", "special"))


def test_it_counts_opening_hours_over_the_change_of_clocks() -> None:
    time = quarter(ends=ENDS, months=3)
    office = Office(time.first, date(2026, 12, 20))
    friday = int(datetime(2026, 10, 23, 15, 0, tzinfo=UTC).timestamp())
    monday = int(datetime(2026, 10, 26, 9, 0, tzinfo=UTC).timestamp())
    assert office.worked(friday, monday) == 2 * HOUR
    assert office.after(friday, 2 * HOUR) == monday


def test_it_counts_what_it_planted() -> None:
    truth = truth_of(played())
    for found in truth.planted.causes[:2] + truth.planted.causes[3:4]:
        assert found.with_it.part * found.without.whole > 2 * found.without.part * found.with_it.whole, found.cause.what
    issues = truth.figures.whole("issues", since=played().time.first, until=played().time.days[-1])
    tickets = truth.figures.whole("tickets", since=played().time.first, until=played().time.days[-1])
    assert (tickets.n, issues.n) == (len(played().past.tickets), len(played().past.tickets) - len(played().past.merges))


def test_it_writes_the_truth_as_json() -> None:
    game = play(tickets=40, seed=3, ends=ENDS, months=1)
    document = json.loads(json.dumps(as_document(game, truth_of(game))))
    assert document["planted"]["causes"][0]["keys"] == ["3", "5"]
    told = [figure for figure in document["figures"] if (figure[0], figure[3]) == ("tickets", "")]
    assert sum(n for _measure, _day, _channel, _by, _key, n, _total in told) == len(game.past.tickets)
