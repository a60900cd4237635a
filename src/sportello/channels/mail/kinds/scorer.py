"""Linear scorers of a mail's words, trained from the corpora in this folder (see `training`)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .features import features

MODELS = Path(__file__).parent / "models"


@dataclass(frozen=True, slots=True)
class Scorer:
    """One row of weights for each label.

    `version` names the corpus and the recipe that it was trained with, `heard` the buyers' messages (see
    `corpora.marks`), and `margin` how much evidence a judgement against a buyer needs (see `calibrating`).
    """

    labels: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    version: str
    margin: float = 0.0
    heard: frozenset[int] = frozenset()

    def scores(self, subject: str, body: str) -> dict[str, float]:
        """The log-probability of each label given the words of the mail (natural logarithm, all below 0)."""
        places, values = features(subject, body)
        raw = self.weights[:, places] @ values + self.bias
        raw = raw - raw.max()
        logs = raw - np.log(np.exp(raw).sum())
        return {label: float(score) for label, score in zip(self.labels, logs, strict=True)}


@cache
def load(name: str, folder: Path = MODELS) -> Scorer:
    """The trained scorer `name` ("people" or "notices") that is part of the package."""
    with np.load(folder / f"{name}.npz", allow_pickle=False) as kept:
        weights = kept["weights"].astype(np.float32) * kept["scale"].astype(np.float32)[:, None]
        labels = tuple(str(label) for label in kept["labels"])
        heard = frozenset(int(mark) for mark in kept["heard"])
        return Scorer(
            labels, weights, kept["bias"].astype(np.float32), str(kept["version"]), float(kept["margin"]), heard
        )
