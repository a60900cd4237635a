"""The GraphQL that we send, one file a purpose; a test holds each against the vendor's schema."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def document(name: str) -> str:
    """The text of `<name>.graphql`. Raises FileNotFoundError."""
    return (FOLDER / f"{name}.graphql").read_text(encoding="utf-8")
