"""The pages of what to write next."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from sportello.accounts.models import Agent
from sportello.accounts.testing import ada, ben, cora, rio
from sportello.insights.models import ChannelWeight, Gap, GapMute, Sifting, WrittenArticle
from sportello.insights.writing import sifting, weighing
from sportello.insights.writing.tests import world
from sportello.knowledge.models import Edition, Place, Search
from sportello.knowledge.testing import published, without_rules

pytestmark = pytest.mark.django_db

ANSWER = (
    "Gentile Cleo,\n\nla lampada si monta senza attrezzi: sviti il paralume e prema l'anello di Giulia Conti.\n\n"
    "Cordiali saluti\nBen"
)


def browser(agent: Agent) -> Client:
    """A browser in which an agent is signed in."""
    client = Client()
    client.force_login(agent)
    return client


def plant(gaps: int = 1, *, tickets: int = 3) -> list[Gap]:
    """So many gaps of as many tickets."""
    now, on = timezone.now(), world.channel()
    for word in ("monta", "smonta", "pulisce", "accende", "ripara", "appende")[:gaps]:
        for number in range(tickets):
            said = world.asked(f"{word.title()} come la lampada {number}?", on=on, at=now - timedelta(days=20))
            if not number:
                world.answered(said, ANSWER, by=ben())
    sifting.take_in(now=now, encode=world.by_first_word)
    weighing.weigh(now=now, encode=world.by_first_word, search=world.nothing_found)
    return list(Gap.objects.order_by("pk"))


def test_it_says_what_will_stand_there_while_nothing_does() -> None:
    page = browser(cora()).get("/insights/writing").text
    assert "No tickets were looked at yet" in page
    Sifting.objects.create(weighed_at=timezone.now())
    page = browser(cora()).get("/insights/writing").text
    assert "No question was asked by three buyers" in page
    assert "Nothing was written from this list yet" in page
    assert "Nothing of this kind" in browser(cora()).get("/insights/writing?topic=warranty").text


def test_it_writes_the_sum_out_and_shows_nobody() -> None:
    (gap,) = plant()
    listed = browser(cora()).get("/insights/writing").text
    assert "3.3 tickets a month × 9% do not write × 5.0 min × weight 1.00 × 100% not answered yet = 1 min" in listed
    page = browser(cora()).get(f"/insights/writing/{gap.pk}").text
    assert "3 tickets in the last 28 days, taken to a month of 30.4 days." in page
    assert "No visit is measured here yet. 9% is published" in page
    assert "Monta come la lampada" in page
    assert "sviti il paralume" in page
    for secret in ("Cleo", "Giulia", "Conti"):
        assert secret not in page


def test_it_begins_the_article_and_leads_on_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    without_rules(monkeypatch)
    (gap,) = plant()
    answer = browser(cora()).post(reverse("desk:insights-gap-article", args=[gap.pk]))
    edition = Edition.objects.with_texts().get()
    assert answer["Location"] == reverse("desk:edition", args=[edition.pk])
    assert "Go on with the draft" in browser(cora()).get("/insights/writing").text
    assert edition.latest is not None
    assert "sviti il paralume" in edition.latest.body
    WrittenArticle.objects.update(
        followed={
            "published": "2026-10-01", "days": 30, "before": [50, 1000], "after": [20, 1000],
            "others_before": [90, 1000], "others_after": [88, 1000],
        }
    )  # fmt: skip
    page = browser(cora()).get("/insights/writing").text
    assert "× 0.40" in page
    assert "everything else meanwhile × 0.98" in page
    assert "may be chance" not in page
    editor = browser(cora()).get(reverse("desk:edition", args=[edition.pk])).text
    assert "Begun because buyers asked for it about 3 times a month" in editor
    assert "× 0.40" in editor


def test_it_names_an_article_in_its_own_language_when_no_words_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    without_rules(monkeypatch)
    (gap,) = plant()
    Gap.objects.filter(pk=gap.pk).update(examples=[], answers=[], topic="return_request")
    browser(cora()).post(reverse("desk:insights-gap-article", args=[gap.pk]))
    edition = Edition.objects.with_texts().get()
    assert edition.latest is not None
    assert (edition.language, edition.latest.title, edition.latest.body) == ("it", "Reso", "")


def test_it_lets_only_writers_write_and_only_those_in_charge_weigh() -> None:
    (gap,) = plant()
    article, weights = reverse("desk:insights-gap-article", args=[gap.pk]), reverse("desk:insights-writing-weights")
    assert browser(rio()).get("/insights/writing").status_code == 200
    assert browser(ben()).get("/insights/writing").status_code == 403
    assert browser(rio()).post(article).status_code == 403
    assert browser(cora()).post(weights).status_code == 403
    assert "Write this article" not in browser(rio()).get("/insights/writing").text


def test_it_weighs_channels_and_refuses_what_is_no_weight() -> None:
    plant()
    channel = world.channel()
    client, address = browser(ada()), reverse("desk:insights-writing-weights")
    assert client.post(address, {f"channel-{channel.pk}": "20"}).status_code == 422
    assert not ChannelWeight.objects.exists()
    client.post(address, {f"channel-{channel.pk}": "2.5"})
    assert "weight 2.50" in client.get("/insights/writing").text
    assert 'value="2.5"' in client.get("/insights/writing").text


def test_it_narrows_and_lists_what_was_searched_in_vain() -> None:
    plant()
    for language, text in (("it", "paralume nero"), ("it", "paralume nero"), ("de", "schirm")):
        Search.objects.create(
            at=timezone.now(), place=Place.HELP, language=language, audience="any", text=text, shown=[], none=1.0
        )
    client, on = browser(cora()), world.channel()
    page = client.get("/insights/writing").text
    assert page.index("paralume nero") < page.index("schirm")
    assert "1 gap, worth" in client.get(f"/insights/writing?channel={on.pk}&language=it&topic=assembly").text
    for query in ("topic=warranty", "language=de", "channel=987654", "product=5"):
        assert "1 gap, worth" not in client.get(f"/insights/writing?{query}").text
    for nonsense in ("topic=x", "language=x", "channel=x", "product=99999999999999999999", "page=x"):
        assert "1 gap, worth" in client.get(f"/insights/writing?{nonsense}").text


def test_it_asks_as_often_for_many_gaps_as_for_one(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    plant()
    client = browser(cora())
    client.get("/insights/writing")
    with django_assert_max_num_queries(40) as first:
        client.get("/insights/writing")
    plant(gaps=6, tickets=4)
    with django_assert_max_num_queries(len(first)):
        client.get("/insights/writing")


def test_it_keeps_what_is_answered_and_what_is_muted_apart() -> None:
    gap, other = plant(gaps=2)
    client = browser(cora())
    answered = answered_by_an_edition(gap)
    page = client.get("/insights/writing").text
    assert (f"/insights/writing/{gap.pk}" in page, f"/insights/writing/{other.pk}" in page) == (False, True)
    page = client.get("/insights/writing?list=mend").text
    assert reverse("desk:edition", args=[answered.pk]) in page
    assert "Mend the article" in page
    mutes = reverse("desk:insights-gap-mutes", args=[other.pk])
    assert browser(rio()).post(mutes, {"days": "28"}).status_code == 403
    client.post(mutes, {"days": ""})
    assert not GapMute.objects.exists()
    client.post(mutes, {"days": "28"})
    client.post(mutes, {"days": "ever"})
    mute = GapMute.objects.get(lifted_at=None)
    assert mute.until is None
    assert "An edition answers everything" in client.get("/insights/writing").text
    assert f"/insights/writing/{other.pk}" in client.get("/insights/writing?list=muted").text
    assert "for good" in client.get(f"/insights/writing/{other.pk}").text
    client.post(reverse("desk:insights-gap-mute-removal", args=[mute.pk]))
    assert f"/insights/writing/{other.pk}" in client.get("/insights/writing").text


def answered_by_an_edition(gap: Gap) -> Edition:
    """An edition that answers all examples of a gap."""
    edition = published("lampada", topic="assembly", language="it")
    gap.counted |= {"cover": [edition.pk, 3, 3, 0, 0]}
    gap.save(update_fields=["counted"])
    return edition
