"""Differences, the matrix, pictures and open places."""

import io
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Pixels

from sportello.accounts.testing import cora
from sportello.knowledge import completing, picturing, publishing, states
from sportello.knowledge.comparing import Piece, differences
from sportello.knowledge.matrix import Kept, Mark, rows
from sportello.knowledge.models import Edition, Image
from sportello.knowledge.picturing import NotAPicture
from sportello.knowledge.states import State, state_of, with_states
from sportello.knowledge.testing import LONG_AGO, draft, published, without_rules

NOW = LONG_AGO + timedelta(days=3)


@pytest.fixture(autouse=True)
def _no_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    without_rules(monkeypatch)


def test_it_shows_words_that_came_and_went() -> None:
    assert differences("Within 30 days.\nBye\n", "Within 14 days.\nBye\n") == [
        Piece("same", "Within "), Piece("removed", "30"), Piece("added", "14"), Piece("same", " days.\nBye\n"),
    ]  # fmt: skip


@given(st.text(alphabet="ab \n.", max_size=40), st.text(alphabet="ab \n.", max_size=40))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_it_loses_no_word_of_either(older: str, newer: str) -> None:
    pieces = differences(older, newer)
    assert "".join(piece.text for piece in pieces if piece.change != "added") == older
    assert "".join(piece.text for piece in pieces if piece.change != "removed") == newer


def kept(audience: str, language: str, **more: bool | int) -> Kept:
    told = {"is_published": True, "is_failing": False, "is_outdated": False, "reads": 3} | more
    return Kept(1, 1, audience, language, **told)  # type: ignore[arg-type]


def test_it_says_what_is_missing_behind_failing_or_unread() -> None:
    editions = [kept("any", "en"), kept("amazon", "en", is_failing=True), kept("any", "de", is_outdated=True),
                kept("any", "fr", is_published=False), kept("amazon", "fr", reads=0)]  # fmt: skip
    row, empty = rows([1, 2], editions, languages=["en", "de", "fr"])
    marks = [[(place.audience, place.mark) for place in cell] for cell in row.places]
    assert marks == [
        [("any", Mark.FINE), ("amazon", Mark.FAILING)],
        [("any", Mark.OUTDATED), ("amazon", Mark.MISSING)],
        [("any", Mark.UNPUBLISHED), ("amazon", Mark.UNREAD)],
    ]
    assert row.worst == Mark.MISSING
    assert [[place.mark for place in cell] for cell in empty.places] == [[Mark.MISSING]] * 3


def picture(kind: str, size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    buffer = io.BytesIO()
    pixels = Pixels.effect_noise(size, 80).convert("RGB") if kind == "JPEG" else Pixels.new("RGB", size, "red")
    pixels.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.django_db
def test_it_draws_pictures_anew_without_what_they_carried() -> None:
    exif = Pixels.Exif()
    exif[0x010F], exif[0x0112] = "Secret camera", 6
    image = picturing.take(data=picture("JPEG", (2000, 1000), exif=exif), name="lamp.jpg", by=cora(), now=NOW)
    assert (image.width, image.height) == (1000, 2000)
    data = bytes(image.data)
    assert b"Secret" not in data
    with Pixels.open(io.BytesIO(data)) as kept_one:
        assert dict(kept_one.getexif()) == {}
    assert image.address == f"/images/{image.sha256}.{image.kind}"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_it_keeps_a_picture_once(kind: str) -> None:
    for _ in range(2):
        picturing.take(data=picture(kind) + b"<script>alert(1)</script>", name="x", by=None, now=NOW)
    image = Image.objects.get()
    assert bytes(image.data).startswith(b"\x89PNG")
    assert b"script" not in bytes(image.data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "kind"),
        (b"GIF89a", "kind"),
        (picture("PNG")[:60], "broken"),
        (b"x" * (picturing.MOST_BYTES + 1), "large"),
        (picture("PNG", (9000, 5000)), "large"),
        (picture("BMP"), "kind"),
    ],
)
def test_it_refuses_what_is_no_picture(data: bytes, reason: str) -> None:
    with pytest.raises(NotAPicture) as refused:
        picturing.take(data=data, name="x", by=None, now=NOW)
    assert refused.value.reason == reason


@pytest.mark.django_db
def test_it_fills_an_open_place_everywhere() -> None:
    first = draft("one", body="By {{ fill.carriers }}.")
    draft("two", body="No place.")
    translated = draft("one", body="Par {{ fill.carriers }}.", language="fr")
    translated.versions.update(based_on=first.latest)
    draft("three", body="Mit {{ fill.carriers }}.", language="de")
    archived = draft("four", body="{{ fill.carriers }}")
    publishing.archive(edition=archived, by=None, now=NOW)
    at_work = Edition.objects.at_work().with_texts()
    assert completing.open_places(at_work) == {
        ("fill.carriers", "en"): 1, ("fill.carriers", "de"): 1, ("fill.carriers", "fr"): 1,
    }  # fmt: skip
    assert completing.complete(place="fill.carriers", language="en", words="BRT and GLS", by=cora(), now=NOW) == 1
    first.refresh_from_db()
    assert first.latest is not None
    assert (first.latest.number, first.latest.body) == (2, "By BRT and GLS.")
    assert translated.versions.get().based_on == first.latest
    with pytest.raises(ValueError, match="open"):
        completing.complete(place="policy.warranty", language="en", words="x", by=None, now=NOW)


@pytest.mark.django_db
def test_it_says_in_one_query_how_editions_stand(django_assert_num_queries: object) -> None:
    live, planned, away = published("live"), draft("planned"), draft("away")
    draft("written")
    failing = published("failing", breaks=("amazon",))
    assert planned.latest is not None
    publishing.schedule(version=planned.latest, due_at=NOW + timedelta(days=1), by=cora(), now=NOW)
    publishing.archive(edition=away, by=None, now=NOW)
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = {str(edition.article): edition for edition in with_states(Edition.objects.all())}
    assert {slug: state_of(edition) for slug, edition in found.items()} == {
        "live": State.PUBLISHED, "planned": State.SCHEDULED, "away": State.ARCHIVED, "written": State.DRAFT,
        "failing": State.PUBLISHED,
    }  # fmt: skip
    assert [slug for slug, edition in found.items() if states.is_failing(edition)] == ["failing"]
    assert {live, failing} < set(found.values())
