"""Questions that ask the same, put together by the likeness of their vectors. Pure.

Leader clustering (J. A. Hartigan, Clustering Algorithms, 1975, ch. 3): a question joins the nearest group of its topic
when it is near enough, else it begins one. That costs one row of products for each question, so new mail is taken in as
it comes. What depends on the order of arrival is mended by `settled`, which lets recent questions choose again and
joins groups that grew into each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

type Rows = NDArray[np.floating[Any]]
type Labels = NDArray[np.int64]

NEAR: Final = 0.55
"""The cosine with a group's centre from which a question belongs to it."""
ONE: Final = 0.6
"""The cosine between two centres from which they are one group. Both were measured, see docs/user/what-to-write.md."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups of one topic: row i of `totals` is the sum of the unit vectors that group i was made of."""

    totals: Rows

    @property
    def centres(self) -> Rows:
        """Their directions, of unit length."""
        return unit(self.totals)

    def __len__(self) -> int:
        return len(self.totals)


@dataclass(frozen=True, slots=True)
class Grouped:
    """The group of each question, how near it stands to the centre, and the groups as they are afterwards."""

    labels: Labels
    nearness: Rows
    groups: Groups


@dataclass(frozen=True, slots=True)
class Settled(Grouped):
    """The same after settling: `became[i]` is the group that group i of before went into."""

    became: Labels


def unit(rows: Rows) -> Rows:
    """The rows at length one; a row of zeros stays one."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-6), np.float32)


def taken_in(rows: Rows, groups: Groups, *, near: float = NEAR) -> Grouped:
    """Take questions (a vector each) into the groups of their topic, in their order; new groups stand at the end."""
    rows = unit(rows)
    known = len(groups)
    totals = np.zeros((known + len(rows), rows.shape[1] if rows.size else groups.totals.shape[1]), np.float32)
    totals[:known] = groups.totals
    lengths = np.maximum(np.linalg.norm(totals, axis=1), 1e-6)
    labels, nearness = np.zeros(len(rows), np.int64), np.ones(len(rows), np.float32)
    count = known
    for at, row in enumerate(rows):
        likeness = totals[:count] @ row / lengths[:count]
        best = int(likeness.argmax()) if count else 0
        if not count or likeness[best] < near:
            best, count = count, count + 1
        else:
            nearness[at] = likeness[best]
        labels[at] = best
        totals[best] += row
        lengths[best] = max(float(np.linalg.norm(totals[best])), 1e-6)
    return Grouped(labels, nearness, Groups(totals[:count]))


def settled(rows: Rows, labels: Labels, groups: Groups, *, near: float = NEAR, one: float = ONE) -> Settled:
    """Let questions choose again among finished groups, then join groups that stand close, the smaller to the larger.

    No group is left out: one that nobody chose any more keeps its direction, since older questions hang on it. A
    question that no group is near enough for stays where it was.
    """
    rows, centres = unit(rows), groups.centres
    likeness = rows @ centres.T if len(rows) else np.zeros((0, len(groups)), np.float32)
    chosen = np.where(likeness.max(axis=1) >= near, likeness.argmax(axis=1), labels) if len(rows) else labels
    totals = _summed(rows, chosen, len(groups))
    empty = ~totals.any(axis=1)
    totals[empty] = centres[empty]
    became = _joined(unit(totals), np.bincount(chosen, minlength=len(groups)), one)
    final = became[chosen]
    merged = _summed(totals, became, len(groups))
    nearness = np.einsum("ij,ij->i", rows, unit(merged)[final]) if len(rows) else np.zeros(0, np.float32)
    return Settled(final, np.asarray(nearness, np.float32), Groups(merged), became)


def _summed(rows: Rows, labels: Labels, size: int) -> Rows:
    totals = np.zeros((size, rows.shape[1]), np.float32)
    np.add.at(totals, labels, rows)
    return totals


def _joined(centres: Rows, sizes: NDArray[np.int64], one: float) -> Labels:
    """For each group the larger one close to it that it goes into, or itself."""
    likeness = centres @ centres.T
    became = np.arange(len(centres), dtype=np.int64)
    kept: list[int] = []
    for at in _largest_first(sizes):
        close = [other for other in kept if likeness[at, other] >= one]
        if close:
            became[at] = max(close, key=lambda other: float(likeness[at, other]))
        else:
            kept.append(at)
    return became


def _largest_first(sizes: NDArray[np.int64]) -> Sequence[int]:
    return [int(at) for at in np.lexsort((np.arange(len(sizes)), -sizes))]
