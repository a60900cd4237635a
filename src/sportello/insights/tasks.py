"""Where the worker finds the tasks of insights: each part keeps its own."""

from .causes import tasks as causes
from .gathering import tasks as gathering
from .health import tasks as health
from .risk import tasks as risk
from .spikes import tasks as spikes
from .writing import tasks as writing

__all__ = ["causes", "gathering", "health", "risk", "spikes", "writing"]
