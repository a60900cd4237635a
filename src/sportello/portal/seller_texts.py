"""Texts of the seller's own as safe HTML."""

from sportello.knowledge.rendering import rendered


def as_html(text: str, *, brand: str) -> str:
    """Markdown of the seller's as HTML, with the brand's name in its place. Raises `rendering.TooMuch`."""
    return rendered(text, values={"brand.name": brand}, address=_nowhere).html


def _nowhere(_ours: str) -> None:
    """Articles are for buyers with a question; the seller's own texts lead to none."""
