"""HTML as words, and HTML made safe."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sportello.channels.mail.markup import has_remote, sanitise, to_text


def safe(html: str, *, remote: bool = False) -> str:
    return sanitise(html, files={"pic@x": "/files/1?a=1&b=2"}, remote=remote)


def test_it_gives_the_words_in_lines() -> None:
    html = "<style>p{}</style><title>t</title><p>Hello&nbsp;<b>Ada</b>,</p><div>one<br>two &amp; three</div>"
    assert to_text(html + "<ul><li>a<li>b</ul>") == "Hello Ada,\n\none\ntwo & three\n\n- a\n- b"


def test_it_keeps_the_lines_of_preformatted_text() -> None:
    assert to_text("<pre>a\n  b\n\nc</pre>d") == "a\n  b\n\nc\n\nd"


def test_it_marks_quotes_and_counts_list_items() -> None:
    assert to_text("mine<blockquote>theirs<br>too</blockquote><ol><li>x</li><li>y</li></ol>") == (
        "mine\n\n> theirs\n> too\n\n1. x\n2. y"
    )


def test_it_keeps_words_apart_that_stand_in_different_cells() -> None:
    assert to_text("<table><tr><td>Order</td><td>12</td></tr><tr><td>x</td></tr></table>") == "Order 12\nx"


def test_it_shows_words_behind_an_element_that_is_never_closed() -> None:
    assert "Where is it?" in to_text("<head><title>t</title><body>Where is it?")
    assert "Where is it?" in to_text("<title>Where is it?")
    assert "Where is it?" in to_text("<!-- Where is it?")


def test_it_takes_the_alternative_text_of_a_mail_that_is_a_picture() -> None:
    assert to_text('<img src=x alt="Order 5 &amp; 6">') == "Order 5 & 6"


@pytest.mark.parametrize(
    "html",
    [
        '<a href="javascript:alert(1)">x</a>',
        '<a href=" JaVaScRiPt:alert(1)">x</a>',
        '<a href="data:text/html,<script>1</script>">x</a>',
        '<img src=x onerror="alert(1)">',
        "<script>alert(1)</script>",
        "<svg><script>alert(1)</script></svg>",
        '<math><mi xlink:href="javascript:alert(1)">x</mi></math>',
        '<iframe src="https://evil.example"></iframe>',
        '<form action="https://evil.example"><input name=a><button>b</button></form>',
        '<meta http-equiv="refresh" content="0;url=https://evil.example">',
        '<base href="https://evil.example/">',
        '<link rel="stylesheet" href="https://evil.example/x.css">',
        "<style>@import url(https://evil.example)</style>",
        '<div style="background:url(https://evil.example);position:fixed">x</div>',
        '<table background="https://evil.example"><tr><td background="https://evil.example">x</td></tr></table>',
        '<img srcset="https://evil.example/a 1x" src="//evil.example/b">',
        '<video src="https://evil.example" poster="https://evil.example"></video>',
        '<object data="https://evil.example"></object><embed src="https://evil.example">',
        '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
        '<noscript><p title="</noscript><img src=https://evil.example/x onerror=alert(1)>">',
    ],
)
def test_it_leaves_nothing_that_runs_or_loads(html: str) -> None:
    shown = safe(html).lower()
    for word in ("script", "evil.example", "onerror", "style", "data:", "<form", "<input", "<meta", "<svg", "srcset"):
        assert word not in shown


def test_it_blocks_remote_pictures_until_asked_for() -> None:
    html = '<img src="https://shop.example/a.png" alt="Lamp" width="600">'
    assert has_remote(html)
    assert "shop.example" not in safe(html)
    assert "Lamp" in safe(html)
    assert 'src="https://shop.example/a.png"' in safe(html, remote=True)


def test_it_never_loads_a_picture_that_counts_readers() -> None:
    pixel = '<img src="https://t.example/x.gif" width="1" height="1">'
    assert safe(pixel, remote=True) == ""
    assert not has_remote(pixel)


def test_it_shows_the_mails_own_pictures_by_their_address() -> None:
    assert 'src="/files/1?a=1&amp;b=2"' in safe('<img src="cid:pic%40x">')
    assert safe('<img src="cid:unknown">') == ""


def test_it_opens_links_apart_and_tells_nothing_of_us() -> None:
    shown = safe('<a href="https://x.example" target="_top" rel="opener" style="position:fixed">x</a>')
    assert 'target="_blank"' in shown
    assert 'rel="noopener noreferrer nofollow"' in shown
    assert "style" not in shown


@pytest.mark.parametrize(
    "tag", ["<div>", "<b><p>", "<table><tr><td>", "<blockquote>", "<ul><li>", "<font color=red><p>"]
)
def test_it_flattens_deep_nesting_before_the_tree_is_built(tag: str) -> None:
    shown = safe(tag * 50_000 + "words")
    assert "words" in shown
    assert shown.count("<") < 2 * 30_000 + 50_000
    assert shown.count("<div>") <= 120
    assert to_text(tag * 50_000 + "words").endswith("words")


@pytest.mark.parametrize(
    "piece", ["<", "&", "&#", '<a "', "<!--", "<p><b>", "\n", "<tr><td>x</td></tr>", "<blockquote>x"]
)
def test_it_returns_a_bounded_page_for_a_megabyte_of_anything(piece: str) -> None:
    html = "<pre>" + piece * (1_000_000 // len(piece))
    assert len(to_text(html)) <= 2 * len(html)
    assert len(safe(html)) <= 5 * len(html)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<", ">", '"', "'", "<a href=", "<img src=", "javascript:", "onload=", "<svg>", "</svg>", "<style>"]
        )
        | st.text(max_size=5),
        max_size=30,
    )
)
def test_it_takes_any_markup(pieces: list[str]) -> None:
    html = "".join(pieces)
    shown = safe(html).lower()
    assert "<svg" not in shown
    assert "<style" not in shown
    assert "\0" not in to_text(html)
