"""Where the worker finds the tasks of insights: each part keeps its own."""

from .causes import tasks as causes
from .gathering import tasks as gathering
from .spikes import tasks as spikes
from .writing import tasks as writing

__all__ = ["causes", "gathering", "spikes", "writing"]
