"""Macros: replies with variables, rendered so that what is not known never leaves the house."""
