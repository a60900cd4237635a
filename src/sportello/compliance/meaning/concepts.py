"""What a sentence speaks of: a few dozen concepts, each by the beginnings of its words in five languages. Pure."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

_FILE: Final = Path(__file__).with_name("concepts.toml")


@cache
def names() -> tuple[str, ...]:
    """The concepts, in the order of the columns of `spoken_of`."""
    return tuple(_patterns())


def spoken_of(texts: Sequence[str], language: str) -> NDArray[np.float32]:
    """A row for each text, 1 where it speaks of a concept; `language` is one of the five."""
    patterns = [each[language] for each in _patterns().values()]
    rows = [[pattern.search(text) is not None for pattern in patterns] for text in map(_folded, texts)]
    return np.array(rows, np.float32).reshape(len(rows), len(patterns))


def together(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """The concepts, and every two of them that one text speaks of."""
    first, second = np.triu_indices(rows.shape[1], 1)
    return np.hstack([rows, rows[:, first] * rows[:, second]])


def _folded(text: str) -> str:
    return text.lower().replace("’", "'")


@cache
def _patterns() -> Mapping[str, Mapping[str, re.Pattern[str]]]:
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {name: {language: _pattern(words) for language, words in each.items()} for name, each in told.items()}


def _pattern(words: str) -> re.Pattern[str]:
    longest_first = sorted(words.split(), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(_one, longest_first)) + r")(?!\w)")


def _one(words: str) -> str:
    return re.escape(words).replace(r"\*", r"\w*").replace("_", r"\s+")
