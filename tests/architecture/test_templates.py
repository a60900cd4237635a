"""Templates obey the content security policy, speak every language and name what they show."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from . import rules
from .markup import WRITTEN, Page, plain, templates
from .repository import named, python_files, report

SAID = {"alt", "aria-description", "aria-label", "aria-placeholder", "aria-roledescription", "label", "placeholder"}
SAID_ALSO = {"title", "data-command", "data-empty", "data-unsaved"}
SPOKEN_THE_SAME = {
    *("Sportello", "Amazon", "eBay", "Walmart", "Shopify", "Gmail", "Google", "Microsoft", "IMAP", "SMTP", "OAuth2"),
    *("Ctrl", "TLS", "STARTTLS", "SSL", "CSV", "JSON", "Maildir", "mbox", "HTTP", "HTTPS", "URL"),
}
"""Names that are the same in every language."""

NOT_PROSE = {"code", "kbd", "pre", "samp", "script", "style", "textarea"}
WORD = re.compile(r"[^\W\d_]+(?:\d+)?")


def pages() -> Iterator[tuple[Path, Page]]:
    return ((path, Page(plain(path.read_text("utf-8")))) for path in templates() if path.suffix == ".html")


def test_it_obeys_the_content_security_policy() -> None:
    report(
        "The policy allows neither inline script nor inline style:",
        # A letter is read in a mail program, where our policy does not reach and no file of ours can be fetched.
        (
            f"{named(path)}:{broken}"
            for path, page in pages()
            if "letters" not in path.parts
            for broken in rules.unsafe(page)
        ),
    )


def test_it_names_pictures_and_controls() -> None:
    report(
        "Whoever cannot see the page needs its words:",
        (f"{named(path)}:{broken}" for path, page in pages() for broken in rules.unnamed(page)),
    )


def test_it_translates_every_visible_text() -> None:
    report(
        "Put it into {% translate %} or {% blocktranslate trimmed %} (or into an element with translate=no):",
        (f"{named(path)}:{line} {said!r}" for path in templates() for line, said in _untranslated(path)),
    )


def _untranslated(path: Path) -> Iterator[tuple[int, str]]:
    html = plain(path.read_text("utf-8"))
    if path.suffix == ".txt":
        yield from ((number, line) for number, line in enumerate(html.splitlines(), 1) if _is_prose(line))
        return
    page = Page(html)
    for words in page.words:
        around = {element.name for element in words.within}
        if not around & NOT_PROSE and not any(e.attributes.get("translate") == "no" for e in words.within):
            yield from ((words.line, words.text.strip()) for _ in range(_is_prose(words.text)))
    for element in page.elements:
        said = [element.attributes.get(name, "") for name in SAID | SAID_ALSO]
        if element.name == "input" and element.attributes.get("type") in {"submit", "button", "reset"}:
            said.append(element.attributes.get("value", ""))
        yield from ((element.line, value) for value in said if _is_prose(value))


def _is_prose(text: str) -> bool:
    return any(word not in SPOKEN_THE_SAME for word in WORD.findall(text))


def test_it_loads_version_4_of_htmx_by_name() -> None:
    report(
        "The tag's default is another version: write {% htmx_script version=4 %}:",
        (
            f"{named(path)}: {tag}"
            for path in templates()
            for tag in re.findall(r"{%\s*htmx_script.*?%}", path.read_text("utf-8"))
            if not re.search(r"\bversion=4\b", tag)
        ),
    )
    assert any("htmx_script" in path.read_text("utf-8") for path in templates()), "no template loads htmx any more"


def test_it_loads_nothing_from_elsewhere() -> None:
    loading = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "form": "action"}
    report(
        "Ship the file; nobody else learns who reads a page:",
        (
            f"{named(path)}:{element.line} {element.attributes[loading[element.name]]}"
            for path, page in pages()
            for element in page.elements
            if re.match(r"(?:https?:)?//", element.attributes.get(loading.get(element.name, ""), ""))
        ),
    )


def test_it_writes_no_markup_past_the_escaping() -> None:
    unescaped = re.compile(r"\|\s*safe\b|{%\s*autoescape\s+off")
    report(
        "Return SafeString from a tag whose arguments are escaped (format_html):",
        (
            f"{named(path)}:{number}"
            for path in templates()
            if path.suffix == ".html"
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
            if unescaped.search(line)
        ),
    )
    marked = re.compile(r"\bmark_" + r"safe\(")
    report(
        "Use format_html:",
        (
            named(path)
            for path in python_files()
            if "tests" not in path.parts and marked.search(path.read_text("utf-8"))
        ),
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{% translate "Hello" %}', []),
        ("{{ hours }} h", ["h"]),
        ("{% blocktranslate %}To <b>{{ who }}</b> now{% endblocktranslate %}", []),
        ('<a title="Close"{% if x %} hidden{% endif %}>{% icon "x" %}</a>', ["Close"]),
        ("{# a note #}<kbd>Ctrl</kbd>", []),
        ("{% comment %}Not shown{% endcomment %}Shown", ["Shown"]),
    ],
)
def test_it_sees_what_is_not_translated(tmp_path: Path, source: str, expected: list[str]) -> None:
    template = tmp_path / "page.html"
    template.write_text(source)
    assert [said.strip(f" {WRITTEN}") for _, said in _untranslated(template)] == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<p style="color: red">x</p>', "style attribute"),
        ("<script>go()</script>", "inline script"),
        ('<script src="/static/a.js"></script>', ""),
        ('<b onclick="go()">x</b>', "handler onclick"),
        ('<b hx-on:click="go()">x</b>', "handler hx-on:click"),
        ('<a href="javascript:go()">x</a>', "runs script from href"),
        ('<b hx-trigger="click[ctrlKey]">x</b>', "needs eval"),
        ('<img src="a.png">', "needs alt"),
        ('<input name="q">', "needs a label"),
        ('<label>Find <input name="q"></label>', ""),
        ('<label for="q">Find</label><input id="q">', ""),
        ('<button>{% icon "x" %}</button>', ""),
        ("<button><svg></svg></button>", "says nothing"),
    ],
)
def test_it_sees_what_breaks_a_rule(source: str, expected: str) -> None:
    page = Page(plain(source))
    broken = [*rules.unsafe(page), *rules.unnamed(page)]
    assert (expected in broken[0]) if expected else not broken
