"""The content owner's pages."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Pixels

from sportello.accounts.testing import ada, ben, cora
from sportello.knowledge import publishing, writing
from sportello.knowledge.models import Article, Edition, Image, UnsavedText
from sportello.knowledge.testing import draft, published, without_rules
from sportello.knowledge.texts import Text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    without_rules(monkeypatch)


PATH = "**Your Orders**, then **Track package**."


def browser(agent: object = None) -> Client:
    client = Client()
    client.force_login(agent or cora())  # type: ignore[arg-type]
    return client


def typed(**other: str) -> dict[str, str]:
    return {"base": "1", "title": "Late parcel", "summary": "", "body": PATH, "keywords": "late, parcel",
            "questions": "where is it\nwhen", "note": ""} | other  # fmt: skip


def test_it_writes_an_article_from_nothing_to_published() -> None:
    client = browser()
    given = {"title": "Late parcel", "slug": "late", "topic": "where_is_my_order", "audience": "any", "language": "en"}
    begun = client.post(reverse("desk:article-new"), given)
    edition = Edition.objects.with_texts().get()
    assert begun.headers["Location"] == reverse("desk:edition", args=[edition.pk])
    client.post(reverse("desk:edition", args=[edition.pk]), typed())
    page = client.post(reverse("desk:edition-publication", args=[edition.pk]), follow=True)
    edition.refresh_from_db()
    assert edition.published is not None
    assert edition.published.keywords == ["late", "parcel"]
    assert "Published." in page.text
    assert client.get(reverse("desk:articles")).text.count("Late parcel") >= 1


def test_it_calls_an_article_by_its_title_in_the_readers_language() -> None:
    published("late", title="Late parcel", language="en")
    edition = published("late", title="Das Paket ist spät", language="de")
    for language, title in (("de", "Das Paket ist spät"), ("en", "Late parcel"), ("fr", "Late parcel")):
        reader = cora()
        reader.language = language
        reader.save(update_fields=["language"])
        for address in (reverse("desk:articles"), reverse("desk:article", args=[edition.article_id])):
            assert f">{title}<" in browser(reader).get(address).text
        assert 'aria-current="page"' in browser(reader).get(reverse("desk:edition", args=[edition.pk])).text


def test_it_shows_the_text_as_it_will_be_read_and_keeps_it_unsaved() -> None:
    client, edition = browser(), draft()
    address = reverse("desk:edition-unsaved", args=[edition.pk])
    answer = client.post(address, typed(body="## Go\n\n<script>x</script> **now**"), headers={"HX-Request": "true"})
    assert '<h3 id="go">Go</h3>' in answer.text
    assert "<script>" not in answer.text
    assert "<html" not in answer.text
    assert UnsavedText.objects.get().body == "## Go\n\n<script>x</script> **now**"
    again = client.get(reverse("desk:edition", args=[edition.pk]))
    assert "did not save" in again.text
    assert "&lt;script&gt;x&lt;/script&gt; **now**" in again.text
    client.post(reverse("desk:edition-discard", args=[edition.pk]))
    assert not UnsavedText.objects.exists()


def test_it_shows_both_texts_when_two_people_write() -> None:
    client, edition = browser(), draft()
    writing.save(edition=edition, text=Text("Theirs"), base=1, by=ada(), now=timezone.now())
    met = client.post(reverse("desk:edition", args=[edition.pk]), typed(title="Mine"))
    assert met.status_code == 409
    assert "Ada saved version 2 meanwhile" in met.text
    assert 'name="base" value="2"' in met.text
    client.post(reverse("desk:edition", args=[edition.pk]), typed(title="Mine", base="2"))
    assert list(edition.versions.values_list("title", flat=True)) == ["Mine", "Theirs", "My parcel is late"]


def test_it_compares_and_restores_versions() -> None:
    client, edition = browser(), draft(body="Within 30 days")
    writing.save(edition=edition, text=Text("Late", "Within 14 days"), base=1, by=ada(), now=timezone.now())
    page = client.get(reverse("desk:edition-versions", args=[edition.pk]))
    assert "<del>30</del><ins>14</ins>" in page.text
    client.post(reverse("desk:edition-restoration", args=[edition.pk, 1]))
    edition.refresh_from_db()
    assert edition.latest is not None
    assert (edition.latest.number, edition.latest.body) == (3, "Within 30 days")


def test_it_says_what_keeps_a_text_back() -> None:
    client, edition = browser(), draft(body="Send it to {{ fill.return_address }}")
    answer = client.post(reverse("desk:edition-publication", args=[edition.pk]), follow=True)
    assert "A rule keeps it back" in answer.text
    assert "This place waits for your own words." in answer.text
    edition.refresh_from_db()
    assert edition.published is None


def test_it_plans_withdraws_archives_and_brings_back() -> None:
    client, edition = browser(), draft(topic="other", body="Fine.")
    on = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    client.post(reverse("desk:edition-publication", args=[edition.pk]), {"due_at": on})
    assert "to be published on" in client.get(reverse("desk:edition", args=[edition.pk])).text
    client.post(reverse("desk:edition-calling-off", args=[edition.pk]))
    client.post(reverse("desk:edition-publication", args=[edition.pk]))
    client.post(reverse("desk:edition-withdrawal", args=[edition.pk]), {"why": "Wrong"})
    assert edition.publications.get().why == "Wrong"
    client.post(reverse("desk:edition-archival", args=[edition.pk]))
    assert "My parcel is late" not in client.get(reverse("desk:articles")).text
    assert "My parcel is late" in client.get(reverse("desk:articles"), {"state": "archived"}).text
    client.post(reverse("desk:edition-return", args=[edition.pk]))
    assert list(Edition.objects.at_work()) == [edition]


def test_it_lets_somebody_else_approve() -> None:
    edition = draft()
    assert edition.latest is not None
    writing.save(edition=edition, text=Text("Mine"), base=1, by=cora(), now=timezone.now())
    browser().post(reverse("desk:edition-review", args=[edition.pk]), {"why": "Is the window right?"})
    refused = browser().post(reverse("desk:edition-decision", args=[edition.pk]), {"approve": "1"}, follow=True)
    assert "Somebody else has to look" in refused.text
    browser(ada()).post(reverse("desk:edition-decision", args=[edition.pk]), {"approve": "1", "why": "Yes"})
    assert "Approved · Ada: “Yes”" in browser().get(reverse("desk:edition", args=[edition.pk])).text


def test_it_begins_a_translation_with_the_original() -> None:
    client, original = browser(), published()
    client.post(reverse("desk:article-editions", args=[original.article_id]), {"audience": "any", "language": "de"})
    german = Edition.objects.with_texts().get(language="de")
    assert german.latest is not None
    assert german.latest.title == "My parcel is late"
    assert german.latest.based_on == original.latest
    again = client.post(
        reverse("desk:article-editions", args=[original.article_id]), {"audience": "any", "language": "de"}
    )
    assert again.headers["Location"] == reverse("desk:edition", args=[german.pk])


def test_it_narrows_the_list_and_needs_the_same_queries_for_more(django_assert_max_num_queries: object) -> None:
    client = browser()
    for number in range(12):
        published(f"a-{number}", topic="invoice" if number % 2 else "refund_status", title=f"Text {number}")
    published("a-0", topic="refund_status", language="de", title="Deutsch")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        page = client.get(reverse("desk:articles"), {"category": "returns"})
    assert "Text 2<" in page.text
    assert "Text 1<" not in page.text
    assert "Text 1<" in client.get(reverse("desk:articles"), {"q": "text 1"}).text
    assert "Text 1<" not in client.get(reverse("desk:articles"), {"language": "de"}).text
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        table = client.get(reverse("desk:article-matrix"))
    assert "mark--missing" in table.text


def test_it_takes_pictures_and_serves_them_to_everybody() -> None:
    buffer = io.BytesIO()
    Pixels.new("RGB", (10, 10), "red").save(buffer, "PNG")
    client = browser()
    client.post(reverse("desk:images"), {"file": SimpleUploadedFile("lamp.png", buffer.getvalue(), "image/png")})
    image = Image.objects.get()
    assert image.address in client.get(reverse("desk:images")).text
    answer = Client().get(image.address)
    assert answer.content == bytes(image.data)
    assert (answer.headers["Content-Type"], answer.cookies) == ("image/png", {})
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert Client().get("/images/x").status_code == 404
    refused = client.post(reverse("desk:images"), {"file": SimpleUploadedFile("x.svg", b"<svg/>")}, follow=True)
    assert "Only PNG" in refused.text


def test_it_imports_with_a_report_and_exports_the_same() -> None:
    client = browser()
    files = {"file": SimpleUploadedFile("a.json", json.dumps([{"id": 1, "title": "Hi", "body": "<p>x</p>"}]).encode())}
    assert "1 of 1 taken" in client.post(reverse("desk:article-import"), files).text
    assert Article.objects.get().slug == "hi"
    archive = zipfile.ZipFile(io.BytesIO(client.get(reverse("desk:article-export")).content))
    assert archive.namelist() == ["hi/any.en.md"]
    refused = client.post(reverse("desk:article-import"), {"file": SimpleUploadedFile("a.zip", b"PK nonsense")})
    assert refused.status_code == 422
    assert "no zip archive" in refused.text


def test_it_fills_open_places() -> None:
    client, edition = browser(), draft(body="By {{ fill.carriers }}")
    assert "Your carriers" in client.get(reverse("desk:open-places")).text
    client.post(reverse("desk:open-places"), {"place": "fill.carriers", "language": "en", "words": "BRT"})
    edition.refresh_from_db()
    assert edition.latest is not None
    assert edition.latest.body == "By BRT"


def test_it_says_what_to_look_after() -> None:
    client = browser()
    assert "All is well" in client.get(reverse("desk:article-alerts")).text
    failing = published(breaks=("amazon",))
    page = client.get(reverse("desk:article-alerts"))
    assert "breaks a rule of today" in page.text
    client.post(reverse("desk:edition-withdrawal", args=[failing.pk]))
    assert "All is well" in client.get(reverse("desk:article-alerts")).text


def test_it_shows_articles_to_nobody_who_may_not_write_them() -> None:
    edition = published()
    client = browser(ben())
    for address in (reverse("desk:articles"), reverse("desk:edition", args=[edition.pk])):
        assert client.get(address).status_code == 403


def test_it_publishes_in_the_worker_what_was_planned_here() -> None:
    edition = draft(topic="other", body="Fine.")
    assert edition.latest is not None
    now = timezone.now()
    publishing.schedule(version=edition.latest, due_at=now + timedelta(hours=1), by=cora(), now=now)
    assert publishing.publish_due(now=now + timedelta(hours=2)) == 1
    assert "Published" in browser().get(reverse("desk:edition", args=[edition.pk])).text


def test_it_publishes_several_and_lists_what_keeps_others_back() -> None:
    fine, open_, other = draft("fine"), draft("open", body="Write to {{ fill.company }}."), draft("other")
    published("read")
    client, address = browser(), reverse("desk:article-publications")
    page = client.get(address).text
    assert page.count('type="checkbox"') == 3
    after = client.post(address, {"edition": [fine.pk, open_.pk, "x", "999999"]})
    assert "1 edition is published." in after.text
    kept = after.text.split("Kept back")[1]
    assert "This place waits for your own words." in kept
    assert reverse("desk:edition", args=[open_.pk]) in kept
    assert set(Edition.objects.filter(published=None)) == {open_, other}
    assert f'value="{open_.pk}" checked' in after.text
    assert browser(ben()).post(address, {"edition": [other.pk]}).status_code == 403
