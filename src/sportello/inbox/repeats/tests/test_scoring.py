"""The judgement itself, on small cases of its own, and what it must do with any text."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sportello.inbox.repeats.artefact import load
from sportello.inbox.repeats.cases import Fresh, Known, Said, Status
from sportello.inbox.repeats.corpus import Mislabelled, corpus
from sportello.inbox.repeats.keeping import packed, unpacked
from sportello.inbox.repeats.scoring import Reason, score
from sportello.inbox.repeats.tracing import Text, trace_many
from sportello.inbox.repeats.words import numbers, stems

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def fresh(text: str, subject: str = "", orders: frozenset[str] = frozenset()) -> Fresh:
    body, head = trace_many([Text(text, subject), Text(subject)], load().axes)
    return Fresh(NOW, "email", head, body, orders)


def known(key: int, subject: str, *texts: str, orders: frozenset[str] = frozenset()) -> Known:
    """A ticket whose messages are the buyer's and ours in turn."""
    head, *said = trace_many([Text(subject), *(Text(text, "") for text in texts)], load().axes)
    spoken = tuple(Said(NOW - 3 * DAY, place % 2 == 0, trace) for place, trace in enumerate(said))
    return Known(key, Status.OPEN, "amazon", head, orders, spoken)


@cache
def lamp() -> Known:
    return known(7, "Lamp in pieces", "The glass of my lamp arrived in pieces. I need another one.", "We will look.")


@cache
def chair() -> Known:
    return known(9, "Invoice for the chair", "Please send me the invoice for my chair.", "It is attached.")


def test_it_names_the_ticket_that_the_message_is_about() -> None:
    found = score(fresh("I'm still waiting for the glass of my lamp that came in pieces."), [chair(), lamp()])
    assert [(one.key, one.named) for one in found] == [(7, True), (9, False)]


def test_it_names_it_across_languages() -> None:
    found = score(
        fresh("Ich warte noch immer auf das neue Glas für meine Lampe, es kam zerbrochen an."), [chair(), lamp()]
    )
    assert found[0].key == 7
    assert found[0].value > 2 * found[1].value


def test_it_says_which_order_both_name() -> None:
    ordered = replace(lamp(), orders=frozenset({"1042"}))
    found = score(fresh("Any news about #1042? The glass of the lamp!", orders=frozenset({"1042"})), [ordered])
    assert Reason("order", "1042") in found[0].reasons
    assert Reason("days", 3) in found[0].reasons


def test_it_says_nothing_about_no_tickets() -> None:
    assert score(fresh("Hello?"), []) == []


def test_it_judges_the_same_whatever_the_order_of_the_tickets() -> None:
    message = fresh("The invoice for the chair has no tax on it.")
    assert score(message, [chair(), lamp()]) == score(message, [lamp(), chair()])


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=300), st.text(max_size=40))
def test_it_answers_any_text(text: str, subject: str) -> None:
    found = score(fresh(text, subject), [lamp(), chair()])
    assert all(0 <= one.value <= 1 for one in found)
    assert sum(one.named for one in found) <= 1


def test_it_keeps_a_trace_as_it_was_but_for_rounding() -> None:
    axes = load().axes
    trace = trace_many([Text("The glass of my lamp arrived in pieces. I need another one.")], axes)[0]
    kept = unpacked(packed(trace), trace.text, axes)
    assert kept.stems == trace.stems
    assert abs(kept.sentences - trace.sentences).max() < 0.001
    assert abs(kept.words - trace.words).max() < 0.001


def test_it_reads_words_and_numbers_without_accents_and_points() -> None:
    assert stems("Où est la Lámpara?") == {"est", "lampa"}
    assert numbers("22,50 EUR, model 735, 1 piece") == {"2250", "735"}


def test_it_has_a_corpus_of_five_languages_with_as_many_repeats_as_others() -> None:
    cases = corpus()
    assert {case.language for case in cases} == {"en", "it", "de", "fr", "es"}
    assert 0.4 < sum(bool(case.answer) for case in cases) / len(cases) < 0.6


@pytest.mark.parametrize(
    "text", ["# en T2\nT1 open email - | A\nb0 Hi\n>1 email | b | c", "b0 Hi", "# en -\n>1 email | b | c"]
)
def test_it_refuses_a_corpus_that_is_not_one(tmp_path: object, text: str) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "en.txt").write_text(text, "utf-8")
    with pytest.raises(Mislabelled):
        corpus(folder)
