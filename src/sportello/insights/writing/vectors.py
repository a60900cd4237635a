"""Vectors as bytes in a row, and back. Their width changes with the model; rows of another width are left alone."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np

from .clustering import Groups, Rows

_HALF: Final = np.dtype("<f2")
_SINGLE: Final = np.dtype("<f4")
type Stored = bytes | memoryview


def half(row: Rows) -> bytes:
    """A vector in half precision."""
    return np.asarray(row, _HALF).tobytes()


def whole(row: Rows) -> bytes:
    """A vector in single precision."""
    return np.asarray(row, _SINGLE).tobytes()


def usual_width(stored: Iterable[Stored]) -> int:
    """How many numbers most of these vectors in half precision have; 0 without any."""
    widths = Counter(len(bytes(row)) // _HALF.itemsize for row in stored)
    return max(widths, key=lambda width: (widths[width], width), default=0)


def is_half(stored: Stored, width: int) -> bool:
    """Whether this is a vector of so many numbers in half precision."""
    return len(stored) == width * _HALF.itemsize


def is_whole(stored: Stored, width: int) -> bool:
    """Whether this is a vector of so many numbers in single precision."""
    return len(stored) == width * _SINGLE.itemsize


def rows_of(stored: Sequence[Stored], width: int) -> Rows:
    """Vectors in half precision as rows; none make a matrix without rows."""
    return _rows(stored, width, _HALF)


def groups_of(totals: Sequence[Stored], width: int) -> Groups:
    """Groups from their totals in single precision."""
    return Groups(_rows(totals, width, _SINGLE))


def _rows(stored: Sequence[Stored], width: int, kind: np.dtype[Any]) -> Rows:
    joined = b"".join(bytes(row) for row in stored)
    return np.frombuffer(joined, kind).reshape(len(stored), width).astype(np.float32)
