"""From events to facts and tallies."""

from .running import gather, rebuild

__all__ = ["gather", "rebuild"]
