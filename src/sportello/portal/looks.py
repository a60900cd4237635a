"""A help centre's one style sheet: the common one behind its own colours and font."""

import hashlib
from functools import cache
from importlib.resources import files

from .models import HelpCentre
from .theming import properties, theme


def style_sheet(centre: HelpCentre) -> str:
    """The whole style sheet."""
    return properties(theme(colour=centre.colour, font=centre.font)) + _common()


def fingerprint(text: str | bytes) -> str:
    """A short name for a content, so that browsers may keep it for ever under its address."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()[:16]


@cache
def _common() -> str:
    return files("sportello.portal").joinpath("static/portal/help.css").read_text("utf-8")
