import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sportello.reading import read
from sportello.reading.artefact import load
from sportello.reading.corrections import WEIGHT
from sportello.reading.learning import Settings
from sportello.reading.tests.silent import Silent
from sportello.reading.training import corpus_digest, train
from sportello.reading.vocabulary import LANGUAGES, RISKS, TOPICS

QUICK = Settings(hidden=4, epochs=1)


@dataclass(frozen=True)
class Trained:
    """A model of the small corpus, with its report and what was said meanwhile."""

    path: Path
    report: dict[str, Any]
    said: list[str]


@pytest.fixture(scope="module")
def small_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four files a language; a message for every topic, with each risk now and then."""
    tmp_path = tmp_path_factory.mktemp("small")
    for place, language in enumerate(LANGUAGES):
        folder = tmp_path / "corpus" / language
        folder.mkdir(parents=True)
        for number in range(1, 5):
            messages = [
                f"=== email | | | {RISKS[(at + place) % 5] if at % 3 == 0 else ''}\n"
                f"Thanks a lot. Hello, {number} {topic.replace('_', ' ')}. {{{{{topic}:Please do the {topic[:6]}?}}}}"
                for at, topic in enumerate(TOPICS)
            ]
            (folder / f"0{number}.txt").write_text("\n".join(messages), encoding="utf-8")
    return tmp_path / "corpus"


@pytest.fixture(scope="module")
def trained(small_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """Training takes seconds, so that most tests look at one model."""
    said: list[str] = []
    path = tmp_path_factory.mktemp("trained") / "model.npz"
    report = train(small_corpus, path, encoder=Silent(), settings=QUICK, say=said.append)
    return Trained(path, report, said)


def test_it_gives_the_same_model_again(small_corpus: Path, trained: Trained, tmp_path: Path) -> None:
    second = tmp_path / "second.npz"
    assert train(small_corpus, second, encoder=Silent(), settings=QUICK) == trained.report
    networks = load(trained.path).heads.networks[0], load(second).heads.networks[0]
    assert (networks[0].from_word == networks[1].from_word).all()
    assert trained.report["version"] == f"silent.{corpus_digest(small_corpus)[:12]}"
    assert trained.report["messages"] == dict.fromkeys(LANGUAGES, 72)


def test_it_learns_what_the_letters_say(trained: Trained) -> None:
    model = load(trained.path)
    reading = read("Hello, 2 invoice. Please do the invoic?", encoder=Silent(), model=model)
    assert reading.topics[0].slug == "invoice"
    assert reading.version == model.version


def test_it_says_what_it_is_doing(trained: Trained) -> None:
    assert trained.said[0] == "Encoding the corpus"
    assert len(trained.said) == 6


def test_it_learns_from_corrections_too_and_names_them_in_the_version(small_corpus: Path, tmp_path: Path) -> None:
    case = {"id": "1", "language": "en", "channel": "email", "body": "Zorb please", "topics": ["warranty"]}
    corrections = tmp_path / "corrections.jsonl"
    corrections.write_text(json.dumps(case), encoding="utf-8")
    report = train(small_corpus, tmp_path / "m.npz", corrections=corrections, encoder=Silent(), settings=QUICK)
    assert report["messages"]["en"] == 72 + WEIGHT
    assert report["version"] == load(tmp_path / "m.npz").version != f"silent.{corpus_digest(small_corpus)[:12]}"
