"""What a writer gives: a title, a summary, a body and words to find it by, tidied and within bounds. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

TITLE_MOST, SUMMARY_MOST, BODY_MOST = 160, 320, 60_000
"""How many characters a title, a summary and a body may have."""
WORDS_MOST, KEYWORD_MOST, QUESTION_MOST = 60, 80, 200
"""How many keywords or questions an edition may have, and how long each may be."""

_LINE_END = re.compile(r"\r\n?")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ue000\ue001]")


class Unfit(ValueError):
    """A text that cannot be kept; `part` is what is wrong with it: title, summary, body, keywords or questions."""

    def __init__(self, part: str) -> None:
        super().__init__(f"the {part} is missing or too long")
        self.part = part


@dataclass(frozen=True, slots=True)
class Text:
    """The text of one edition, in Markdown, and the words and questions by which buyers look for it."""

    title: str
    body: str = ""
    summary: str = ""
    keywords: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        """Everything a buyer may read of it, as it is written: title, summary and body."""
        return "\n\n".join(part for part in (self.title, self.summary, self.body) if part)

    def tidied(self) -> "Text":
        """The same with plain line ends, no control characters and no word twice.

        Raises `Unfit` when it has no title, or a part is longer than the bounds above.
        """
        text = replace(
            self,
            title=" ".join(_plain(self.title).split()),
            summary=" ".join(_plain(self.summary).split()),
            body=_plain(self.body).strip("\n").rstrip(),
            keywords=_each_once(self.keywords),
            questions=_each_once(self.questions),
        )
        for part, is_fit in text._bounds().items():
            if not is_fit:
                raise Unfit(part)
        return text

    def _bounds(self) -> dict[str, bool]:
        return {
            "title": 0 < len(self.title) <= TITLE_MOST,
            "summary": len(self.summary) <= SUMMARY_MOST,
            "body": len(self.body) <= BODY_MOST,
            "keywords": _are_short(self.keywords, KEYWORD_MOST),
            "questions": _are_short(self.questions, QUESTION_MOST),
        }


def _plain(text: str) -> str:
    return _UNPRINTABLE.sub("", _LINE_END.sub("\n", text))


def _each_once(words: Iterable[str]) -> tuple[str, ...]:
    tidy: dict[str, str] = {}
    for word in words:
        if plain := " ".join(_plain(word).split()):
            tidy.setdefault(plain.casefold(), plain)
    return tuple(tidy.values())


def _are_short(words: tuple[str, ...], most: int) -> bool:
    return len(words) <= WORDS_MOST and all(len(word) <= most for word in words)
