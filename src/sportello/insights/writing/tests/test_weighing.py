"""From what buyers ask to the gaps, in a small shop."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from sportello.accounts.testing import ben
from sportello.inbox.models import Ticket
from sportello.insights.models import AskedQuestion, ChannelWeight, Gap, QuestionGroup, Sifting
from sportello.insights.writing import settling, showing, sifting, weighing
from sportello.insights.writing.counted import basis_of
from sportello.insights.writing.covering import Answer
from sportello.insights.writing.showing import Chosen
from sportello.insights.writing.trying import Question, Try
from sportello.knowledge import testing as knowledge
from sportello.knowledge.models import Place, Search
from sportello.portal.testing import help_centre
from sportello.reading.encoder import SENTENCE_WIDTH

from . import world
from .world import DAY, NOW

pytestmark = pytest.mark.django_db

ANSWER = "Svita il paralume, tieni fermo l'anello e gira verso sinistra finché scatta; poi si sfila verso l'alto."


def sift() -> int:
    """Take in everything there is."""
    return sifting.take_in(now=NOW, encode=world.by_first_word)


def weigh(search: Try = world.nothing_found) -> list[showing.Line]:
    """Take in, weigh, and list."""
    sift()
    weighing.weigh(now=NOW, encode=world.by_first_word, search=search)
    return showing.lines(Chosen())


def plant(word: str, times: int, **given: object) -> list[int]:
    """So many tickets that ask the same; their first messages."""
    on = given.pop("on", None) or world.channel()
    return [world.asked(f"{word} come si fa {n}", on=on, **given).pk for n in range(times)]  # type: ignore[arg-type]


def test_it_finds_planted_gaps_in_their_order_and_no_others() -> None:
    shop = world.channel("shopify", "casalume.example")
    plant("montaggio", 9)
    plant("lampadina", 6)
    plant("garanzia", 5, topic="warranty", on=shop, language="de")
    for word in ("alfa", "beta", "gamma", "delta"):
        plant(word, 2)
    found = [(line.gap.topic, line.gap.audience, line.gap.language, line.value.tickets) for line in weigh()]
    assert found == [
        ("assembly", "amazon", "it", 9), ("assembly", "amazon", "it", 6), ("warranty", "shop", "de", 5),
    ]  # fmt: skip


def test_it_counts_an_issue_once_however_many_tickets_it_was() -> None:
    first, second, *_ = plant("montaggio", 5)
    threads = AskedQuestion.objects.filter(message__in=[first, second])
    sift()
    one, other = threads.order_by("message").values_list("ticket", flat=True)
    Ticket.objects.filter(pk=other).update(merged_into=one)
    assert [line.value.tickets for line in weigh()] == [4]


def test_it_takes_a_message_in_once_and_only_what_opens_a_conversation() -> None:
    messages = [world.asked("montaggio come", on=world.channel()) for _ in range(3)]
    world.wrote_again(messages[0])
    world.asked("montaggio adesso", on=world.channel(), at=NOW - timedelta(minutes=2))
    assert sift() == 3
    assert sift() == 0
    sifting.take_in(now=NOW + timedelta(hours=1), encode=world.by_first_word)
    assert AskedQuestion.objects.count() == 4
    assert QuestionGroup.objects.count() == 1


def test_it_goes_on_where_a_full_round_ended() -> None:
    plant("montaggio", 7)
    rounds = [sifting.take_in(now=NOW, most=3, encode=world.by_first_word) for _ in range(4)]
    assert rounds == [3, 3, 1, 0]
    assert AskedQuestion.objects.values("message").distinct().count() == 7


def test_it_weighs_minutes_and_readers_and_the_owners_word() -> None:
    amazon, shop = world.channel(), world.channel("shopify", "casalume.example")
    for on, minutes in ((amazon, 10), (shop, 2)):
        for _ in range(10):
            message = world.asked("montaggio come", on=on)
            world.worked_on(message, minutes=minutes, by=ben())
    edition = knowledge.published("assembling", topic="assembly", language="it")
    world.visited(edition, centre=help_centre(), solved=60, wrote=40)
    lines = weigh()
    slow, quick = (next(line for line in lines if line.gap.audience == who) for who in ("amazon", "shop"))
    assert slow.basis.minutes_of_gap.cases == 10
    assert slow.basis.minutes_of_gap.total == pytest.approx(100)
    assert slow.basis.visits_on_topic.total == 60
    assert 0.4 < slow.value.share.value < 0.6
    assert slow.value.handling.value > quick.value.handling.value
    assert slow.value.minutes > 1.3 * quick.value.minutes
    ChannelWeight.objects.create(channel=shop, weight=9, at=NOW)
    assert showing.lines(Chosen())[0].gap.audience == "shop"
    assert [line.value.tickets for line in showing.lines(Chosen(channel=amazon.pk))] == [10]
    assert showing.lines(Chosen(topic="warranty")) == []


def test_it_subtracts_what_an_edition_answers_unless_its_readers_write_all_the_same() -> None:
    plant("montaggio", 6)
    plant("lampadina", 5)
    edition = knowledge.published("bulb", topic="assembly", language="it")
    centre = help_centre()

    def search(questions: Sequence[Question], _now: datetime) -> Sequence[Sequence[Answer]]:
        return [(world.answer(edition),) if one.text.startswith("montaggio") else () for one in questions]

    world.visited(edition, centre=centre, solved=40, wrote=2)
    assert [line.value.tickets for line in weigh(search)] == [5, 6]
    covered = weigh(search)[1].basis.cover
    assert covered is not None
    assert (covered.edition, covered.answered, covered.asked, covered.readers) == (edition.pk, 3, 3, 42)
    world.visited(edition, centre=centre, solved=0, wrote=300)
    assert [line.value.tickets for line in weigh(search)] == [6, 5]


def test_it_knows_an_edition_in_another_language() -> None:
    plant("montaggio", 4)
    edition = knowledge.published("bulb", topic="assembly", language="en")

    def search(questions: Sequence[Question], _now: datetime) -> Sequence[Sequence[Answer]]:
        return [(world.answer(edition, in_other_language=True),) for _ in questions]

    (line,) = weigh(search)
    assert line.basis.cover is None
    assert line.basis.elsewhere == edition.pk
    assert line.value.uncovered == 1


def test_it_shows_answers_after_which_nobody_wrote_again() -> None:
    on = world.channel()
    good, again, young = (world.asked("montaggio come", on=on, at=NOW - days * DAY) for days in (25, 26, 5))
    answer = world.answered(good, ANSWER, by=ben())
    world.answered(again, "Non so, " + ANSWER, by=ben())
    world.wrote_again(again)
    world.answered(young, "Ecco: " + ANSWER, by=ben())
    (line,) = weigh()
    assert line.gap.answers == [answer.pk]


def test_it_hangs_a_term_that_was_searched_in_vain_on_the_gap_that_asks_the_same() -> None:
    plant("montaggio", 4)
    for text, language, times in (("montaggio", "it", 3), ("montaggio", "de", 1), ("pizza", "it", 1)):
        for _ in range(times):
            Search.objects.create(
                at=NOW - DAY, place=Place.HELP, language=language, audience="any", text=text, shown=[], none=1.0
            )
    (line,) = weigh()
    assert line.gap.terms == [["montaggio", 3]]


def test_it_forgets_gaps_that_have_no_tickets_any_more() -> None:
    plant("montaggio", 4)
    weigh()
    later = NOW + 40 * DAY
    assert weighing.weigh(now=later, encode=world.by_first_word, search=world.nothing_found) == 0
    assert Gap.objects.get().tickets == 0
    assert showing.lines(Chosen()) == []


def test_it_joins_groups_that_ask_the_same_and_carries_their_gaps_over() -> None:
    plant("montaggio", 5)
    (line,) = weigh()
    group = line.gap.group
    torn = QuestionGroup.objects.create(topic=group.topic, total=group.total, begun_at=NOW)
    AskedQuestion.objects.filter(pk__in=list(AskedQuestion.objects.values_list("pk", flat=True)[:2])).update(group=torn)
    Gap.objects.create(
        group=torn, audience="amazon", language="it", topic="assembly", days=28, tickets=2, counted=line.gap.counted,
        weighed_at=NOW,
    )  # fmt: skip
    assert settling.settle(now=NOW) == 1
    assert QuestionGroup.objects.standing().count() == 1
    assert AskedQuestion.objects.values("group").distinct().count() == 1
    assert Gap.objects.count() == 1
    assert [one.value.tickets for one in weigh()] == [5]


def test_it_forgets_vectors_and_old_questions() -> None:
    plant("montaggio", 2, at=NOW - 60 * DAY)
    sift()
    settling.forget(now=NOW)
    assert AskedQuestion.objects.filter(vector=None).count() == 2
    settling.settle(now=NOW)
    settling.forget(now=NOW + 500 * DAY)
    assert not QuestionGroup.objects.exists()
    assert Sifting.objects.get().settled_at == NOW


def test_it_reads_back_what_it_kept() -> None:
    plant("montaggio", 3)
    (line,) = weigh()
    assert basis_of(line.gap.counted) == line.basis
    assert replace(line.basis, elsewhere=7).stored()["elsewhere"] == 7
    assert len(bytes(line.gap.group.total)) == 4 * SENTENCE_WIDTH
