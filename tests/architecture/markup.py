"""A template as HTML: what the template language writes is replaced by a sign, what it decides is taken out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from django.template.base import Lexer, Token, TokenType

from .repository import files

WRITTEN = "\ue000"
"""Stands for anything that a tag or a variable writes; it is no letter."""

SILENT = {
    *("if", "elif", "else", "endif", "for", "empty", "endfor", "with", "endwith", "block", "endblock", "load"),
    *("extends", "partialdef", "endpartialdef", "comment", "endcomment", "spaceless", "endspaceless", "autoescape"),
    *("endautoescape", "get_current_language", "language", "endlanguage", "ifchanged", "endifchanged", "cache"),
    *("endcache", "localize", "endlocalize", "localtime", "endlocaltime", "filter", "endfilter", "timezone"),
}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
TAG = re.compile(r"<[^>]*>")


@dataclass(eq=False)
class Element:
    """An element with its attributes and its line; `within` names the open elements around it, outermost first."""

    name: str
    attributes: dict[str, str]
    line: int
    within: tuple["Element", ...] = field(repr=False)
    text: str = ""


@dataclass(frozen=True)
class Words:
    """A piece of visible text and the elements around it."""

    text: str
    line: int
    within: tuple[Element, ...]


@cache
def templates() -> tuple[Path, ...]:
    """Every template of the project, pages and letters."""
    return tuple(path for path in files() if "templates" in path.parts and path.suffix in {".html", ".txt"})


def plain(source: str) -> str:
    """A template's HTML with every line where it was."""
    return "".join(_pieces(source))


def _pieces(source: str) -> Iterator[str]:
    inside = ""
    for token in Lexer(source).tokenize():
        name = token.contents.split()[0] if token.token_type is TokenType.BLOCK else ""
        if inside and name == f"end{inside}":
            inside = ""
        elif inside:
            yield _left_of(token, inside)
        elif name in {"comment", "blocktranslate", "blocktrans"}:
            inside = name
            yield "" if name == "comment" else WRITTEN
        elif name == "block" and token.contents.endswith("_class"):
            inside = name  # its parent writes it into a class attribute
            yield WRITTEN
        elif token.token_type is TokenType.TEXT:
            yield token.contents
        elif token.token_type is TokenType.VAR or (name and name not in SILENT):
            yield WRITTEN


def _left_of(token: Token, block: str) -> str:
    """Of a comment or a class only its lines; of a translated text also its markup."""
    if token.token_type is not TokenType.TEXT:
        return ""
    lines = "\n" * token.contents.count("\n")
    return "".join(TAG.findall(token.contents)) + lines if block.startswith("blocktrans") else lines


class Page(HTMLParser):
    """The elements and the visible words of a page or template."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.words: list[Words] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        element = Element(tag, attributes, self.getpos()[0], tuple(self._open))
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index].name == tag:
                del self._open[index:]
                return

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data
        self.words.append(Words(data, self.getpos()[0], tuple(self._open)))
