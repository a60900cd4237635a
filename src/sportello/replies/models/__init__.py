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

__all__ = [
    "Macro",
    "MacroAudience",
    "MacroEdition",
    "MacroFigures",
    "MacroUse",
    "MacroVerification",
    "MacroVersion",
    "VerificationEnd",
]
