"""Articles of other programs."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Pixels

from sportello.knowledge.folders.packing import Refused
from sportello.knowledge.foreign.markup import as_markdown
from sportello.knowledge.foreign.shapes import Unknown, read_csv, read_json
from sportello.knowledge.foreign.taking import take_upload
from sportello.knowledge.importing import Outcome
from sportello.knowledge.models import Article, Edition, Image
from sportello.knowledge.rendering import rendered
from sportello.knowledge.testing import LONG_AGO, without_rules

NOW = LONG_AGO + timedelta(days=3)


@pytest.fixture(autouse=True)
def _no_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    without_rules(monkeypatch)


ZENDESK = {
    "articles": [
        {"id": 7, "title": "Where is my parcel?", "body": "<p>Open <b>your order</b>.</p>", "locale": "en-us",
         "source_locale": "en-us", "draft": False, "label_names": ["tracking", "parcel"]},
        {"id": 7, "title": "Wo ist mein Paket?", "body": "<p>Da.</p>", "locale": "de", "source_locale": "en-us"},
        {"id": 8, "title": "Secret", "body": "<p>x</p>", "locale": "en-us", "draft": True},
        {"id": 9, "title": "Empty", "body": "<script>x</script>", "locale": "en-us"},
        {"id": 10, "title": "Japanese", "body": "<p>x</p>", "locale": "ja"},
    ]
}  # fmt: skip
FRESHDESK = [{"id": 1, "title": "Returns", "description": "<h1>How</h1><ol><li>Pack</li><li>Send</li></ol>",
              "status": 2, "tags": ["return"], "seo_data": {"meta_title": "x"}},
             {"id": 2, "title": "Old", "description": "<p>x</p>", "status": 1}]  # fmt: skip
GORGIAS = {"data": [{"id": 3, "translation": {"title": "Factura", "content": "<div>Pídela</div>", "excerpt": "Cómo",
           "locale": "es-ES", "visibility_status": "PUBLIC"}}]}  # fmt: skip


def taken(name: str, data: bytes | str) -> dict[str, str]:
    raw = data.encode() if isinstance(data, str) else data
    return {each.source: each.why or str(each.outcome) for each in take_upload(name=name, data=raw, by=None, now=NOW)}


@pytest.mark.django_db
def test_it_takes_zendesks_articles_with_their_translations_and_says_what_it_left() -> None:
    assert taken("articles.json", json.dumps(ZENDESK)) == {
        "Where is my parcel?": "new", "Wo ist mein Paket?": "new", "Secret": "draft", "Empty": "empty",
        "Japanese": "language",
    }  # fmt: skip
    article = Article.objects.get()
    assert (article.slug, article.original_language, article.topic) == ("where-is-my-parcel", "en", "where_is_my_order")
    english = Edition.objects.with_texts().get(language="en")
    assert english.latest is not None
    assert (english.latest.body, english.latest.keywords) == ("Open **your order**.", ["tracking", "parcel"])
    assert english.published is None
    assert set(taken("again.json", json.dumps(ZENDESK)).values()) == {"same", "draft", "empty", "language"}


@pytest.mark.django_db
def test_it_takes_freshdesks_and_gorgias_articles() -> None:
    assert taken("solutions.json", json.dumps(FRESHDESK)) == {"Returns": "new", "Old": "draft"}
    assert taken("gorgias.json", json.dumps(GORGIAS)) == {"Factura": "new"}
    returns, invoice = Edition.objects.with_texts().order_by("pk")
    assert returns.latest is not None
    assert invoice.latest is not None
    assert returns.latest.body == "## How\n\n1. Pack\n2. Send"
    assert (invoice.language, invoice.latest.summary) == ("es", "Cómo")


@pytest.mark.django_db
def test_it_takes_tables_and_archives() -> None:
    table = "Title;Content;Language;Status\nHi;<p>One</p>;it;published\nNo;<p>x</p>;it;draft\n"
    assert taken("export.csv", table) == {"Hi": "new", "No": "draft"}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("articles.json", json.dumps(GORGIAS))
        archive.writestr("late/any.en.md", "---\ntitle: Late\ntopic: other\n---\nx")
        archive.writestr("wrong.json", "[1, 2]")
    assert taken("all.zip", buffer.getvalue()) == {"late/any.en.md": "new", "wrong.json": "shape", "Factura": "new"}


@pytest.mark.parametrize("data", ["", "{}", "[]", "nonsense", '{"tickets": [{"id": 1}]}', "[" * 100_000, "\x00\x01"])
def test_it_refuses_what_it_does_not_know(data: str) -> None:
    with pytest.raises(Refused):
        take_upload(name="x.json", data=data.encode(), by=None, now=NOW)
    with pytest.raises(Unknown):
        read_json(data)
    with pytest.raises(Unknown):
        read_csv(data)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<h2>A</h2><p>b <em>c</em><br>d</p>", "## A\n\nb *c*  \nd"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n   - b\n- c"),
        ('<a href="https://x.example/y">z</a> <a href="javascript:alert(1)">w</a>', "[z](https://x.example/y) w"),
        ('<img src="https://x/p.png" alt="a label"><style>p{}</style>', "a label"),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>", "a · b\n\n1 · 2"),
        ("<p>2 * 3 * 4 &lt;b&gt;</p>", "2 \\* 3 \\* 4 \\<b\\>"),
        ("<b></b><p>x", "x"),
        ("<p><b>all</b> <em> </em> of it</p>", "**all**  of it"),
    ],
)
def test_it_turns_markup_into_markdown(html: str, markdown: str) -> None:
    assert as_markdown(html) == markdown


@given(st.text(alphabet="<>/abilpu \n\"'=&;*[]()!-#strongemlixhv:t", max_size=200))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_it_answers_any_markup_with_something_harmless(html: str) -> None:
    page = rendered(as_markdown(html), values={}, address=lambda ours: None)
    assert "<script" not in page.html


def test_it_reads_outcomes_as_words() -> None:
    assert str(Outcome.NEW) == "new"


def drawn(colour: str) -> bytes:
    out = io.BytesIO()
    Pixels.new("RGB", (40, 30), colour).save(out, "PNG")
    return out.getvalue()


@pytest.mark.django_db
def test_it_takes_the_pictures_of_the_archive_along_and_fetches_none() -> None:
    body = (
        '<p>Look: <img src="https://lumi.zendesk.example/hc/article_attachments/77/lamp%20on.png?x=1" alt="Lamp [on]">'
        '<img src="b/switch.png"><img src="https://elsewhere.example/spy.png" alt="not here">'
        '<img src="broken.png" alt="broken"><img src="same.png" alt="which one"></p>'
    )
    files: dict[str, str | bytes] = {
        "articles.json": json.dumps([{"id": 1, "title": "Lamps", "body": body, "locale": "en"}]),
        "77/lamp on.png": drawn("red"),
        "a/switch.png": drawn("blue"),
        "b/switch.png": drawn("green"),
        "broken.png": b"no picture",
        "x/same.png": drawn("grey"),
        "y/same.png": drawn("grey"),
        "unused.png": drawn("black"),
    }
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    assert taken("export.zip", archive.getvalue()) == {"Lamps": "new", "broken.png": "picture"}
    lamp, switch = Image.objects.order_by("pk")
    edition = Edition.objects.with_texts().get()
    assert edition.latest is not None
    assert edition.latest.body == (
        f"Look: ![Lamp \\[on\\]]({lamp.address})![]({switch.address})not herebrokenwhich one"
    )
    assert rendered(edition.latest.body, values={}, address=lambda _ours: None).html.count("<img") == 2
