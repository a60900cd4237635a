"""The small trained parts of the review: linear heads, and one hidden layer, as plain arrays. Pure."""

from dataclasses import dataclass

import numpy as np

from sportello.reading.encoder import Matrix


@dataclass(frozen=True, slots=True)
class Linear:
    """Chances of classes from a vector."""

    classes: tuple[str, ...]
    weights: Matrix
    bias: Matrix

    def chances(self, rows: Matrix) -> Matrix:
        """One row of probabilities for each row."""
        odds = rows @ self.weights + self.bias
        powers = np.exp(odds - odds.max(1, keepdims=True))
        return np.asarray(powers / powers.sum(1, keepdims=True), np.float32)

    def place(self, name: str) -> int:
        """The column of a class; raises ValueError for one it was not taught."""
        return self.classes.index(name)


@dataclass(frozen=True, slots=True)
class Hidden:
    """One hidden layer: the chance of "yes" from evidence that is first brought to one scale."""

    centre: Matrix
    spread: Matrix
    into: Matrix
    into_bias: Matrix
    out: Matrix
    out_bias: Matrix

    def chances(self, rows: Matrix) -> Matrix:
        """One probability for each row."""
        scaled = (rows - self.centre) / self.spread
        hidden = np.maximum(scaled @ self.into + self.into_bias, 0)
        odds = (hidden @ self.out + self.out_bias).ravel()
        return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))), np.float32)
