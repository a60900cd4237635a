"""How an answer on Amazon sounds about something bought in one's own shop: examples in five languages. Pure.

Right ones say in neutral words what was done and what happens next. Each wrong one names the `point` that it gets wrong
(a value of `desk.history.crossing.MayNot`).
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["LANGUAGES", "Example", "Tone", "tone"]

LANGUAGES = ("en", "it", "de", "fr", "es")


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence or two; `point` is what they get wrong, "" for nothing."""

    text: str
    point: str = ""


@dataclass(frozen=True, slots=True)
class Tone:
    """The examples of a language."""

    right: tuple[Example, ...]
    wrong: tuple[Example, ...]


@cache
def tone(language: str) -> Tone:
    """The examples in a language ("de-CH" counts as "de"), in English for one that we do not speak."""
    spoken = language[:2].lower()
    known = spoken if spoken in LANGUAGES else "en"
    told = tomllib.loads((Path(__file__).parent / f"{known}.toml").read_text("utf-8"))
    right = tuple(Example(each["text"]) for each in told["right"])
    return Tone(right, tuple(Example(each["text"], each["point"]) for each in told["wrong"]))
