"""The trained model as one file of arrays: saving, loading once, and what decides beyond the heads."""

import json
import threading
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from sportello.reading.encoder import Matrix
from sportello.reading.heads import Heads, LetterHead, WordHead

SHIPPED: Final = Path(__file__).parent / "model.npz"
"""The model that comes with the package."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """From log-odds to probability.

    A clause is a wish by `wish` (a factor for each of SIGNS, then the bias). A label holds by its factors for the
    log-odds of words, letters and clauses, and its bias. The first topic is right by `first`: factors for its
    log-odds and for its lead over the second, then the bias.
    """

    wish: Matrix
    by_words: Matrix
    by_letters: Matrix
    by_clauses: Matrix
    bias: Matrix
    first: Matrix


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a probability becomes an answer; chosen on messages that the heads had not seen."""

    topic: float
    risk: float
    wish: float
    begin: float
    prior: float
    sure: float


@dataclass(frozen=True, slots=True)
class Model:
    """Heads, calibration and limits; `version` names corpus and encoder, `corpus` is the digest of what taught it."""

    heads: Heads
    calibration: Calibration
    limits: Limits
    version: str
    corpus: str


def save(model: Model, file: Path) -> None:
    """Write the model as half-precision arrays."""
    arrays: dict[str, Any] = {"centre": model.heads.centre, "axes": model.heads.axes}
    for number, head in enumerate(model.heads.words):
        arrays |= {f"words{number}.{name}": value for name, value in _arrays(head).items()}
    arrays |= {f"letters.{name}": value for name, value in _arrays(model.heads.letters).items()}
    arrays |= {f"clauses.{name}": value for name, value in _arrays(model.heads.clauses).items()}
    stored: dict[str, Any] = {name: value.astype(np.float16) for name, value in arrays.items()}
    stored |= {f"calibration.{name}": value for name, value in _arrays(model.calibration).items()}
    facts = {"version": model.version, "corpus": model.corpus, "limits": asdict(model.limits)}
    stored["facts"] = np.array(json.dumps(facts))
    np.savez_compressed(file, **stored)


def load(file: Path = SHIPPED) -> Model:
    """The model of a file, read once per process whichever thread asks first; raises OSError when there is none."""
    with _lock:
        return _loaded(file)


_lock = threading.Lock()


@lru_cache(maxsize=2)
def _loaded(file: Path) -> Model:
    with np.load(file, allow_pickle=False) as stored:
        facts = json.loads(str(stored["facts"]))
        arrays = {name: stored[name].astype(np.float32) for name in stored.files if name != "facts"}
    count = sum(name.endswith(".to_wish") for name in arrays)
    words = tuple(WordHead(**_below(arrays, f"words{number}.")) for number in range(count))
    heads = Heads(
        arrays["centre"],
        arrays["axes"],
        words,
        *(LetterHead(**_below(arrays, f"{part}.")) for part in ("letters", "clauses")),
    )
    calibration = Calibration(**_below(arrays, "calibration."))
    return Model(heads, calibration, Limits(**facts["limits"]), facts["version"], facts["corpus"])


def _arrays(part: WordHead | LetterHead | Calibration) -> dict[str, Matrix]:
    return {field.name: getattr(part, field.name) for field in fields(part)}


def _below(arrays: dict[str, Matrix], prefix: str) -> dict[str, Matrix]:
    return {name.removeprefix(prefix): value for name, value in arrays.items() if name.startswith(prefix)}
