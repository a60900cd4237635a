"""Causes: what makes buyers write again, issues take long and orders end in claims, and what is done about it."""
