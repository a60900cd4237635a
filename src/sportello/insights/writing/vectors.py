"""Vectors as bytes in a row, and back."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from sportello.reading.encoder import SENTENCE_WIDTH

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


def rows_of(stored: Sequence[Stored]) -> Rows:
    """Vectors in half precision as rows; none make a matrix without rows."""
    return _rows(stored, _HALF)


def groups_of(totals: Sequence[Stored]) -> Groups:
    """Groups from their totals in single precision."""
    return Groups(_rows(totals, _SINGLE))


def _rows(stored: Sequence[Stored], kind: np.dtype[Any]) -> Rows:
    joined = b"".join(bytes(row) for row in stored)
    return np.frombuffer(joined, kind).reshape(len(stored), SENTENCE_WIDTH).astype(np.float32)
