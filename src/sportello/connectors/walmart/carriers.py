"""Walmart's names of carriers (the enumeration of `carrierName.carrier`) as our codes. Pure."""

from sportello.carriers.names import carrier_named


def code_of(name: str) -> str:
    """Our code for a carrier as Walmart writes it, or "" for one we do not know."""
    return carrier_named(name)
