"""Titles and answers out of what was said."""

from dataclasses import replace

from sportello.insights.writing.choosing import Asked, PastAnswer, asked_in, best_answers, title_of

GOOD = PastAnswer(
    message=1, text="Unscrew the shade, hold the ring and turn it to the left until it clicks, then lift it off.",
    nearness=0.8, wrote_again=False, is_settled=True, left_open=0, missing=0,
)  # fmt: skip


def test_it_takes_the_surest_topic_that_an_article_could_answer() -> None:
    topics = [{"slug": "other", "confidence": 0.9}, {"slug": "assembly", "confidence": 0.6}]
    questions = [
        {"start": 30, "end": 44, "topic": "assembly"},
        {"start": 3, "end": 12, "topic": "assembly"},
        {"start": 50, "end": 60, "topic": "other"},
    ]
    found = asked_in(topics, questions, ["other", "assembly"])
    assert found == Asked("assembly", ((3, 12), (30, 44)))
    assert (found.start, found.end) == (3, 12)


def test_it_takes_what_an_agent_corrected() -> None:
    assert asked_in([], [], ["warranty"]) == Asked("warranty")


def test_it_takes_the_best_guess_where_reading_was_not_sure() -> None:
    assert asked_in([{"slug": "warranty", "confidence": 0.3}], [], []).topic == "warranty"
    assert asked_in([], [], []).topic == "other"


def test_it_names_an_article_by_the_words_that_most_share() -> None:
    questions = [
        "hello, how do I change the bulb of order [number]?",
        "how do I change the bulb?",
        "can I change the bulb of the lamp myself",
        "my cat broke something and what now with it",
    ]
    assert title_of(questions) == "How do I change the bulb?"


def test_it_takes_the_first_sentence_without_greeting_and_number() -> None:
    assert title_of(["3. Where is the shade kept? My daughter laughs."]) == "Where is the shade kept?"
    assert title_of(["Buongiorno, come si apre il paralume? Grazie mille"]) == "Come si apre il paralume?"


def test_it_has_no_title_without_words() -> None:
    assert title_of(["???", "ok"]) == ""


def test_it_takes_answers_after_which_nobody_wrote_again() -> None:
    again, young, short, poor, twice = (
        replace(GOOD, message=2, wrote_again=True, text="a " + GOOD.text),
        replace(GOOD, message=3, is_settled=False, text="b " + GOOD.text),
        replace(GOOD, message=4, text="It is on its way."),
        replace(GOOD, message=5, left_open=1, nearness=0.99, text="We are looking into it and will let you know soon!!!"
                " Please be patient with us meanwhile."),
        replace(GOOD, message=6, nearness=0.5),
    )  # fmt: skip
    found = best_answers([poor, again, young, short, twice, GOOD])
    assert [one.message for one in found] == [1, 5]
