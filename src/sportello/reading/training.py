"""Training the model from the corpus: cross-validation for calibration, limits and figures, then the heads of all."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sportello.reading.artefact import SHIPPED, Model, save
from sportello.reading.calibrating import calibration, crossed, limits, question_tally, risk_tally, topic_tally
from sportello.reading.encoder import UNIVERSAL, Encoder
from sportello.reading.heads import Heads, Judged
from sportello.reading.labelled import corpus_messages
from sportello.reading.learning import Settings, letter_head, word_head
from sportello.reading.lessons import Lessons, lessons
from sportello.reading.scoring import calibration_error
from sportello.reading.vocabulary import TOPICS

CORPUS: Final = Path(__file__).parent / "corpus"
SEED: Final = 20_26
FOLDS: Final = 4
VOICES: Final = 3
"""Word heads of the final model; they start from different seeds and their log-odds are averaged."""


def train(
    corpus: Path = CORPUS,
    out: Path = SHIPPED,
    *,
    encoder: Encoder = UNIVERSAL,
    settings: Settings | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Train on all messages under `corpus`, write the model to `out`, answer with a report of plain values.

    Seeded: the same corpus, encoder and library versions give the same model. Takes some ten minutes on one core.
    Needs scikit-learn (an extra of the package). Raises Mislabelled for a corpus that cannot be read.
    """
    say("Encoding the corpus")
    taught = lessons(list(corpus_messages(corpus)), encoder, SEED)
    digest = corpus_digest(corpus)
    return fit(taught, out, name=f"{encoder.name}.{digest[:12]}", digest=digest, settings=settings, say=say)


def fit(
    taught: Lessons,
    out: Path,
    *,
    name: str,
    digest: str,
    settings: Settings | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Learn from lessons that are encoded already; see train."""
    chosen = settings or Settings()
    folds = folds_of(taught)
    judged = held_out(taught, folds, chosen, say)
    fitted = calibration(judged, taught.labels)
    chances = crossed(judged, taught.labels, folds)
    acting = limits(taught, judged, fitted, chances)
    say("Learning from all messages")
    heads = _heads(taught, range(len(taught.messages)), chosen, VOICES)
    save(Model(heads, fitted, acting, name, digest), out)
    count = len(TOPICS)
    return {
        "version": name,
        "messages": dict(Counter(message.language for message in taught.messages)),
        "limits": {slot: getattr(acting, slot) for slot in acting.__slots__},
        "cross_validated": {
            "topics_micro_f1": topic_tally(taught, chances, acting).f1,
            "topics_top1": float(taught.labels[np.arange(len(chances)), chances[:, :count].argmax(axis=1)].mean()),
            "questions_f1": question_tally(taught, judged, fitted, acting).f1,
            "risk_micro_f1": risk_tally(taught, chances, acting).f1,
            "calibration_error_topics": calibration_error(chances[:, :count], taught.labels[:, :count]),
            "calibration_error_first_topic": _first_error(chances[:, :count], taught.labels),
            "calibration_error_risks": calibration_error(chances[:, count:], taught.labels[:, count:]),
        },
        "bytes": out.stat().st_size,
    }


def corpus_digest(corpus: Path = CORPUS) -> str:
    """A digest of all corpus files, names and content, in order."""
    digest = hashlib.sha256()
    for file in sorted(corpus.glob("*/*.txt")):
        digest.update(f"{file.parent.name}/{file.name}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def folds_of(taught: Lessons) -> NDArray[np.int64]:
    """The fold of each message: whole corpus files stay together, and every fold has all languages."""
    files = [message.key.rsplit("/", 1)[0] for message in taught.messages]
    return np.array([int(file.rsplit("/", 1)[-1]) % FOLDS for file in files])


def held_out(taught: Lessons, folds: NDArray[np.int64], settings: Settings, say: Callable[[str], None]) -> list[Judged]:
    """Each message judged by heads that learnt from the other folds only."""
    found: dict[int, Judged] = {}
    for fold in np.unique(folds):
        say(f"Learning without fold {fold + 1} of {FOLDS}")
        heads = _heads(taught, np.flatnonzero(folds != fold).tolist(), settings, 1)
        found |= {int(at): heads.judge_narrowed(taught.inputs[at]) for at in np.flatnonzero(folds == fold)}
    return [found[at] for at in range(len(folds))]


def _heads(taught: Lessons, chosen: Sequence[int], settings: Settings, voices: int) -> Heads:
    words = tuple(word_head(taught, chosen, settings, SEED + voice) for voice in range(voices))
    return Heads(taught.centre, taught.axes, words, letter_head(taught, chosen))


def _first_error(chances: NDArray[np.float32], labels: NDArray[np.float32]) -> float:
    first = chances.argmax(axis=1)
    rows = np.arange(len(chances))
    return calibration_error(chances[rows, first], labels[rows, first])
