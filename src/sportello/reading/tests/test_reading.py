import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sportello.reading import Unread, read, read_many
from sportello.reading.features import WORDS_READ
from sportello.reading.tests.examples import RISK_EXAMPLES, TOPIC_EXAMPLES
from sportello.reading.tests.silent import Silent
from sportello.reading.vocabulary import OTHER, TOPICS


@pytest.mark.parametrize("topic", TOPIC_EXAMPLES)
def test_it_names_the_topic_of_plain_messages_in_five_languages(topic: str) -> None:
    readings = read_many(Unread(text) for text in TOPIC_EXAMPLES[topic])
    missed = [
        text
        for text, reading in zip(TOPIC_EXAMPLES[topic], readings, strict=True)
        if topic not in {found.slug for found in reading.topics}
    ]
    assert len(missed) <= 1, missed


@pytest.mark.parametrize("risk", RISK_EXAMPLES)
def test_it_smells_the_risk_of_plain_messages_in_five_languages(risk: str) -> None:
    readings = read_many(Unread(text) for text in RISK_EXAMPLES[risk])
    missed = [
        text
        for text, reading in zip(RISK_EXAMPLES[risk], readings, strict=True)
        if risk not in {found.slug for found in reading.risks}
    ]
    assert len(missed) <= 1, missed


def test_it_finds_the_question_and_its_place() -> None:
    text = "Hello, I like the lamp a lot. Could you send me the invoice?"
    [question] = read(text).questions
    assert (question.text, question.topic) == ("Could you send me the invoice?", "invoice")


def test_it_keeps_two_wishes_apart() -> None:
    reading = read("Please send me the invoice. And where is my parcel, it has not arrived yet?")
    assert [question.topic for question in reading.questions] == ["invoice", "where_is_my_order"]
    assert reading.complexity == "high"


def test_it_calls_one_plain_question_simple() -> None:
    assert read("Could you send me the invoice?").complexity == "low"


def test_it_shows_the_words_of_a_risk() -> None:
    text = "The chair is nice. My lawyer will write to you about the broken leg."
    risks = [risk for risk in read(text).risks if risk.slug == "legal"]
    assert "lawyer" in risks[0].text


def test_it_finds_no_question_in_quoted_mail() -> None:
    text = "Thank you, all is well!\n\nOn 4 Aug 2025, Shop <a@shop.example> wrote:\n> Where is the invoice?"
    assert all(question.end <= 24 for question in read(text).questions)


def test_it_reads_many_as_it_reads_one() -> None:
    texts = [examples[0] for examples in TOPIC_EXAMPLES.values()]
    together = read_many(Unread(text) for text in texts)
    assert [reading.topics[0].slug for reading in together] == [read(text).topics[0].slug for text in texts]


@pytest.mark.parametrize(
    "text",
    ["", " ", "👍", "\x00\x01\xff" * 50, "<b>hi</b>&nbsp;", "\u202e302-1234567-1234567", "где посылка?", "?" * 999],
)
def test_it_answers_odd_texts(text: str) -> None:
    reading = read(text)
    assert reading.topics[0].slug in TOPICS
    assert all(text[question.start : question.end] == question.text for question in reading.questions)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=600), st.text(max_size=80))
def test_it_answers_any_text_with_offsets_that_hold(text: str, subject: str) -> None:
    reading = read(text, subject=subject)
    assert all(text[found.start : found.end] == found.text != "" for found in reading.questions)
    assert all(text[found.start : found.end] == found.text for found in reading.risks)
    places = {"body": text, "subject": subject}
    assert all(places[found.place][found.start : found.end] == found.text for found in reading.numbers)
    assert [found.start for found in reading.questions] == sorted(found.start for found in reading.questions)
    topics = [topic.slug for topic in reading.topics]
    assert OTHER not in topics or topics == [OTHER]


@pytest.mark.parametrize("text", ["where is it? " * 80_000, "x" * 1_000_000, "\n" * 1_000_000, "> a\n" * 250_000])
def test_it_gives_the_encoder_a_bounded_part_of_a_megabyte(text: str) -> None:
    encoder = Silent()
    read(text, encoder=encoder)
    assert encoder.words <= WORDS_READ
