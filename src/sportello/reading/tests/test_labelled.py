import json
from pathlib import Path

import pytest

from sportello.reading.labelled import Mislabelled, Wish, case_messages, corpus_messages
from sportello.reading.training import CORPUS
from sportello.reading.vocabulary import CATEGORIES, TOPICS, category_of


def written(folder: Path, text: str) -> Path:
    (folder / "en").mkdir()
    (folder / "en" / "01.txt").write_text(text, encoding="utf-8")
    return folder


def test_it_reads_marks_and_takes_them_out(tmp_path: Path) -> None:
    folder = written(tmp_path, "=== amazon | Late | damaged_or_defective | legal\nHi. {{invoice:Send a bill}}, now.\n")
    [message] = corpus_messages(folder)
    assert message.body == "Hi. Send a bill, now."
    assert message.wishes == (Wish(4, 15, "invoice"),)
    assert message.topics == {"invoice", "damaged_or_defective"}
    assert message.risks == {"legal"}


def test_it_calls_a_message_without_labels_other(tmp_path: Path) -> None:
    [message] = corpus_messages(written(tmp_path, "=== email | | |\nThanks a lot!\n"))
    assert message.topics == {"other"}


@pytest.mark.parametrize(
    "header", ["=== amazon | | nonsense |", "=== amazon | |", "=== fax | | |", "=== amazon | | | nonsense"]
)
def test_it_refuses_words_it_does_not_know(tmp_path: Path, header: str) -> None:
    with pytest.raises(Mislabelled):
        list(corpus_messages(written(tmp_path, f"{header}\nHi\n")))


def test_it_names_the_line_of_a_bad_case(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(json.dumps({"id": "1"}) + "\n", encoding="utf-8")
    with pytest.raises(Mislabelled, match=r"cases\.jsonl:1"):
        list(case_messages(file))


def test_it_has_a_corpus_that_says_only_known_words_in_five_languages() -> None:
    messages = list(corpus_messages(CORPUS))
    assert {message.language for message in messages} == {"en", "it", "de", "fr", "es"}
    assert {topic for message in messages for topic in message.topics} == set(TOPICS)


def test_it_sorts_every_topic_into_one_category() -> None:
    assert len(TOPICS) == len(set(TOPICS)) == 18
    assert all(topic in CATEGORIES[category_of(topic)] for topic in TOPICS)
