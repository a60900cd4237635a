"""Connecting accounts of marketplaces, and how everything that is connected stands."""
