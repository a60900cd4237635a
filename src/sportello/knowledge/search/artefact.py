"""The trained search model as one file of arrays: saving, and loading once per process."""

import json
import threading
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from sportello.reading.encoder import Matrix
from sportello.reading.heads import BagHead

from .needs import Layers, NeedHead

SHIPPED: Final = Path(__file__).parent / "model.npz"
"""The model that comes with the package."""


@dataclass(frozen=True, slots=True)
class Model:
    """The head that judges needs, the weights of the ranking, and when it says that nothing fits.

    `version` names encoder and corpus: what was computed of an edition by another version is computed anew.
    """

    head: NeedHead
    weights: Matrix
    doubts: Matrix
    none_above: float
    version: str
    corpus: str


def save(model: Model, file: Path) -> None:
    """Write the model: bags as bytes with a scale for each column, all else in half precision."""
    stored: dict[str, Any] = {"weights": model.weights, "doubts": model.doubts}
    for field in fields(NeedHead):
        part = getattr(model.head, field.name)
        if isinstance(part, BagHead):
            stored |= _packed(part, field.name)
        elif isinstance(part, Layers):
            stored |= {f"{field.name}.{one.name}": _half(getattr(part, one.name)) for one in fields(Layers)}
        else:
            stored[f"head.{field.name}"] = part
    facts = {"version": model.version, "corpus": model.corpus, "none_above": model.none_above}
    np.savez_compressed(file, **stored, facts=np.array(json.dumps(facts)))


def load(file: Path = SHIPPED) -> Model:
    """The model of a file, read once per process whichever thread asks first; raises OSError when there is none."""
    with _lock:
        return _loaded(file)


_lock = threading.Lock()


@lru_cache(maxsize=2)
def _loaded(file: Path) -> Model:
    with np.load(file, allow_pickle=False) as stored:
        arrays: dict[str, Any] = {name: stored[name] for name in stored.files}
    facts = json.loads(str(arrays["facts"]))
    head = NeedHead(
        by_whole=_layers(arrays, "by_whole"),
        by_words=_layers(arrays, "by_words"),
        letters=_bag(arrays, "letters"),
        words=_bag(arrays, "words"),
        bias=arrays["head.bias"],
        weights=arrays["head.weights"],
    )
    return Model(head, arrays["weights"], arrays["doubts"], facts["none_above"], facts["version"], facts["corpus"])


def _layers(arrays: dict[str, Any], name: str) -> Layers:
    return Layers(**{one.name: arrays[f"{name}.{one.name}"].astype(np.float32) for one in fields(Layers)})


def _packed(head: BagHead, name: str) -> dict[str, Any]:
    scale = np.maximum(np.abs(head.weights).max(axis=0), 1e-9) / 127
    return {
        f"{name}.keys": np.diff(head.keys, prepend=0).astype(np.uint32),  # gaps pack better than keys
        f"{name}.rarity": _half(head.rarity),
        f"{name}.weights": np.round(head.weights / scale).astype(np.int8),
        f"{name}.scale": scale.astype(np.float32),
    }


def _bag(arrays: dict[str, Any], name: str) -> BagHead:
    keys = np.cumsum(arrays[f"{name}.keys"].astype(np.int64))
    weights = np.asarray(arrays[f"{name}.weights"] * arrays[f"{name}.scale"], np.float32)
    return BagHead(keys, arrays[f"{name}.rarity"].astype(np.float32), weights)


def _half(value: Matrix) -> Matrix:
    return value.astype(np.float16)
