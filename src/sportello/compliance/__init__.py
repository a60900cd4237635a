"""Compliance: the marketplaces' rules as data, and the judgement whether a text keeps them."""
