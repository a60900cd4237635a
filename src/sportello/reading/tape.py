"""A tape of matrix steps that can be played backwards: just enough to learn a small network with numpy."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sportello.reading.encoder import Matrix

type Places = NDArray[np.int64]


@dataclass(slots=True, eq=False)
class Value:
    """A matrix on the tape, and after `Tape.back` the slope of the loss in it; `fixed` ones need no slope."""

    rows: Matrix
    slope: Matrix | None = None
    fixed: bool = False

    def lean(self, slope: Matrix) -> None:
        """Add to the slope."""
        self.slope = slope if self.slope is None else self.slope + slope


@dataclass(frozen=True, slots=True)
class Groups:
    """Rows that belong together and stand together: group i begins at row `starts[i]`; `owner` has a group per row."""

    starts: Places
    owner: Places

    @property
    def sizes(self) -> Matrix:
        """Rows of each group, as a column."""
        return np.bincount(self.owner, minlength=len(self.starts)).astype(np.float32)[:, None]


class Tape:
    """Steps forward, remembered so that slopes can be carried back."""

    def __init__(self) -> None:
        self._steps: list[tuple[Value, Callable[[Matrix], None]]] = []

    def back(self, leans: Iterable[tuple[Value, Matrix]]) -> None:
        """Carry the slopes of the given values back to all that they were made of."""
        for value, slope in leans:
            value.lean(slope)
        for value, step in reversed(self._steps):
            if value.slope is not None:
                step(value.slope)

    def times(self, left: Value, right: Value) -> Value:
        """The matrix product."""

        def back(slope: Matrix) -> None:
            right.lean(left.rows.T @ slope)
            if not left.fixed:
                left.lean(slope @ right.rows.T)

        return self._put(left.rows @ right.rows, back)

    def plus(self, left: Value, right: Value) -> Value:
        """The sum; a row on the right is added to every row."""

        def back(slope: Matrix) -> None:
            left.lean(slope)
            right.lean(slope.sum(axis=0) if right.rows.ndim == 1 else slope)

        return self._put(left.rows + right.rows, back)

    def positive(self, value: Value) -> Value:
        """What is above zero."""
        alive = value.rows > 0
        return self._put(value.rows * alive, lambda slope: value.lean(slope * alive))

    def masked(self, value: Value, mask: Matrix | None) -> Value:
        """Entries times the mask, for dropout; without a mask the value itself."""
        if mask is None:
            return value
        return self._put(value.rows * mask, lambda slope: value.lean(slope * mask))

    def beside(self, values: list[Value]) -> Value:
        """Columns side by side."""
        cuts = np.cumsum([value.rows.shape[1] for value in values])[:-1]

        def back(slope: Matrix) -> None:
            for value, part in zip(values, np.split(slope, cuts, axis=1), strict=True):
                value.lean(part)

        return self._put(np.hstack([value.rows for value in values]), back)

    def spread(self, value: Value, groups: Groups) -> Value:
        """Row i of the value for every row of group i."""

        def back(slope: Matrix) -> None:
            whole = np.zeros_like(value.rows)
            whole[groups.owner[groups.starts]] = np.add.reduceat(slope, groups.starts, axis=0)
            value.lean(whole)

        return self._put(value.rows[groups.owner], back)

    def rows(self, value: Value, chosen: Places) -> Value:
        """The chosen rows; each is chosen once at most."""

        def back(slope: Matrix) -> None:
            whole = np.zeros_like(value.rows)
            whole[chosen] = slope
            value.lean(whole)

        return self._put(value.rows[chosen], back)

    def moved(self, value: Value, source: Places) -> Value:
        """Row `source[i]` as row i, or zeros where it is -1; no row is used twice."""
        used = source >= 0

        def back(slope: Matrix) -> None:
            whole = np.zeros_like(value.rows)
            whole[source[used]] = slope[used]
            value.lean(whole)

        return self._put(np.where(used[:, None], value.rows[source], 0), back)

    def most(self, value: Value, groups: Groups, among: NDArray[np.bool_] | None = None) -> Value:
        """The maximum of each group and column, zero at least; only `among` these rows."""
        rows = value.rows if among is None else np.where(among[:, None], value.rows, 0)
        top = np.maximum(np.maximum.reduceat(rows, groups.starts, axis=0), 0)

        def back(slope: Matrix) -> None:
            value.lean(np.where((rows == top[groups.owner]) & (rows > 0), slope[groups.owner], 0))

        return self._put(top, back)

    def mean(self, value: Value, groups: Groups) -> Value:
        """The mean of each group."""
        sizes = groups.sizes

        def back(slope: Matrix) -> None:
            value.lean((slope / sizes)[groups.owner])

        return self._put(np.add.reduceat(value.rows, groups.starts, axis=0) / sizes, back)

    def _put(self, rows: Matrix, back: Callable[[Matrix], None]) -> Value:
        value = Value(np.asarray(rows, np.float32))
        self._steps.append((value, back))
        return value
