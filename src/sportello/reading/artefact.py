"""The trained model as one file of arrays: saving, loading once, and what decides beyond the heads."""

import json
import threading
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from sportello.reading.encoder import Matrix
from sportello.reading.features import Axes
from sportello.reading.heads import BagHead, Heads
from sportello.reading.network import Network

SHIPPED: Final = Path(__file__).parent / "model.npz"
"""The model that comes with the package."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """From log-odds to probability.

    A clause is a wish by `wish` (a factor for each sign, then the bias). Its topics are weighed by `voices` (a factor
    for each head that speaks of them) and `voice_bias`. A run of clauses is one wish by a small network: `run_hidden`
    has a row for each of its signs, then the biases; `run_out` a factor for each hidden unit, then the bias. A label
    holds for a message by `message`, a row a label: factors for networks, letters and clauses, then the bias. The
    first topic is right by `first`: factors for its log-odds and for its lead over the second, then the bias.
    """

    wish: Matrix
    voices: Matrix
    voice_bias: Matrix
    run_hidden: Matrix
    run_out: Matrix
    message: Matrix
    first: Matrix


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a probability becomes an answer; chosen on messages that the heads had not seen.

    A run of clauses is taken for a wish where it is worth `wish` at least: its probability, weighed by how sure its
    topic is (to the power of `sure_topic`). `prior` is how much the whole message says about the topic of each.
    """

    topic: float
    risk: float
    wish: float
    sure_topic: float
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
    """Write the model: bag heads as bytes with a scale for each column, all else in half precision."""
    stored: dict[str, Any] = {}
    for field in fields(model.heads):
        part = getattr(model.heads, field.name)
        if isinstance(part, BagHead):
            stored |= _bytes(part, field.name)
        elif field.name == "networks":
            for number, network in enumerate(part):
                stored |= {f"networks{number}.{name}": _half(value) for name, value in _arrays(network).items()}
        elif isinstance(part, Axes):
            stored |= {f"{field.name}.{name}": _half(value) for name, value in _arrays(part).items()}
        else:
            stored[field.name] = part
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
        arrays = {name: _wide(name, stored[name]) for name in stored.files if name != "facts"}
    calibration = Calibration(**_below(arrays, "calibration."))
    return Model(_heads(arrays), calibration, Limits(**facts["limits"]), facts["version"], facts["corpus"])


def _heads(arrays: dict[str, Any]) -> Heads:
    count = sum(name.endswith(".to_clause") for name in arrays)
    parts: dict[str, Any] = {"networks": tuple(Network(**_below(arrays, f"networks{at}.")) for at in range(count))}
    for field in fields(Heads):
        if field.type is BagHead:
            each = _below(arrays, f"{field.name}.")
            parts[field.name] = BagHead(np.cumsum(each["keys"]), each["rarity"], each["weights"] * each["scale"])
        elif field.type is Axes:
            parts[field.name] = Axes(**_below(arrays, f"{field.name}."))
        elif field.name != "networks":
            parts[field.name] = arrays[field.name]
    return Heads(**parts)


def _bytes(head: BagHead, name: str) -> dict[str, Any]:
    scale = np.maximum(np.abs(head.weights).max(axis=0), 1e-9) / 127
    weights = np.round(head.weights / scale).astype(np.int8)
    keys = np.diff(head.keys, prepend=0).astype(np.uint32)  # gaps pack better than keys
    return {
        f"{name}.keys": keys,
        f"{name}.rarity": _half(head.rarity),
        f"{name}.weights": weights,
        f"{name}.scale": scale,
    }


def _wide(name: str, stored: Any) -> Any:
    return stored.astype(np.int64 if name.endswith(".keys") else np.float32)


def _half(value: Matrix) -> Matrix:
    return value.astype(np.float16)


def _arrays(part: Network | Axes | Calibration) -> dict[str, Matrix]:
    return {field.name: getattr(part, field.name) for field in fields(part)}


def _below(arrays: dict[str, Any], prefix: str) -> dict[str, Any]:
    return {name.removeprefix(prefix): value for name, value in arrays.items() if name.startswith(prefix)}
