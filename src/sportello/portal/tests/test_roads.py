"""Roads from the marketplaces: a printed code leads to a living page, is counted, and leads nowhere else."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from sportello.portal import braking
from sportello.portal.models import Insert, RoadEnd, Scans
from sportello.portal.roads.leading import Living, Wanted, nearest
from sportello.portal.testing import NOW, help_centre, road, visitor

IT_EN = ("it", "en")
LATE = Living("late-parcel", "where_is_my_order", "en")


def test_it_leads_to_the_article_then_its_topic_then_its_category_then_home() -> None:
    wanted = Wanted("late-parcel", "where_is_my_order", "", IT_EN)
    alike, near = Living("tracking", "where_is_my_order", "it"), Living("stuck", "tracking_stuck", "it")

    assert nearest(wanted, [alike, LATE]) == "/en/articles/late-parcel"
    assert nearest(wanted, [near, alike]) == "/it/articles/tracking"
    assert nearest(wanted, [near]) == "/it/topics/delivery"
    assert nearest(wanted, []) == "/it"
    assert nearest(Wanted("", "", "order", IT_EN), [LATE]) == "/it/order"


@given(st.text(), st.text())
def test_it_never_leads_out_of_the_help_centre(page: str, article: str) -> None:
    path = nearest(Wanted(article, "", page, IT_EN), [LATE])

    assert path in {"/it", "/it/order", "/it/contact", "/it/search", "/en/articles/late-parcel"}


@pytest.mark.django_db
def test_it_counts_a_scan_and_lets_the_visit_come_by_the_road() -> None:
    centre = help_centre()
    laid = road(centre)
    cleo = visitor()

    answer = cleo.get(f"/r/{laid.code.upper()}", headers={"Accept-Language": "de"})
    cleo.get(f"/help/casa-lume/r/{laid.code}")

    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"/help/casa-lume/de?via={laid.code}")
    assert Scans.objects.get(road=laid).count == 2
    cleo.get(f"/help/casa-lume/de?via={laid.code}")
    assert laid.visits.count() == 1


@pytest.mark.django_db
def test_it_keeps_a_code_alive_that_was_put_away() -> None:
    laid = road(help_centre())
    Insert.objects.create(road=laid, headline="Where is it?", topic="where_is_my_order")
    RoadEnd.objects.create(road=laid, at=NOW)

    assert laid.code in visitor().get(f"/r/{laid.code}").headers["Location"]


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["nobodysown", "https:evil.example", "%2f%2fevil.example", "x" * 300, "é", "%00"])
def test_it_leads_an_unknown_code_home_and_counts_it(code: str) -> None:
    help_centre()

    answer = visitor().get(f"/help/casa-lume/r/{code}?next=https://evil.example")

    assert answer.status_code in {302, 404}
    assert "evil" not in answer.headers.get("Location", "")
    if answer.status_code == 302:
        assert Scans.objects.get(road=None).count == 1


@pytest.mark.django_db
def test_it_looks_at_no_more_codes_of_who_tries_many(monkeypatch: pytest.MonkeyPatch) -> None:
    laid = road(help_centre())
    monkeypatch.setattr(braking, "SCANS", braking.Limit("scans", 1, braking.SCANS.within))
    zed = Client(HTTP_USER_AGENT="Zed")

    first, second = (zed.get(f"/r/{laid.code}").headers["Location"] for _ in range(2))

    assert laid.code in first
    assert second.endswith("/help/casa-lume/it")
    assert Scans.objects.get(road=laid).count == 1
