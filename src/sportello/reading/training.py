"""Training the model from the corpus: cross-validation for calibration, limits and figures, then the heads of all."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sportello.reading.artefact import SHIPPED, Limits, Model, save
from sportello.reading.calibrating import calibration, crossed, limits, question_tally, risk_tally, topic_tally
from sportello.reading.corrections import corrections_of, merged
from sportello.reading.deciding import Odds
from sportello.reading.encoder import UNIVERSAL, Encoder
from sportello.reading.heads import Heads, Judged, judge
from sportello.reading.labelled import corpus_messages
from sportello.reading.learning import Settings, bag_heads, network
from sportello.reading.lessons import Lessons, lessons
from sportello.reading.scoring import calibration_error
from sportello.reading.vocabulary import TOPICS

CORPUS: Final = Path(__file__).parent / "corpus"
SEED: Final = 20_26
FOLDS: Final = 4
VOICES: Final = 2
"""Networks of the final model; they start from different seeds and their log-odds are averaged."""


def train(
    corpus: Path = CORPUS,
    out: Path = SHIPPED,
    *,
    corrections: Path | None = None,
    encoder: Encoder = UNIVERSAL,
    settings: Settings | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Train on all messages under `corpus`, write the model to `out`, answer with a report of plain values.

    `corrections` is a file of cases that weigh more than the corpus (see corrections); the model's version names both.
    Seeded: the same corpus, encoder and library versions give the same model. Takes some ten minutes on one core.
    Needs scikit-learn (an extra of the package). Raises Mislabelled for a corpus that cannot be read.
    """
    say("Encoding the corpus")
    messages, digest = list(corpus_messages(corpus)), corpus_digest(corpus)
    if corrections is not None:
        learnt = corrections_of(corrections)
        messages = merged(messages, learnt.messages, folds=FOLDS)
        digest = hashlib.sha256(f"{digest}{learnt.digest}".encode()).hexdigest()
    taught = lessons(messages, encoder, SEED)
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
    judged = held_out(taught, folds_of(taught), chosen, say)
    return finish(taught, judged, out, name=name, digest=digest, settings=chosen, say=say)


def finish(
    taught: Lessons,
    judged: Sequence[Judged],
    out: Path,
    *,
    name: str,
    digest: str,
    settings: Settings,
    say: Callable[[str], None],
) -> dict[str, Any]:
    """Calibrate on what the held-out messages gave, then learn from all messages; see train."""
    fitted = calibration(taught, judged, range(len(judged)))
    chances = crossed(taught, judged, folds_of(taught))
    acting = limits(taught, chances)
    say("Learning from all messages")
    heads = _heads(taught, range(len(taught.messages)), settings, VOICES)
    save(Model(heads, fitted, acting, name, digest), out)
    return {
        "version": name,
        "messages": dict(Counter(message.language for message in taught.messages)),
        "limits": asdict(acting),
        "cross_validated": figures(taught, chances, acting),
        "bytes": out.stat().st_size,
    }


def figures(taught: Lessons, chances: Sequence[Odds], acting: Limits) -> dict[str, float]:
    """What held-out messages say of the model; limits were chosen on the same messages, heads and calibration not."""
    topics, risks = np.array([each.topics for each in chances]), np.array([each.risks for each in chances])
    count, first = len(TOPICS), topics.argmax(axis=1)
    right = taught.labels[np.arange(len(topics)), first]
    plain = {
        "topics_micro_f1": topic_tally(taught, chances, acting).f1,
        "topics_top1": float(right.mean()),
        "questions_f1": question_tally(taught, chances, acting).f1,
        "risk_micro_f1": risk_tally(taught, chances, acting).f1,
        "calibration_error_first_topic": calibration_error(np.array([each.first for each in chances]), right),
        "calibration_error_topics": calibration_error(topics.ravel(), taught.labels[:, :count].ravel()),
        "calibration_error_risks": calibration_error(risks.ravel(), taught.labels[:, count:].ravel()),
    }
    return {name: round(value, 4) for name, value in plain.items()}


def corpus_digest(corpus: Path = CORPUS) -> str:
    """A digest of all corpus files, names and content, in order."""
    digest = hashlib.sha256()
    for file in sorted(corpus.glob("*/*.txt")):
        digest.update(f"{file.parent.name}/{file.name}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def folds_of(taught: Lessons) -> NDArray[np.int64]:
    """The fold of each message: whole corpus files stay together, and every fold has all languages."""
    return np.array([int(message.key.split("/")[1]) % FOLDS for message in taught.messages])


def held_out(taught: Lessons, folds: NDArray[np.int64], settings: Settings, say: Callable[[str], None]) -> list[Judged]:
    """Each message judged by heads that learnt from the other folds only."""
    found: dict[int, Judged] = {}
    for fold in np.unique(folds):
        say(f"Learning without fold {fold + 1} of {FOLDS}")
        heads = _heads(taught, np.flatnonzero(folds != fold).tolist(), settings, 1)
        left = np.flatnonzero(folds == fold).tolist()
        found |= dict(zip(left, judge(heads, [taught.inputs[at] for at in left]), strict=True))
    return [found[at] for at in range(len(folds))]


def _heads(taught: Lessons, chosen: Sequence[int], settings: Settings, voices: int) -> Heads:
    networks = tuple(network(taught, chosen, settings, SEED + voice) for voice in range(voices))
    return bag_heads(taught, chosen, networks)
