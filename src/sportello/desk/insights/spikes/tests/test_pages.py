"""The pages of spikes and what is done from them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sportello.accounts.models import Agent
from sportello.accounts.testing import ada, ben, cora, lea, rio
from sportello.desk.insights.spikes.letters import letter_to
from sportello.insights.models import SeriesCount, Spike, SpikeDraft, SpikeHook, SpikeMute, SpikeOutcome, SpikeVerdict

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def browser(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent)
    return client


def a_spike(*, key: str = "gls:IT", ended: bool = False, topic: str = "tracking_stuck") -> Spike:
    now = timezone.now()
    spike = Spike.objects.create(
        kind="topic",
        key=topic,
        began_at=now - 2 * HOUR,
        noticed_at=now - HOUR / 2,
        ended_at=now if ended else None,
        hours=2,
        observed=14,
        expected=2.53,
        cause_kind="lane",
        cause_key=key,
        cause_share=0.9,
        rises=[
            {"kind": "topic", "key": topic, "observed": 14.0, "expected": 2.53},
            {"kind": "lane", "key": key, "observed": 13.0, "expected": 1.2},
            {"kind": "product", "key": "4711", "observed": 9.0, "expected": 1.0},
        ],
        tickets=[11, 12],
    )
    hour = (now - HOUR).replace(minute=0, second=0, microsecond=0)
    SeriesCount.objects.get_or_create(kind="topic", key=topic, hour=hour, defaults={"n": 12})
    return spike


def text(client: Client, name: str, *args: int) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_says_what_rose_and_the_likely_cause() -> None:
    spike = a_spike()
    for page in (text(browser(lea()), "desk:insights-spikes"), text(browser(lea()), "desk:insights-spike", spike.pk)):
        assert "GLS in IT" in page
        assert "where about 2.5 are usual" in page
        assert "explains 90% of the rise" in page


def test_it_says_what_it_means_that_there_are_none() -> None:
    assert "Nothing was counted yet." in text(browser(lea()), "desk:insights-spikes")
    SeriesCount.objects.create(kind="all", hour=timezone.now(), n=1)
    assert "Nothing unusual." in text(browser(lea()), "desk:insights-spikes")


def test_it_is_for_those_who_see_figures() -> None:
    spike = a_spike()
    for agent in (ben(), cora()):
        for address in (reverse("desk:insights-spikes"), reverse("desk:insights-spike", args=[spike.pk])):
            assert browser(agent).get(address).status_code == 403
    page = text(browser(rio()), "desk:insights-spike", spike.pk)
    assert "Begin an article" not in page
    assert "Mute" not in page
    assert browser(rio()).post(reverse("desk:insights-spike-verdict", args=[spike.pk])).status_code == 403


def test_it_asks_no_more_often_the_more_spikes_there_are() -> None:
    client = browser(lea())
    a_spike()
    a_spike(ended=True, topic="invoice")
    text(client, "desk:insights-spikes")
    with CaptureQueriesContext(connection) as few:
        text(client, "desk:insights-spikes")
    for number, topic in enumerate(("warranty", "exchange", "refund_status", "assembly")):
        a_spike(topic=topic, key=f"dhl:{number}")
        a_spike(topic=topic, key=f"ups:{number}", ended=True)
    with CaptureQueriesContext(connection) as many:
        text(client, "desk:insights-spikes")
    assert len(many) == len(few)


def test_it_counts_what_calls_proved_to_be() -> None:
    client = browser(lea())
    for topic, outcome in (("invoice", "true"), ("warranty", "known"), ("exchange", "false")):
        spike = a_spike(topic=topic)
        client.post(reverse("desk:insights-spike-verdict", args=[spike.pk]), {"outcome": outcome})
    assert SpikeVerdict.objects.get(spike=spike).outcome == SpikeOutcome.FALSE_ALARM
    assert "2 of 3 were right" in text(client, "desk:insights-spikes")
    client.post(reverse("desk:insights-spike-verdict", args=[spike.pk]), {"outcome": "nonsense"})
    assert SpikeVerdict.objects.get(spike=spike).outcome == SpikeOutcome.FALSE_ALARM


def test_it_mutes_a_series_and_hears_it_again() -> None:
    client, spike = browser(lea()), a_spike()
    client.post(reverse("desk:insights-spike-mutes", args=[spike.pk]), {"series": "1", "days": "7"})
    mute = SpikeMute.objects.get()
    assert (mute.kind, mute.key, mute.by) == ("lane", "gls:IT", lea())
    assert timedelta(days=6, hours=23) < mute.until - timezone.now() < timedelta(days=7)
    assert "Hear of it again" in text(client, "desk:insights-spikes")
    client.post(reverse("desk:insights-mute-removal", args=[mute.pk]))
    assert "Hear of it again" not in text(client, "desk:insights-spikes")


@pytest.mark.parametrize("told", [{}, {"series": "9", "days": "7"}, {"series": "0", "days": "365"}, {"series": "²"}])
def test_it_makes_nothing_of_a_mute_without_sense(told: dict[str, str]) -> None:
    spike = a_spike()
    browser(lea()).post(reverse("desk:insights-spike-mutes", args=[spike.pk]), told)
    assert not SpikeMute.objects.exists()


def test_it_begins_an_article_by_one_click_and_opens_it_by_the_second() -> None:
    client, spike = browser(lea()), a_spike()
    first = client.post(reverse("desk:insights-spike-article", args=[spike.pk]))
    again = client.post(reverse("desk:insights-spike-article", args=[spike.pk]))
    draft = SpikeDraft.objects.get()
    assert first["Location"] == again["Location"] == reverse("desk:edition", args=[draft.edition_id])
    assert (draft.edition.article.topic, draft.edition.article.slug) == ("tracking_stuck", "gls-in-it")
    assert "gls-in-it" in text(client, "desk:insights-spike", spike.pk)


def test_it_adds_a_program_and_shows_its_secret_once() -> None:
    client = browser(ada())
    told = {"url": "https://chat.casalume.example/hooks/7"}
    page = client.post(reverse("desk:insights-hooks"), told).content.decode()
    assert "The secret of this program" in page
    assert client.post(reverse("desk:insights-hooks"), told).status_code == 422
    assert client.post(reverse("desk:insights-hooks"), {"url": "no address"}).status_code == 422
    again = text(client, "desk:insights-hooks")
    assert "The secret of this program" not in again
    assert told["url"] in again
    client.post(reverse("desk:insights-hook-removal", args=[SpikeHook.objects.get().pk]))
    assert "No program is told." in text(client, "desk:insights-hooks")
    assert browser(cora()).get(reverse("desk:insights-hooks")).status_code == 403


def test_it_says_figures_in_the_letter_and_names_nobody() -> None:
    spike = a_spike()
    mail = letter_to(lea(), spike)
    assert mail.subject == "Spike: GLS in IT (Tracking stuck: 14 instead of about 3)"
    assert "14 in 2 hours, where about 3 are usual" in mail.body
    assert "Product 4711: 9 instead of about 1" in mail.body
    assert mail.to == [lea().email]


def test_it_finds_no_spike_that_is_not_there() -> None:
    assert browser(lea()).get(reverse("desk:insights-spike", args=[1])).status_code == 404


def test_it_says_what_goes_on_on_the_desk_of_those_who_lead() -> None:
    a_spike()
    said = "Spike: GLS in IT (Tracking stuck: 14 instead of about 3)"
    assert said in text(browser(lea()), "desk:queue")
    assert said in text(browser(lea()), "desk:insights-spikes-told")
    assert said not in text(browser(ben()), "desk:queue")
    assert "GLS in IT" in text(browser(lea()), "desk:insights-today")
