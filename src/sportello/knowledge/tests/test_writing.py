"""Versions of editions."""

from datetime import timedelta

import pytest

from sportello.accounts.testing import ben, cora
from sportello.core.models import Event
from sportello.knowledge import reviewing, writing
from sportello.knowledge.models import Article, Edition, ReviewOutcome, UnsavedText
from sportello.knowledge.testing import LONG_AGO, draft, without_rules
from sportello.knowledge.texts import Text, Unfit
from sportello.knowledge.verdicts import text_of

pytestmark = pytest.mark.django_db
NOW = LONG_AGO + timedelta(days=3)


@pytest.fixture(autouse=True)
def _no_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    without_rules(monkeypatch)


def begun(language: str = "en", title: str = "Late parcel") -> Edition:
    article = Article.objects.filter(slug="late").first() or writing.new_article(
        slug="late", topic="where_is_my_order", original_language="en", by=cora(), now=NOW
    )
    return writing.begin(article=article, audience="any", language=language, text=Text(title), by=cora(), now=NOW)


def saved(edition: Edition, title: str, base: int, *, is_up_to_date: bool = False) -> int:
    version = writing.save(
        edition=edition, text=Text(title), base=base, by=cora(), now=NOW, is_up_to_date=is_up_to_date
    )
    return version.number


def test_it_begins_with_the_first_version_and_its_verdicts() -> None:
    edition = begun()
    assert edition.latest is not None
    assert (edition.latest.number, edition.latest.title) == (1, "Late parcel")
    assert set(edition.latest.verdicts.values_list("audience", flat=True)) == {
        "any",
        "amazon",
        "ebay",
        "walmart",
        "shop",
    }


def test_it_has_one_edition_for_an_audience_and_a_language() -> None:
    edition = begun()
    with pytest.raises(writing.AlreadyThere) as found:
        begun()
    assert found.value.edition == edition


def test_it_keeps_every_saved_text_and_adds_none_for_the_same() -> None:
    edition = begun()
    assert saved(edition, "Late", 1) == 2
    assert saved(edition, " Late ", 2) == 2
    assert list(edition.versions.values_list("title", flat=True)) == ["Late", "Late parcel"]


def test_it_lets_nobody_overwrite_what_somebody_else_saved() -> None:
    edition = begun()
    saved(edition, "By Cora", 1)
    with pytest.raises(writing.Overtaken) as met:
        writing.save(edition=edition, text=Text("By Ben"), base=1, by=ben(), now=NOW)
    assert met.value.latest.title == "By Cora"
    assert edition.versions.count() == 2


def test_it_restores_an_older_text_as_a_version_of_its_own() -> None:
    edition = begun()
    saved(edition, "Worse", 1)
    first = edition.versions.get(number=1)
    copy = writing.restore(version=first, by=cora(), now=NOW)
    assert (copy.number, copy.title, copy.restored) == (3, "Late parcel", first)


def test_it_knows_from_which_original_a_translation_was_made() -> None:
    original, german = begun(), begun("de", "Paket verspätet")
    first = original.latest
    assert german.latest is not None
    assert german.latest.based_on == first
    saved(original, "Your parcel is late", 1)
    saved(german, "Ihr Paket", 1)
    german.refresh_from_db()
    assert german.latest.based_on == first
    saved(german, "Ihr Paket", 2, is_up_to_date=True)
    german.refresh_from_db()
    assert german.latest.based_on == original.versions.get(number=2)


def test_it_keeps_what_is_typed_until_it_is_saved() -> None:
    edition = begun()
    assert edition.latest is not None
    for title in ("L", "La"):
        writing.keep_unsaved(
            edition=edition, base=edition.latest, text=Text(title), keywords="", questions="", by=cora(), now=NOW
        )
    assert UnsavedText.objects.get().title == "La"
    saved(edition, "Later", 1)
    assert not UnsavedText.objects.exists()


def test_it_ends_a_review_when_the_text_changes() -> None:
    edition = begun()
    assert edition.latest is not None
    review = reviewing.ask(version=edition.latest, by=cora(), now=NOW)
    saved(edition, "Changed", 1)
    review.refresh_from_db()
    assert review.outcome == ReviewOutcome.OVERTAKEN


def test_it_lets_nobody_approve_their_own_text() -> None:
    edition = begun()
    assert edition.latest is not None
    review = reviewing.ask(version=edition.latest, by=cora(), now=NOW)
    with pytest.raises(reviewing.OwnText):
        reviewing.decide(review=review, approve=True, by=cora(), now=NOW)
    reviewing.decide(review=review, approve=True, by=ben(), now=NOW)
    review.refresh_from_db()
    assert (review.outcome, review.ended_by) == (ReviewOutcome.APPROVED, ben())


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (Text(" \n"), "title"),
        (Text("t" * 161), "title"),
        (Text("t", body="b" * 5_000_000), "body"),
        (Text("t", summary="s" * 321), "summary"),
        (Text("t", keywords=tuple(map(str, range(61)))), "keywords"),
        (Text("t", questions=("q" * 201,)), "questions"),
    ],
)
def test_it_refuses_what_is_empty_or_too_long(text: Text, part: str) -> None:
    with pytest.raises(Unfit) as refused:
        writing.save(edition=draft(), text=text, base=1, by=None, now=NOW)
    assert refused.value.part == part


def test_it_tidies_a_text() -> None:
    text = Text(" A\x00 b ", body="\r\nx\r\ny  \n\n", keywords=("Late", "late", " ")).tidied()
    assert text == Text("A b", body="x\ny", keywords=("Late",))


def test_it_keeps_ids_and_no_words_in_events() -> None:
    edition = begun()
    saved(edition, "Secret words", 1)
    version = edition.versions.get(number=2)
    event = Event.objects.get(kind="edition.saved")
    assert (event.subject_id, event.data) == (edition.pk, {"version": version.pk})
    assert text_of(version).title == "Secret words"
