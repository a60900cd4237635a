from pathlib import Path

from sportello.reading.evaluating import evaluate_messages
from sportello.reading.labelled import case_messages, corpus_messages
from sportello.reading.training import CORPUS

UNSEEN = Path(__file__).parent / "unseen.jsonl"
"""Messages that were written apart from the corpus, oblique and short on purpose."""

EVERY = 4
"""A share of them tells whether reading still understands; `sportello evaluate messages` measures all."""


def test_it_understands_messages_that_were_written_apart_from_its_corpus(tmp_path: Path) -> None:
    some = tmp_path / "some.jsonl"
    some.write_text("\n".join(UNSEEN.read_text(encoding="utf-8").splitlines()[::EVERY]), encoding="utf-8")
    figures = evaluate_messages(some)["figures"]
    assert figures["topics_micro_f1"] >= 0.6
    assert figures["questions_f1"] >= 0.5


def test_it_has_learnt_none_of_them() -> None:
    learnt = {message.body for message in corpus_messages(CORPUS)}
    assert not [case.key for case in case_messages(UNSEEN) if case.body in learnt]
