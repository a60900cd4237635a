"""What answers are made of: macros, and what a reply must contain."""

from .macro import (
    Macro,
    MacroAudience,
    MacroEdition,
    MacroFigures,
    MacroUse,
    MacroVerification,
    MacroVersion,
    VerificationEnd,
)
from .required import RequiredDatum

__all__ = [
    "Macro",
    "MacroAudience",
    "MacroEdition",
    "MacroFigures",
    "MacroUse",
    "MacroVerification",
    "MacroVersion",
    "RequiredDatum",
    "VerificationEnd",
]
