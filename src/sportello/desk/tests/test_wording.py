"""What the desk says in words: histories, events, titles, and the times on offer."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from sportello.core.models import Event
from sportello.desk import happening, snoozing
from sportello.desk.pane import first_sentence
from sportello.desk.place import Place, place_of
from sportello.desk.snoozing import When
from sportello.inbox.queue import View

ROME = ZoneInfo("Europe/Rome")
NAMES = {1: "Ada", 2: "Ben"}


@pytest.mark.parametrize(
    ("kind", "actor", "data", "said"),
    [
        ("ticket.assigned", 1, {"assignee": 2}, "Ada assigned it to Ben"),
        ("ticket.assigned", 1, {"assignee": 1}, "Ada took the ticket"),
        ("ticket.assigned", 1, {"assignee": 0}, "Ada took the assignment back"),
        ("ticket.assigned", 1, {"assignee": 9}, "Ada assigned it to somebody"),
        ("ticket.reopened", None, {}, "Reopened: the buyer wrote again"),
        ("ticket.reopened", 2, {}, "Ben reopened the ticket"),
        ("ticket.split", 2, {"ticket": 77}, "Ben gave part of it to ticket 77"),
        ("message.returned", None, {}, "Our answer came back"),
        ("something.new", 9, {}, "something.new"),
    ],
)
def test_it_tells_an_event_in_a_sentence(kind: str, actor: int | None, data: dict[str, int], said: str) -> None:
    with translation.override("en"):
        assert happening.sentence(Event(kind=kind, actor_id=actor, data=data), NAMES) == said


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Buongiorno. Il pacco è fermo a Piacenza. Grazie", "Buongiorno. Il pacco è fermo a Piacenza."),
        ("Il tubo misura 3.5 cm ma serve da 4!! Cosa faccio", "Il tubo misura 3.5 cm ma serve da 4!!"),
        ("niente punti qui", "niente punti qui"),
        ("", ""),
    ],
)
def test_it_takes_the_first_sentence_for_a_title(text: str, title: str) -> None:
    assert first_sentence(text) == title


@given(st.text(max_size=400))
def test_it_never_makes_a_title_longer_than_a_line(text: str) -> None:
    assert len(first_sentence(text)) <= 90


def test_it_offers_the_evening_only_while_it_lies_ahead() -> None:
    morning = snoozing.choices(datetime(2026, 11, 18, 10, 0, tzinfo=ROME))
    night = snoozing.choices(datetime(2026, 11, 18, 22, 0, tzinfo=ROME))
    assert [choice.when for choice in morning] == [
        When.IN_TWO_HOURS,
        When.EVENING,
        When.TOMORROW,
        When.NEXT_WEEK,
        When.IN_A_WEEK,
    ]
    assert When.EVENING not in {choice.when for choice in night}


def test_it_offers_nine_o_clock_on_the_wall_across_a_change_of_the_clocks() -> None:
    before = datetime(2026, 10, 24, 15, 0, tzinfo=ROME)  # summer time ends in the night
    tomorrow = next(choice for choice in snoozing.choices(before) if choice.when is When.TOMORROW)
    assert tomorrow.until.strftime("%Y-%m-%d %H:%M %z") == "2026-10-25 09:00 +0100"


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1)))  # noqa: DTZ001 - made aware below
def test_it_offers_only_times_ahead_in_order_and_none_twice(moment: datetime) -> None:
    now = moment.replace(tzinfo=ROME)
    times = [choice.until for choice in snoozing.choices(now)]
    assert times == sorted(times)
    assert len(set(times)) == len(times)
    assert all(time > now + timedelta(minutes=59) for time in times)


@given(st.dictionaries(st.sampled_from(["view", "channel", "tag", "q", "after", "rows"]), st.text(max_size=300)))
def test_it_makes_a_place_of_any_address(parameters: dict[str, str]) -> None:
    place = place_of(RequestFactory().get("/queue", parameters))
    assert place_of(RequestFactory().get(f"/queue?{place.string}")) == place


def test_it_writes_a_place_as_short_as_it_can() -> None:
    assert Place(view=View.MINE).string == "view=mine"
    assert Place(view=View.OWED, channel=3, tag="a b").string == "view=owed&channel=3&tag=a+b"
    assert Place(query="l'été").string == "q=l%27%C3%A9t%C3%A9"
