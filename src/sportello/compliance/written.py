"""A text as the checks look at it: its letters in one spelling, its sentences, what is only quoted. Pure."""

import re
from functools import cached_property
from typing import Final

from sportello.compliance.canonical import Canonical, canonical
from sportello.reading.sentences import Span, sentences

_QUOTED: Final = re.compile(
    r"«[^«»]{16,400}»|“[^“”]{16,400}”|„[^„“”]{16,400}[“”]|\"[^\"\n]{16,400}\"|»[^«»]{16,400}«|‹[^‹›]{16,400}›"
)
_SAID_BY_THEM: Final = re.compile(
    r"(?i)\b(?:ask\w*|wr(?:i|o)te|said|question|suggest\w*|frag\w*|schr[ie]{1,2}b\w*|vorschlag\w*|schlagen"
    r"|chied\w*|scriv\w*|domand\w*|propo\w*|demand\w*|écri\w*|pregunt\w*|escrib\w*|dice[ns]?)\b[^.!?\n]{0,60}$"
)


class Written:
    """One text, looked at by many checks; what several need is found once, when first asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def canonical(self) -> Canonical:
        """The letters in one spelling, with the way back."""
        return canonical(self.text)

    @property
    def plain(self) -> str:
        """The letters in one spelling."""
        return self.canonical.text

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences of `plain`, in order."""
        return tuple(sentences(self.plain))

    @cached_property
    def quoted(self) -> tuple[Span, ...]:
        """Where `plain` repeats in quotation marks what the buyer said."""
        spans = (match.span() for match in _QUOTED.finditer(self.plain))
        return tuple(Span(*span) for span in spans if _SAID_BY_THEM.search(self.plain[max(0, span[0] - 80) : span[0]]))

    def around(self, start: int, end: int, *, before: int = 1, after: int = 1) -> Span:
        """The sentences of `plain` that hold a place, with so many before and after them."""
        touched = [at for at, each in enumerate(self.sentences) if each.start < end and start < each.end]
        if not touched:
            return Span(max(0, start - 120), min(len(self.plain), end + 120))
        first, last = max(0, touched[0] - before), min(len(self.sentences) - 1, touched[-1] + after)
        return Span(self.sentences[first].start, self.sentences[last].end)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in `text` of a stretch of `plain`."""
        return self.canonical.span(start, end)
