"""What counts as an answer, in all five languages, and what the model's file holds."""

import time

import pytest

from sportello.reading import embed
from sportello.replies.review.artefact import load
from sportello.replies.review.cases import Matter, Question
from sportello.replies.review.corpus import CORPUS, Mislabelled, corpus
from sportello.replies.review.judging import review
from sportello.replies.review.training import _version

WHERE = Question("When will my parcel arrive?", "where_is_my_order", "en")
WASH = Question("And can the cover be washed?", "product_question", "en")


def judged(reply: str, *questions: Question, language: str = "en") -> list[bool]:
    """Which of the questions a reply answers."""
    return [one.answered for one in review(Matter(questions, (reply,) if reply else (), language)).verdicts]


def test_it_finds_the_question_that_was_passed_over() -> None:
    assert judged("Hello, it is on the van and arrives on Thursday. Kind regards, Ada", WHERE, WASH) == [True, False]
    assert judged("It arrives on Thursday. The cover can be washed at 30 degrees.", WHERE, WASH) == [True, True]


@pytest.mark.parametrize(
    ("language", "question", "reply"),
    [
        ("en", "When will my refund arrive?", "We are so sorry for the trouble and thank you for your patience."),
        ("it", "Quando arriva il rimborso?", "Ci scusiamo davvero per il disagio e la ringraziamo."),
        ("de", "Wann kommt meine Erstattung?", "Wir bitten vielmals um Entschuldigung für die Umstände."),
        ("fr", "Quand serai-je remboursée ?", "Nous vous prions d'accepter nos excuses les plus sincères."),
        ("es", "¿Cuándo me devuelven el dinero?", "Lamentamos muchísimo las molestias, gracias por su paciencia."),
    ],
)
def test_it_takes_no_apology_for_an_answer(language: str, question: str, reply: str) -> None:
    assert judged(reply, Question(question, "refund_status", language), language=language) == [False]


@pytest.mark.parametrize(
    ("language", "question", "reply"),
    [
        ("en", "Is the repair free?", "I'll ask our workshop and come back to you tomorrow."),
        ("it", "La riparazione è gratuita?", "Chiedo in officina e le faccio sapere domani."),
        ("de", "Ist die Reparatur kostenlos?", "Ich frage in der Werkstatt nach und melde mich morgen wieder."),
        ("fr", "La réparation est-elle gratuite ?", "Je demande à l'atelier et je reviens vers vous demain."),
        ("es", "¿La reparación es gratis?", "Lo pregunto en el taller y mañana le digo algo."),
    ],
)
def test_it_takes_no_promise_to_come_back_for_an_answer(language: str, question: str, reply: str) -> None:
    found = review(Matter((Question(question, "warranty", language),), (reply,), language))
    assert not found.verdicts[0].answered


@pytest.mark.parametrize(
    ("language", "question", "reply"),
    [
        ("en", "Is the battery covered by the warranty?", "No, the warranty does not cover batteries."),
        ("it", "La batteria è coperta dalla garanzia?", "No, la garanzia non copre le batterie."),
        ("de", "Ist der Akku von der Garantie gedeckt?", "Nein, Akkus deckt die Garantie nicht ab."),
        ("fr", "La batterie est-elle couverte par la garantie ?", "Non, la garantie ne couvre pas les batteries."),
        ("es", "¿La garantía cubre la batería?", "No, la garantía no cubre las baterías."),
    ],
)
def test_it_takes_a_clear_no_for_an_answer(language: str, question: str, reply: str) -> None:
    found = review(Matter((Question(question, "warranty", language),), (reply,), language))
    assert found.verdicts[0].answered


def test_it_shows_the_words_that_answer() -> None:
    reply = "Dear Cleo,\n\nthank you for writing. It arrives on Thursday by DHL.\n\nAda"
    words = review(Matter((WHERE,), (reply,), "en")).verdicts[0].words
    assert words is not None
    assert reply[words.start : words.end] == words.text
    assert "Thursday" in words.text


def test_it_finds_nothing_answered_without_a_reply() -> None:
    assert judged("", WHERE, WASH) == [False, False]
    assert review(Matter((), ("Hello",), "en")).complete


def test_it_names_missing_data_beside_the_questions() -> None:
    facts = {"tracking_number": "H00HYA0032817745"}
    found = review(Matter((WHERE,), ("It arrives on Thursday with H00HYA0023817745.",), "en", facts))
    assert found.missing == ("tracking_number",)
    assert not found.complete


def test_it_judges_within_the_time_of_a_keystroke_of_cpu() -> None:
    reply = "It arrives on Thursday by DHL, the number is 12. " * 10
    matter = Matter((WHERE, WASH), (reply,), "en")
    review(matter)  # the model and the encoder are loaded at first use
    began = time.process_time()
    review(matter)
    assert time.process_time() - began < 1  # a guard against a slip of orders of magnitude, not a measurement


def test_it_ships_the_model_of_its_corpus() -> None:
    assert load().version == _version(CORPUS)


def test_it_names_the_place_of_a_faulty_case(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "en.txt").write_text("==\n? other | Who?\n3 Nobody.\n", "utf-8")
    with pytest.raises(Mislabelled, match=r"en\.txt"):
        corpus(folder)


def test_it_uses_the_encoder_of_reading() -> None:
    assert embed(["a word"]).shape[1] == load().axes.sentence_centre.shape[0]
