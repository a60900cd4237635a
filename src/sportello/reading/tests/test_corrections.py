import json
from pathlib import Path

import pytest

from sportello.reading.corrections import WEIGHT, corrections_of, merged
from sportello.reading.labelled import Labelled, Mislabelled, Wish
from sportello.reading.lessons import lessons
from sportello.reading.tests.silent import Silent
from sportello.reading.training import folds_of


def case(number: int, body: str, topics: list[str], questions: list[tuple[str, str]] | None = None) -> str:
    asked = [{"text": text, "topic": topic} for text, topic in questions or []]
    record = {"id": f"corrected-{number}", "language": "en", "channel": "email", "subject": "", "body": body}
    return json.dumps({**record, "topics": topics, "questions": asked, "risk": []})


def written(folder: Path, *lines: str) -> Path:
    file = folder / "corrections.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def plain(body: str, topic: str = "invoice") -> Labelled:
    return Labelled("en/01/1", "en", "email", "", body, frozenset({topic}), frozenset(), (Wish(0, len(body), topic),))


def test_it_takes_the_last_word_on_a_text(tmp_path: Path) -> None:
    file = written(
        tmp_path, case(1, "Send  it", ["invoice"]), case(2, "send it", ["exchange"]), case(3, "No", ["other"])
    )
    assert [message.topics for message in corrections_of(file).messages] == [{"exchange"}, {"other"}]


def test_it_lets_a_correction_replace_the_same_words_of_the_corpus_and_weigh_more(tmp_path: Path) -> None:
    learnt = corrections_of(written(tmp_path, case(1, "send it", ["exchange"], [("send it", "exchange")])))
    together = merged([plain("Send it"), plain("Where is it")], learnt.messages, folds=4)
    assert [message.body for message in together] == ["Where is it", *["send it"] * WEIGHT]


def test_it_keeps_all_copies_of_a_correction_in_one_fold(tmp_path: Path) -> None:
    lines = [case(number, f"send it {'a' * number}", ["invoice"]) for number in range(9)]
    together = merged([plain("Where is it")], corrections_of(written(tmp_path, *lines)).messages, folds=4)
    taught = lessons(together, Silent(), 1)
    folds = dict[str, set[int]]()
    for message, fold in zip(together, folds_of(taught), strict=True):
        folds.setdefault(message.body, set()).add(int(fold))
    assert all(len(each) == 1 for each in folds.values())
    assert set.union(*folds.values()) == {0, 1, 2, 3}


def test_it_learns_nothing_about_clauses_from_a_topic_without_a_place(tmp_path: Path) -> None:
    file = written(
        tmp_path, case(1, "send it, please", ["invoice"]), case(2, "hi, send", ["other"], [("send", "other")])
    )
    taught = lessons(merged([], corrections_of(file).messages, folds=4), Silent(), 1)
    assert [len(each) for each in taught.wishes] == [*[0] * WEIGHT, *[2] * WEIGHT]


def test_it_refuses_a_line_that_is_no_case(tmp_path: Path) -> None:
    with pytest.raises(Mislabelled, match=r"corrections\.jsonl:1"):
        corrections_of(written(tmp_path, "{}"))
