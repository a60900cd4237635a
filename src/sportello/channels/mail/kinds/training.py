"""Trains the scorers from the corpora: `python -m sportello.channels.mail.kinds.training`. Needs scikit-learn.

The same corpus always gives the same scorer: mails are recombined with a fixed seed, and the solver is deterministic.
"""

import hashlib
import random
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .features import SIZE, features

CORPUS = Path(__file__).parent / "corpus"
MODELS = Path(__file__).parent / "models"
RECIPE = 1
COPIES = 8

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\s])")


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled mail of the corpus."""

    label: str
    language: str
    subject: str
    body: str


def read_corpus(name: str, folder: Path = CORPUS) -> list[Example]:
    """The mails of `people.<language>.txt` (label | subject | body) or `notices.txt` (label | language | "
    "subject | body)."""
    found: list[Example] = []
    for path in sorted(folder.glob(f"{name}*.txt")):
        language = path.name.split(".")[1] if path.name.count(".") == 2 else ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.strip():
                continue
            label, *rest = (part.strip() for part in line.split("|", 3 if not language else 2))
            found.append(Example(label, language or rest[0], rest[-2], rest[-1]))
    return found


def recombined(examples: list[Example], copies: int, seed: int = 7) -> list[Example]:
    """The examples, and for each of them `copies` new ones with sentences of its own and of its label and language.

    So that the scorer learns what single sentences tell, not which ones stood together.
    """
    chance = random.Random(seed)  # noqa: S311 (repeatable on purpose)
    pools: dict[tuple[str, str], list[str]] = {}
    for example in examples:
        pools.setdefault((example.label, example.language), []).extend(_SENTENCE.split(example.body))
    out = list(examples)
    for example in examples:
        pool, own = pools[example.label, example.language], _SENTENCE.split(example.body)
        for _ in range(copies):
            kept = chance.sample(own, k=chance.randint(1, len(own)))
            body = " ".join(kept + chance.sample(pool, k=min(len(pool), chance.randint(0, 2))))
            subject = example.subject if chance.random() < 0.5 else ""
            out.append(Example(example.label, example.language, subject, body))
    return out


def matrix(examples: list[Example]) -> NDArray[np.float32]:
    """One row of features for each example."""
    rows = np.zeros((len(examples), SIZE), dtype=np.float32)
    for row, example in zip(rows, examples, strict=True):
        places, values = features(example.subject, example.body)
        row[places] = values
    return rows


def fit(examples: list[Example], strength: float = 20.0) -> tuple[list[str], NDArray[np.float64], NDArray[np.float64]]:
    """Labels, weights and biases of a multinomial logistic regression over balanced labels."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=strength, class_weight="balanced", max_iter=500, tol=1e-5)
    model.fit(csr_matrix(matrix(examples)), [example.label for example in examples])
    return [str(label) for label in model.classes_], model.coef_, model.intercept_


def version_of(examples: list[Example]) -> str:
    """What names a scorer: the recipe, and a digest of all that it was trained from."""
    digest = hashlib.sha256("\n".join(repr(example) for example in examples).encode()).hexdigest()[:12]
    return f"{RECIPE}-{digest}"


def train(name: str, folder: Path = CORPUS, out: Path = MODELS, copies: int = COPIES) -> Path:
    """Train scorer `name` and write it with one byte a weight; returns the file."""
    examples = recombined(read_corpus(name, folder), copies)
    labels, weights, bias = fit(examples)
    scale = np.abs(weights).max(axis=1) / 127
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{name}.npz"
    np.savez_compressed(
        path,
        weights=np.round(weights / scale[:, None]).astype(np.int8),
        scale=scale.astype(np.float32),
        bias=bias.astype(np.float32),
        labels=np.array(labels),
        version=np.array(version_of(examples)),
    )
    return path


if __name__ == "__main__":
    for each in ("people", "notices"):
        train(each)
