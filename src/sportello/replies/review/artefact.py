"""The trained review as one file of arrays: saving it, and loading it once per process. Pure."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from sportello.reading.encoder import Matrix

from .heads import Hidden, Linear

SHIPPED: Final = Path(__file__).parent / "model.npz"
"""The review that comes with the package."""


@dataclass(frozen=True, slots=True)
class Axes:
    """The directions in which words, in their context, differ most; the mean of sentences; and how often common words
    stand in messages."""

    sentence_centre: Matrix
    word_centre: Matrix
    words: Matrix
    common: Mapping[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """`acts` says what a sentence does, `topics` what it is about, `pairs` whether it answers a question (their mean
    counts). A question that no sentence answers with a chance of `limit` is open. `version` changes with the corpus.
    """

    axes: Axes
    acts: Linear
    topics: Linear
    pairs: tuple[Hidden, ...]
    limit: float
    version: str


def save(model: Model, file: Path) -> None:
    """Write the model; axes and heads at half precision."""
    arrays: dict[str, Any] = {f"axes.{name}": getattr(model.axes, name).astype(np.float16) for name in _AXES}
    for head in ("acts", "topics"):
        one: Linear = getattr(model, head)
        arrays |= {f"{head}.weights": one.weights.astype(np.float16), f"{head}.bias": one.bias.astype(np.float32)}
    for place, layer in enumerate(model.pairs):
        arrays |= {f"hidden{place}.{name}": getattr(layer, name).astype(np.float32) for name in _HIDDEN}
    facts = {"acts": model.acts.classes, "topics": model.topics.classes, "pairs": len(model.pairs)}
    facts |= {"limit": model.limit, "version": model.version, "common": dict(model.axes.common)}
    arrays["facts"] = np.array(json.dumps(facts))
    np.savez_compressed(file, **arrays)


_AXES: Final = ("sentence_centre", "word_centre", "words")
_HIDDEN: Final = ("centre", "spread", "into", "into_bias", "out", "out_bias")


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
    layers = [Hidden(**{name: arrays[f"hidden{place}.{name}"] for name in _HIDDEN}) for place in range(facts["pairs"])]
    return Model(
        axes=Axes(**{name: arrays[f"axes.{name}"] for name in _AXES}, common=facts["common"]),
        acts=Linear(tuple(facts["acts"]), arrays["acts.weights"], arrays["acts.bias"]),
        topics=Linear(tuple(facts["topics"]), arrays["topics.weights"], arrays["topics.bias"]),
        pairs=tuple(layers),
        limit=facts["limit"],
        version=facts["version"],
    )
