"""What texts mean: measured on texts that the head did not learn from, written apart from its corpus."""

import subprocess
import sys
from pathlib import Path

from sportello.compliance.evaluating import evaluate_compliance
from sportello.compliance.judgements import Audience, Context, Kind, Severity
from sportello.compliance.lint import lint
from sportello.compliance.meaning.lessons import lessons

HELD_OUT = Path(__file__).with_name("held_out.jsonl")
FRESH = Path(__file__).with_name("fresh.jsonl")
"""150 answers as agents write them, and 121 texts that break a rule in roundabout words; none taught the head."""


def test_it_understands_texts_of_another_sitting() -> None:
    figures = evaluate_compliance(HELD_OUT)["figures"]
    assert figures["micro_precision"] >= 0.92
    assert figures["micro_recall"] >= 0.85
    assert figures["clean_left_alone"] >= 0.95


def test_it_understands_roundabout_words_and_leaves_plain_answers_alone(tmp_path: Path) -> None:
    every_fourth = FRESH.read_text(encoding="utf-8").splitlines()[1::4]
    sample = tmp_path / "fresh.jsonl"
    sample.write_text("\n".join(every_fourth), encoding="utf-8")
    figures = evaluate_compliance(sample)["figures"]
    assert figures["micro_precision"] >= 0.85
    assert figures["micro_recall"] >= 0.7
    assert figures["clean_left_alone"] >= 0.94


def test_it_asks_a_lead_where_it_is_not_certain() -> None:
    text = "Please leave us a five-star review, and we'll send you a gift card in return."
    problems = lint(text, Context(Audience.AMAZON, Kind.REPLY, "en"))
    assert "review_incentive" in {problem.slug for problem in problems}
    for problem in problems:
        if not problem.is_certain:
            assert problem.severity is not Severity.BLOCKER


def test_it_does_not_count_the_buyers_own_words() -> None:
    text = 'You wrote: "Could I get a discount code for my next order?" I am afraid the price on the page is final.'
    assert lint(text, Context(Audience.AMAZON, Kind.REPLY, "en")) == []


def test_it_teaches_from_the_same_texts_every_time() -> None:
    first, second = lessons(), lessons()
    assert first == second
    assert {lesson.language for lesson in first} == {"en", "it", "de", "fr", "es"}
    assert not set(HELD_OUT.read_text(encoding="utf-8").splitlines()) & {lesson.text for lesson in first}


def test_it_runs_without_django() -> None:
    code = "import sys, sportello.compliance.lint; sys.exit('django' in sys.modules)"
    root = Path(__file__).parents[3]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False, timeout=180).returncode == 0
