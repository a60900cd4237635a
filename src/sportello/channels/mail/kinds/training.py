"""Trains the scorers from the corpora: `python -m sportello.channels.mail.kinds.training`. Needs scikit-learn.

The same corpus always gives the same scorer: mails are recombined with a fixed seed, and the solver is deterministic.
It prints how many buyers, unseen in training, each scorer would have kept away, and how many machines it would find.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from .calibrating import Judge, Judged, held_out, margin_for
from .corpora import BUYERS, CORPUS, Example, digest, is_heard, marks, read_buyers, read_corpus, recombined
from .features import SIZE, features
from .scorer import MODELS, Scorer
from .weighing import weighed

RECIPE = 2
COPIES = {"people": 4, "notices": 8}
STRENGTH = 20.0


def matrix(examples: Sequence[Example]) -> Any:
    """One sparse row of features for each example."""
    from scipy.sparse import csr_matrix

    rows = [features(example.subject, example.body) for example in examples]
    ends = np.cumsum([0, *(len(places) for places, _ in rows)])
    values = np.concatenate([values for _, values in rows])
    return csr_matrix((values, np.concatenate([places for places, _ in rows]), ends), shape=(len(rows), SIZE))


def fit(name: str, examples: list[Example]) -> Scorer:
    """A multinomial logistic regression over the corpus with its recombinations, and over buyers as they wrote."""
    from sklearn.linear_model import LogisticRegression

    balance = None if name == "people" else "balanced"
    heard = [example for example in examples if is_heard(example)]
    learnt = recombined([example for example in examples if not is_heard(example)], COPIES[name]) + heard
    model = LogisticRegression(C=STRENGTH, class_weight=balance, max_iter=500, tol=1e-4)
    model.fit(matrix(learnt), [example.label for example in learnt])
    labels = tuple(str(label) for label in model.classes_)
    return Scorer(labels, model.coef_.astype(np.float32), model.intercept_.astype(np.float32), "")


def judge_people(examples: list[Example]) -> Judge:
    """A judge by words alone, as the reader of plain mail weighs them."""
    scorer = fit("people", examples)
    return lambda example: weighed(scorer, example.subject, example.body)


def version_of(name: str, examples: Sequence[Example]) -> str:
    """What names a scorer: the recipe, and a digest of this folder's mails that it was trained from."""
    return f"{RECIPE}-{COPIES[name]}-{digest(examples)}"


def train(name: str, folder: Path = CORPUS, out: Path = MODELS, buyers: Path = BUYERS) -> Path:
    """Train scorer `name` and write it with one byte a weight; returns the file."""
    own, heard = read_corpus(name, folder), read_buyers(buyers) if name == "people" else []
    scorer = fit(name, own + heard)
    judged = held_out(own + heard, judge_people) if heard else []
    unseen = [each.weight for each in judged if is_heard(each.example)]
    margin = margin_for(unseen)
    sys.stderr.write(_told(name, judged, margin) + "\n")
    scale = np.abs(scorer.weights).max(axis=1) / 127
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{name}.npz"
    np.savez_compressed(
        path,
        weights=np.round(scorer.weights / scale[:, None]).astype(np.int8),
        scale=scale.astype(np.float32),
        bias=scorer.bias,
        labels=np.array(scorer.labels),
        version=np.array(version_of(name, own)),
        margin=np.array(round(margin, 3)),
        heard=np.array(marks(heard), dtype=np.uint32),
    )
    return path


def _told(name: str, judged: Sequence[Judged], margin: float) -> str:
    lines = [f"{name}: margin {margin:.2f}"]
    for label in sorted({each.example.label for each in judged}):
        inside = [each for each in judged if each.example.label == label]
        if label == "buyer":
            kept = [each for each in inside if each.weight >= margin]
            lines.append(f"  buyers kept away {len(kept)} of {len(inside)}: {[each.example.source for each in kept]}")
        else:
            right = sum(each.weight >= margin and each.likely == label for each in inside)
            lines.append(f"  {label} found by words alone {right} of {len(inside)}")
    return "\n".join(lines)


if __name__ == "__main__":
    for each in ("people", "notices"):
        train(each)
