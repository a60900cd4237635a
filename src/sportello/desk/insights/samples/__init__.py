"""Samples of sent answers, how repeats were found, and what agents are told."""
