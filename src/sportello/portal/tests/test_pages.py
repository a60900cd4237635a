"""The pages of a help centre: what they show to whom, what they cost, what they set."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sportello.core.models import Event
from sportello.knowledge.models import Audience, Image
from sportello.knowledge.testing import published
from sportello.portal.keeping import KEPT
from sportello.portal.middleware import forget_domains
from sportello.portal.models import CentreLink, CentreText, HelpCentre, StepKind, Visit, VisitStep, Vote
from sportello.portal.testing import NOW, help_centre, order, road, visitor
from sportello.portal.visiting import COOKIE

pytestmark = pytest.mark.django_db

HOME = "/help/casa-lume/en"


def test_it_shows_articles_by_category_in_the_language_of_the_address() -> None:
    help_centre()
    published("late", title="My parcel is late")
    published("late", language="it", title="Il pacco è in ritardo")
    page = visitor().get("/help/casa-lume/it").text
    assert "Il pacco è in ritardo" in page
    assert "My parcel is late" not in page
    assert '<html lang="it">' in page
    assert 'hreflang="de"' in page


def test_it_sets_no_cookie_before_something_counts_and_then_one() -> None:
    help_centre()
    published("late")
    client = visitor()
    client.get(HOME)
    assert not client.cookies
    client.get(f"{HOME}/articles/late")
    assert list(client.cookies) == [COOKIE]
    cookie = client.cookies[COOKIE]
    assert (cookie["samesite"], bool(cookie["httponly"]), cookie["path"]) == ("Lax", True, "/help/casa-lume")
    visit = Visit.objects.get()
    assert cookie.value not in visit.key
    assert [step.kind for step in visit.steps.all()] == [StepKind.READ]


def test_it_begins_no_visit_for_robots() -> None:
    help_centre()
    published("late")
    visitor().get(f"{HOME}/articles/late", headers={"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"})
    assert not Visit.objects.exists()


def test_it_shows_a_shops_edition_only_to_who_came_by_the_shops_road() -> None:
    centre = help_centre()
    published("back", topic="return_request", title="Return it")
    published("back", topic="return_request", audience=Audience.SHOP, title="Return it, or take credit")
    address = f"{HOME}/articles/back"
    unknown, shop, guesser = visitor(), visitor(), visitor()
    answer = shop.get(f"{HOME}/articles/back?via={road(centre).code}")
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert "or take credit" in shop.get(address).text
    assert "or take credit" not in unknown.get(address).text
    assert "or take credit" not in guesser.get(f"{address}?audience=shop", follow=True).text
    assert "or take credit" not in guesser.get(f"{address}?via=guessed123", follow=True).text


def test_it_leads_marketplace_visitors_nowhere_of_the_sellers_own() -> None:
    centre = help_centre()
    CentreLink.objects.create(centre=centre, language="en", label="Our shop", url="https://casalume.example/")
    amazon, shop = visitor(), visitor()
    amazon.get(f"{HOME}?via={road(centre, Audience.AMAZON, 'amazon.it').code}")
    shop.get(f"{HOME}?via={road(centre).code}")
    assert "Our shop" in shop.get(HOME).text
    assert "Our shop" not in amazon.get(HOME).text
    assert "Our shop" not in visitor().get(HOME).text


def test_it_asks_whether_it_helped_and_why_not() -> None:
    help_centre()
    edition = published("late")
    client = visitor()
    page = client.get(f"{HOME}/articles/late").text
    stamp = re.search(r'name="stamp" value="([^"]+)"', page)
    assert stamp
    said = client.post(f"{HOME}/articles/late/votes", {"helpful": "no", "stamp": stamp[1]})
    assert said["Location"].endswith("?voted=no#helped")
    client.post(f"{HOME}/articles/late/votes", {"helpful": "no", "reason": "unclear"})
    vote = Vote.objects.get()
    assert (vote.edition, vote.helpful, vote.reason) == (edition, False, "unclear")
    client.post(f"{HOME}/articles/late/votes", {"helpful": "yes"})
    assert Vote.objects.get().helpful
    assert VisitStep.objects.filter(kind=StepKind.SOLVED).count() == 1
    assert Event.objects.filter(kind="visit.voted").count() == 3


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}],
    ids=["nothing", "another origin", "another site"],
)
def test_it_takes_no_post_of_another_page(headers: dict[str, str]) -> None:
    help_centre()
    published("late")
    client = visitor()
    if headers:
        client.get(f"{HOME}/articles/late")
    assert client.post(f"{HOME}/articles/late/votes", {"helpful": "yes"}, headers=headers).status_code == 403
    assert not Vote.objects.exists()


@pytest.mark.parametrize("path", ["topics/nothing", "contact/99", "requests/guessed", "old/page.html"])
def test_it_shows_the_way_on_where_nothing_is(path: str) -> None:
    help_centre()
    answer = visitor().get(f"{HOME}/{path}")
    assert answer.status_code == 404
    assert "This page is not here" in answer.text
    assert f'href="{HOME}/contact"' in answer.text


def test_it_says_in_which_language_an_article_is_when_it_is_not_in_this_one() -> None:
    help_centre()
    published("late", language="it", title="Il pacco è in ritardo")
    answer = visitor().get(f"{HOME}/articles/late")
    assert answer.status_code == 404
    assert "/help/casa-lume/it/articles/late" in answer.text
    assert visitor().get("/help/casa-lume/nl").status_code == 404
    assert visitor().get("/help/nobody/en").status_code == 404


def test_it_is_closed_until_it_is_opened() -> None:
    help_centre(is_open=False)
    assert visitor().get(HOME).status_code == 404


def test_it_leads_to_the_browsers_language() -> None:
    help_centre()
    client = visitor()
    german = client.get("/help/casa-lume", headers={"Accept-Language": "nl, de-CH;q=0.8, en;q=0.5"})
    assert german["Location"] == "/help/casa-lume/de"
    assert client.get("/help/casa-lume")["Location"] == "/help/casa-lume/it"


def test_it_tells_search_engines_what_it_answers_and_where() -> None:
    help_centre()
    published("late", title='My </script><b>"parcel"', body="It is **late**.")
    page = visitor().get(f"{HOME}/articles/late").text
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert block
    told = json.loads(block[1])
    assert told["mainEntity"][0]["name"] == 'My </script><b>"parcel"'
    assert told["mainEntity"][0]["acceptedAnswer"]["text"] == "It is late."
    sitemap = visitor().get("/help/casa-lume/sitemap.xml").text
    assert "/help/casa-lume/en/articles/late</loc>" in sitemap
    assert "/it/articles/late</loc>" not in sitemap
    assert "Sitemap:" in visitor().get("/help/casa-lume/robots.txt").text


def test_it_serves_its_own_domain_and_nothing_else_there() -> None:
    centre = help_centre()
    published("late")
    HelpCentre.objects.filter(pk=centre.pk).update(domain="help.casalume.example")
    forget_domains()
    client = visitor()
    page = client.get("/en", headers={"Host": "help.casalume.example"})
    assert page.status_code == 200
    assert 'href="/en/articles/late"' in page.text
    assert 'rel="canonical" href="https://help.casalume.example/en"' in page.text
    assert client.get("/queue", headers={"Host": "help.casalume.example"}).status_code == 404
    assert client.get("/en", headers={"Host": "elsewhere.example"}).status_code in {400, 404}
    read = client.get("/en/articles/late", headers={"Host": "help.casalume.example"})
    assert read.cookies[COOKIE]["path"] == "/"
    forget_domains()


def test_it_serves_the_pictures_of_articles_on_its_own_domain() -> None:
    centre = help_centre()
    HelpCentre.objects.filter(pk=centre.pk).update(domain="help.casalume.example")
    forget_domains()
    name = "a" * 64
    Image.objects.create(sha256=name, kind="png", name="x", width=1, height=1, size=3, data=b"png", at=NOW)
    host = {"Host": "help.casalume.example"}
    assert visitor().get(f"/images/{name}.png", headers=host)["Content-Type"] == "image/png"
    assert visitor().get(f"/images/{name}.jpg", headers=host).status_code == 404
    forget_domains()


def test_it_serves_one_style_sheet_that_may_be_kept_for_ever() -> None:
    centre = help_centre()
    page = visitor().get(HOME).text
    sheets = re.findall(r'rel="stylesheet" href="([^"]+)"', page)
    assert len(sheets) == 1
    sheet = visitor().get(sheets[0])
    assert "immutable" in sheet["Cache-Control"]
    assert sheet.text.startswith(f":root{{--brand:{centre.colour};")
    assert visitor().get("/help/casa-lume/logo/none").status_code == 404


def test_it_shows_the_sellers_texts_and_no_page_for_missing_ones() -> None:
    centre = help_centre()
    CentreText.objects.create(centre=centre, kind="legal", language="en", text="# Casa Lume\n<script>x</script> VAT 1")
    answer = visitor().get(f"{HOME}/legal")
    assert "VAT 1" in answer.text
    assert "<script>x" not in answer.text
    assert visitor().get(f"{HOME}/privacy").status_code == 404


def test_it_costs_as_many_queries_with_many_articles_as_with_few() -> None:
    help_centre()
    published("one")
    client = visitor()

    def asked(path: str) -> int:
        KEPT.clear()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    client.get(f"{HOME}/articles/one")
    few = [asked(HOME), asked(f"{HOME}/articles/one"), asked(f"{HOME}/topics/policy")]
    for number in range(12):
        published(f"more-{number}", title=f"More {number}")
    assert [asked(HOME), asked(f"{HOME}/articles/one"), asked(f"{HOME}/topics/policy")] == few
    assert max(few) < 30


def test_it_weighs_little_and_asks_little_once_it_was_made() -> None:
    help_centre()
    for number in range(30):
        published(f"one-{number}", title=f"How to return number {number}", body="Words " * 400)
    client = visitor()
    for path in (HOME, f"{HOME}/articles/one-1", f"{HOME}/topics/delivery", f"{HOME}/contact"):
        answer = client.get(path)
        assert len(answer.content) < 40_000, path
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        assert len(queries) <= 12, "\n".join(query["sql"][:150] for query in queries)


def test_it_keeps_a_page_no_longer_than_it_is_right() -> None:
    help_centre()
    edition = published("late", title="Old title")
    client = visitor()
    assert "Old title" in client.get(HOME).text
    publication = edition.publications.get()
    publication.ended_at, publication.ended_as = NOW + timedelta(days=1), "withdrawn"
    publication.save()
    assert "Old title" not in client.get(HOME).text


def test_it_shows_the_order_again_on_the_home_page_of_who_looked_it_up() -> None:
    help_centre()
    order()
    client = visitor()
    page = client.get(f"{HOME}/order").text
    stamp = re.search(r'name="stamp" value="([^"]+)"', page)
    assert stamp
    client.post(f"{HOME}/order", {"number": "1042", "proof": "CLEO@posta.example", "stamp": stamp[1]})
    assert "Piacenza" in client.get(HOME).text
    assert "Piacenza" not in visitor().get(HOME).text
