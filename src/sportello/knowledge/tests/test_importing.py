"""Articles from files and as files."""

import io
import stat
import zipfile
from datetime import timedelta

import pytest

from sportello.accounts.testing import cora
from sportello.knowledge import importing
from sportello.knowledge.folders import packing
from sportello.knowledge.folders.files import NotAnArticle, read_file
from sportello.knowledge.folders.packing import Refused, pack, unpack
from sportello.knowledge.importing import Outcome
from sportello.knowledge.models import Article, Edition
from sportello.knowledge.starter.files import starter_files
from sportello.knowledge.testing import LONG_AGO, published, without_rules

NOW = LONG_AGO + timedelta(days=3)


@pytest.fixture(autouse=True)
def _no_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    without_rules(monkeypatch)


FILE = "---\ntitle: Late parcel\ntopic: where_is_my_order\nkeywords: late, parcel\nlinked: lost\n---\n\nLook at it.\n"


def archive(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.django_db
def test_it_takes_a_folder_and_gives_the_same_back() -> None:
    files = [("late/any.en.md", FILE), ("late/any.de.md", FILE.replace("Late parcel", "Paket verspätet")),
             ("lost/amazon.en.md", FILE.replace("Late", "Lost").replace("linked: lost", "linked: late"))]  # fmt: skip
    taken = importing.take_files(files, by=cora(), now=NOW)
    assert [each.outcome for each in taken] == [Outcome.NEW] * 3
    late = Article.objects.get(slug="late")
    assert [article.slug for article in late.linked.all()] == ["lost"]
    german = Edition.objects.get(language="de")
    assert german.published is None
    assert german.latest is not None
    assert german.latest.based_on == Edition.objects.get(article=late, language="en").latest
    again = list(importing.files_of(Edition.objects.with_texts().order_by("pk")))
    assert {path for path, _ in again} == {path for path, _ in files}
    assert {each.outcome for each in importing.take_files(unpack(pack(again)), by=cora(), now=NOW)} == {Outcome.SAME}


@pytest.mark.django_db
def test_it_takes_changes_as_new_versions_and_leaves_what_is_published() -> None:
    edition = published("late")
    taken = importing.take_files([("late/any.en.md", FILE)], by=None, now=NOW)
    assert [(each.outcome, each.edition) for each in taken] == [(Outcome.CHANGED, edition.pk)]
    edition.refresh_from_db()
    assert edition.latest is not None
    assert edition.published is not None
    assert (edition.latest.title, edition.published.title) == ("Late parcel", "My parcel is late")


@pytest.mark.django_db
def test_it_refuses_each_wrong_file_for_itself() -> None:
    files = [("x/any.en.md", "---\ntitle: x\ntopic: poetry\n---\n"), ("y/any.en.md", "---\ntopic: other\n---\n"),
             ("z/any.en.md", "---\nbroken"), ("readme.md", "# Hi"), ("late/any.en.md", FILE)]  # fmt: skip
    taken = {each.source: each.why or each.outcome for each in importing.take_files(files, by=None, now=NOW)}
    assert taken == {
        "x/any.en.md": "topic", "y/any.en.md": "title", "z/any.en.md": "matter", "readme.md": "path",
        "late/any.en.md": Outcome.NEW,
    }  # fmt: skip


def test_it_reads_names_and_titles_in_more_than_one_way() -> None:
    by_path = read_file("faq/late.it.md", "# Titolo\n\nTesto")
    assert (by_path.slug, by_path.audience, by_path.language, by_path.topic) == ("late", "any", "it", "other")
    assert (by_path.text.title, by_path.text.body) == ("Titolo", "Testo")
    by_matter = read_file("x.md", "---\nslug: a\naudience: shop\nlanguage: fr\ntitle: T\n---\n")
    assert by_matter.path == "a/shop.fr.md"
    with pytest.raises(NotAnArticle):
        read_file("../evil.en.md", "---\nslug: ../../etc\ntitle: x\n---\n")


@pytest.mark.parametrize("name", ["/etc/a.md", "../a.md", "a/../../b.md", "c:\\a.md", "a\\..\\b.md"])
def test_it_refuses_an_archive_that_names_a_path_outside(name: str) -> None:
    with pytest.raises(Refused) as refused:
        unpack(archive(**{name: "x"}))
    assert refused.value.reason == "path"


def test_it_refuses_links_bombs_and_what_is_no_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        link = zipfile.ZipInfo("a.md")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")
    for data, reason in [
        (buffer.getvalue(), "path"),
        (archive(**{"bomb.md": "0" * (packing.MOST_OF_ONE + 1)}), "large"),
        (b"PK\x03\x04 not really", "broken"),
        (archive(**{f"{number}.md": "" for number in range(packing.MOST_FILES + 1)}), "many"),
    ]:
        with pytest.raises(Refused) as refused:
            unpack(data)
        assert refused.value.reason == reason
    monkeypatch.setattr(packing, "MOST_IN_ALL", 10)
    with pytest.raises(Refused):
        unpack(archive(**{"a.md": "12345678", "b.md": "12345678"}))


def test_it_counts_bytes_and_believes_no_header() -> None:
    data = bytearray(archive(**{"bomb.md": "0" * (packing.MOST_OF_ONE + 1)}))
    claimed = (packing.MOST_OF_ONE + 1).to_bytes(4, "little")
    assert claimed in data
    with pytest.raises(Refused):
        unpack(bytes(data.replace(claimed, (10).to_bytes(4, "little"))))


def test_it_passes_over_what_is_no_text() -> None:
    assert unpack(archive(**{"a/late.en.md": "x", "a/photo.png": "x", "a/.hidden.md": "x"})) == [("a/late.en.md", "x")]


def test_it_packs_the_starter_articles() -> None:
    files = [(edition.path, edition.text.body) for edition in starter_files()]
    assert dict(unpack(pack(files))) == dict(files)
