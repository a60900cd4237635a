"""Sportello: one counter for every buyer, whichever marketplace they knock at."""

__version__ = "0.1.0"
