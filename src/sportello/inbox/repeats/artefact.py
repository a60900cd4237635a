"""The trained scorer as one file of arrays: saving it, and loading it once per process. Pure."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from sportello.reading.encoder import Matrix

from .tracing import Axes

SHIPPED: Final = Path(__file__).parent / "model.npz"
"""The scorer that comes with the package."""


@dataclass(frozen=True, slots=True)
class Model:
    """Axes for traces, examples of each act, and a weight for each named piece of evidence.

    The weights belong to evidence from which `centre` was taken and that was divided by `spread`. A ticket is named
    as repeated from the probability `limit` on. `version` changes with corpus, examples and evidence.
    """

    axes: Axes
    acts: Mapping[str, Matrix]
    names: tuple[str, ...]
    centre: Matrix
    spread: Matrix
    weights: Matrix
    bias: float
    limit: float
    version: str


def save(model: Model, file: Path) -> None:
    """Write the scorer; axes and examples at half precision."""
    arrays: dict[str, Any] = {f"axes.{name}": rows.astype(np.float16) for name, rows in model.axes._asdict().items()}
    arrays["axes.counts"] = model.axes.counts.astype(np.float32)
    arrays |= {f"act.{act}": rows.astype(np.float16) for act, rows in model.acts.items()}
    arrays |= {name: getattr(model, name).astype(np.float32) for name in ("centre", "spread", "weights")}
    facts = {"names": model.names, "bias": model.bias, "limit": model.limit, "version": model.version}
    arrays["facts"] = np.array(json.dumps(facts))
    np.savez_compressed(file, **arrays)


def load(file: Path = SHIPPED) -> Model:
    """The scorer of a file, read once per process whichever thread asks first; raises OSError when there is none."""
    with _lock:
        return _loaded(file)


_lock = threading.Lock()


@lru_cache(maxsize=2)
def _loaded(file: Path) -> Model:
    with np.load(file, allow_pickle=False) as stored:
        facts = json.loads(str(stored["facts"]))
        arrays = {name: stored[name].astype(np.float32) for name in stored.files if name != "facts"}
    return Model(
        axes=Axes(**{name.removeprefix("axes."): rows for name, rows in arrays.items() if name.startswith("axes.")}),
        acts={name.removeprefix("act."): rows for name, rows in arrays.items() if name.startswith("act.")},
        names=tuple(facts["names"]),
        centre=arrays["centre"],
        spread=arrays["spread"],
        weights=arrays["weights"],
        bias=facts["bias"],
        limit=facts["limit"],
        version=facts["version"],
    )
