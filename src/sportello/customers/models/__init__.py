"""Customers, the ways we know them, and who is one person with whom."""

from .customer import Customer, Handle, HandleKind
from .link import CustomerLink, LinkedBy, Suggestion, SuggestionState
from .trait import BlockingKey, Trait, TraitKind, Unconsidered

__all__ = [
    "BlockingKey",
    "Customer",
    "CustomerLink",
    "Handle",
    "HandleKind",
    "LinkedBy",
    "Suggestion",
    "SuggestionState",
    "Trait",
    "TraitKind",
    "Unconsidered",
]
