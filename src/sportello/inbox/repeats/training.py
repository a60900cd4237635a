"""Teaching the scorer from its corpus; needs scikit-learn (the extra `dev`). Twice the same corpus, the same scorer."""

import hashlib
import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from sportello.reading import UNIVERSAL
from sportello.reading.encoder import Encoded, Encoder, Matrix
from sportello.reading.labelled import corpus_messages

from .artefact import SHIPPED, Model, save
from .corpus import CORPUS, Case, corpus
from .evidence import evidence
from .preparing import prepared
from .tracing import Axes, pieces, unit
from .words import counts

ACTS: Final = Path(__file__).parent / "acts.toml"
READING_CORPUS: Final = Path(__file__).parents[2] / "reading" / "corpus"
SENTENCE_AXES: Final = 128
WORD_AXES: Final = 64
STRENGTH: Final = 0.03
"""How freely weights may grow; chosen on folds of whole cases."""

UNWEIGHED: Final = (
    "sentence_",
    "subject_",
    "ticket_subject",
    "old_",
    "channel_same",
    "by_",
    "length",
    "asks",
    "short",
)
"""Evidence that is left out of the weighing: in so small a corpus it tells more of how the cases were written than of
whether they are repeats."""

PRECISE: Final = 0.88
"""What the limit must reach on held-out cases before it may find more: a wrong suggestion costs more than a missed one,
and real messages are harder than the corpus. Above it a twentieth of the repeats is lost for a difference in precision
that so few cases cannot tell from chance."""

HARD: Final = "hard-"
"""How files begin whose cases are hard on purpose: a new fault of the same thing, a bare answer among tickets."""

HARD_COUNTS: Final = 0.5
"""What a hard case weighs beside an ordinary one while learning; chosen on held-out ordinary cases. They have no word
in the choice of the limit, since buyers write them far less often than the files do."""

FOLDS: Final = 8
_EVERY: Final = 3  # words looked at for the axes
_LIMITS: Final = np.arange(0.30, 0.80, 0.02)


class Remembering:
    """An encoder that keeps what it has seen, at half precision: training asks for the same sentences again."""

    name = UNIVERSAL.name

    def __init__(self) -> None:
        self._seen: dict[tuple[str, ...], Encoded] = {}

    def encode(self, texts: Sequence[Sequence[str]]) -> list[Encoded]:
        """See Encoder."""
        keys = [tuple(words) for words in texts]
        new = [key for key in dict.fromkeys(keys) if key not in self._seen]
        for key, one in zip(new, UNIVERSAL.encode(new), strict=True):
            self._seen[key] = Encoded(one.sentence.astype(np.float16), one.words.astype(np.float16))
        return [self._seen[key] for key in keys]


def train(folder: Path = CORPUS, out: Path = SHIPPED, say: Callable[[str], None] = print) -> dict[str, Any]:
    """Teach a scorer, write it, and report what it reaches on held-out cases of its own corpus.

    Raises Mislabelled for a faulty corpus, ModuleNotFoundError without scikit-learn.
    """
    cases = corpus(folder)
    encoder = Remembering()
    say(f"{len(cases)} cases: axes")
    axes = _axes(cases, encoder)
    acts = {name: _examples(texts, axes, encoder) for name, texts in tomllib.loads(ACTS.read_text("utf-8")).items()}
    say("evidence")
    names, table, right, owner = _table(cases, axes, acts, encoder)
    say("weights")
    counts_for = np.array([HARD_COUNTS if is_hard(cases[place]) else 1.0 for place in owner])
    limit, figures = _limit(cases, table, right, owner, counts_for)
    centre, spread = table.mean(0), np.maximum(table.std(0), 1e-3)
    weights, bias = _weights((table - centre) / spread, right, counts_for)
    save(Model(axes, acts, names, centre, spread, weights, bias, limit, _version(folder, names)), out)
    return {"cases": len(cases), "pairs": len(right), "limit": limit, "held_out": figures}


def is_hard(case: Case) -> bool:
    """Whether a case was written to be hard."""
    return case.key.startswith(HARD)


def _version(folder: Path, names: Sequence[str]) -> str:
    digest = hashlib.sha256("\n".join(names).encode())
    for file in [ACTS, *sorted(folder.glob("*.txt"))]:
        digest.update(file.read_bytes())
    return f"repeats-1.{digest.hexdigest()[:12]}"


def _axes(cases: Sequence[Case], encoder: Encoder) -> Axes:
    texts = [text for case in cases for text in _all_texts(case)]
    encoded = encoder.encode([piece.split() for text in texts for piece in pieces(text) if piece.split()])
    sentences = np.array([one.sentence for one in encoded], np.float32)
    words = np.vstack([one.words[::_EVERY] for one in encoded]).astype(np.float32)
    read = [f"{message.subject} {message.body}" for message in corpus_messages(READING_CORPUS)]
    return Axes(*_principal(sentences, SENTENCE_AXES), *_principal(words, WORD_AXES), counts([*read, *texts]))


def _all_texts(case: Case) -> Iterator[str]:
    yield case.text
    for told in case.tickets:
        yield from (said.text for said in told.said)


def _principal(rows: Matrix, wanted: int) -> tuple[Matrix, Matrix]:
    centre = rows.mean(0)
    _values, vectors = np.linalg.eigh((rows - centre).T @ (rows - centre))
    return centre, np.ascontiguousarray(vectors[:, ::-1][:, :wanted])


def _examples(texts: Sequence[str], axes: Axes, encoder: Encoder) -> Matrix:
    rows = np.array([one.sentence for one in encoder.encode([text.split() for text in texts])], np.float32)
    return unit((rows - axes.sentence_centre) @ axes.sentences)


def _table(
    cases: Sequence[Case], axes: Axes, acts: dict[str, Matrix], encoder: Encoder
) -> tuple[tuple[str, ...], Matrix, Matrix, Matrix]:
    rows: list[dict[str, float]] = []
    right: list[bool] = []
    owner: list[int] = []
    for place, (case, fresh, known) in enumerate(prepared(cases, axes, encoder)):
        rows += evidence(fresh, known, acts)
        right += [told.name == case.answer for told in case.tickets]
        owner += [place] * len(known)
    names = tuple(sorted(name for name in rows[0] if not name.startswith(UNWEIGHED)))
    table = np.array([[row[name] for name in names] for row in rows], np.float32)
    return names, table, np.array(right), np.array(owner)


def _weights(table: Matrix, right: Matrix, counts_for: Matrix) -> tuple[Matrix, float]:
    from sklearn.linear_model import LogisticRegression

    learnt = LogisticRegression(C=STRENGTH, max_iter=4000).fit(table, right, sample_weight=counts_for)
    return np.asarray(learnt.coef_[0], np.float32), float(learnt.intercept_[0])


def _limit(
    cases: Sequence[Case], table: Matrix, right: Matrix, owner: Matrix, counts_for: Matrix
) -> tuple[float, dict[str, float]]:
    """The limit that serves best, being precise, on ordinary cases that the weights had not seen, with the figures."""
    odds = np.zeros(len(right))
    for fold in range(FOLDS):
        held = owner % FOLDS == fold
        centre, spread = table[~held].mean(0), np.maximum(table[~held].std(0), 1e-3)
        weights, bias = _weights((table[~held] - centre) / spread, right[~held], counts_for[~held])
        odds[held] = (table[held] - centre) / spread @ weights + bias
    chances = 1 / (1 + np.exp(-odds))
    tried = [(_figures(cases, chances, right, owner, limit), float(limit)) for limit in _LIMITS]
    precise = [pair for pair in tried if pair[0]["precision"] >= PRECISE]
    figures, limit = max(precise or tried, key=lambda pair: pair[0]["f1"])
    return round(limit, 2), figures


def _figures(cases: Sequence[Case], chances: Matrix, right: Matrix, owner: Matrix, limit: float) -> dict[str, float]:
    hits = said = 0
    ordinary = [place for place, case in enumerate(cases) if not is_hard(case)]
    for place in ordinary:
        mine = np.flatnonzero(owner == place)
        best = mine[chances[mine].argmax()]
        said += bool(chances[best] >= limit)
        hits += bool(chances[best] >= limit and right[best])
    wanted = sum(bool(cases[place].answer) for place in ordinary)
    figures = {"precision": hits / max(1, said), "recall": hits / wanted, "f1": 2 * hits / (said + wanted)}
    return {name: round(float(value), 4) for name, value in figures.items()}
