"""Markdown becomes HTML that can do no harm."""

import re
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sportello.knowledge.rendering import MOST, MOST_BRACKETS, Rendered, TooMuch, anchor_of, rendered

PICTURE = f"/images/{'a' * 64}.png"


def nowhere(_ours: str) -> str | None:
    return None


def shown(text: str, **values: str) -> Rendered:
    return rendered(text, values={name.replace("__", "."): value for name, value in values.items()}, address=nowhere)


def test_it_renders_what_articles_are_made_of() -> None:
    page = shown("# Track it\n\n1. Open **Your Orders**\n2. Choose *Track*\n\n| Day | Fee |\n|---|--:|\n| 1 | 2 |")
    assert '<h2 id="track-it">Track it</h2>' in page.html
    assert "<ol>\n<li>Open <strong>Your Orders</strong></li>" in page.html
    assert '<div class="article__table"><table>' in page.html
    assert '<td class="is-end">2</td>' in page.html


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&#58;alert(1))",
        "[x](java\tscript:alert(1))",
        "[x](data:text/html;base64,PHN2Zz4=)",
        "[x](vbscript:x)",
        "[x](//evil.example/)",
        "[x](http://plain.example/)",
        "![x](data:image/svg+xml;base64,PHN2Zz4=)",
        "![x](https://evil.example/pixel.png)",
        f'![x]({PICTURE} "onerror=alert(1)")',
        '[x](https://e.example/"onmouseover="alert(1))',
        "<https://e.example/><iframe src=//e.example>",
        "```html\n<script>alert(1)</script>\n```",
        "[x][r]\n\n[r]: javascript:alert(1)",
        '<a href="article:late">x</a><style>*{display:none}</style>',
        "| <svg onload=alert(1)> |\n|---|\n| [y](javascript:1) |",
    ],
)
def test_it_lets_no_attack_through(attack: str) -> None:
    tags = re.findall(r"<[^>]*>", shown(attack).html)
    for tag in tags:
        assert not re.search(r"script|iframe|svg|style|\son\w+=|data:|evil|//plain", tag, re.IGNORECASE), tag


@given(st.text(alphabet="<>[]()!`*_~|#&;:/\\\"' \n\tabejorscipt{}=-1.\x00\ue000\ue001", max_size=300))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_it_emits_only_the_tags_it_knows(text: str) -> None:
    known = {"p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "hr", "br"}
    known |= {"strong", "em", "s", "a", "table", "thead", "tbody", "tr", "th", "td", "div", "mark"}
    page = shown(text)
    assert set(re.findall(r"</?([a-zA-Z][a-zA-Z0-9]*)", page.html)) <= known
    assert not re.search(r"<[^>]*\shref=\"(?!https://|mailto:|tel:|#)", page.html)


def test_it_refuses_five_megabytes_and_brackets_without_end() -> None:
    with pytest.raises(TooMuch):
        shown("a" * 5_000_000)
    with pytest.raises(TooMuch):
        shown("[" * (MOST_BRACKETS + 1))


@pytest.mark.parametrize("bomb", [">" * MOST, "- " * (MOST // 2), "*a **b " * (MOST // 7), "![" * MOST_BRACKETS])
def test_it_survives_what_nests_without_end(bomb: str) -> None:
    began = time.process_time()
    page = shown(bomb)
    assert page.html.count("<blockquote>") <= 40
    assert time.process_time() - began < 5


def test_it_leads_to_our_own_pages_where_they_are() -> None:
    known = {"article:late-parcel": "/help/late-parcel", "help:contact": "/help/contact"}
    text = "[late](article:late-parcel), [gone](article:gone), [ask](help:contact), [mail](mailto:a@b.example)"
    page = rendered(text, values={}, address=known.get)
    assert '<a href="/help/late-parcel">late</a>, gone, <a href="/help/contact">ask</a>' in page.html
    assert 'href="mailto:a@b.example"' in page.html
    assert page.articles == ("late-parcel", "gone")


def test_it_shows_our_pictures_and_describes_the_others() -> None:
    page = shown(f"![the label]({PICTURE}) ![a pixel](https://elsewhere.example/p.gif)")
    assert f'<img src="{PICTURE}" alt="the label" loading="lazy">' in page.html
    assert "a pixel" in page.html
    assert page.html.count("<img") == 1


def test_it_fills_places_with_values_that_stay_words() -> None:
    page = shown("Within {{ policy.return_window }}.\n\n{{policy.address}}",
                 policy__return_window="30 *days* <b>", policy__address="Casa Lume\nVia Po 1")  # fmt: skip
    assert "Within 30 *days* &lt;b&gt;." in page.html
    assert "Casa Lume<br>\nVia Po 1" in page.html
    assert page.gaps == ()


def test_it_marks_what_nobody_filled() -> None:
    page = shown("Send it to {{ fill.return_address }}.", fill__return_address="")
    assert '<mark class="gap">fill.return_address</mark>' in page.html
    assert page.gaps == ("fill.return_address",)
    assert page.text == "Send it to {{ fill.return_address }}."


def test_it_gives_every_heading_an_anchor_of_its_own() -> None:
    page = shown("# Größe & Maß\n\n## Größe & Maß\n\n# \n\n# 日本")
    assert [heading.anchor for heading in page.headings] == ["grosse-mass", "grosse-mass-2", "part", "part-2"]
    assert [heading.level for heading in page.headings] == [2, 3, 2, 2]
    assert anchor_of("L'été", ["l-ete"]) == "l-ete-2"


def test_it_says_the_text_without_its_markup() -> None:
    page = shown("# Late?\n\nOpen **Your Orders**:\n\n- *first*\n- [second](https://amazon.it/x)")
    assert page.text == "Late?\n\nOpen Your Orders:\n\nfirst\nsecond"


def test_it_loads_no_django() -> None:
    code = "import sys, sportello.knowledge.rendering as r; assert r and 'django' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
