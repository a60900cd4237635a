"""Shipping confirmations with a link: off until an owner confirmed it, with who and when, and off again later."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from sportello.accounts.models import Agent
from sportello.accounts.testing import ada, ben, lea
from sportello.business import permitting
from sportello.business.models import ConfirmationPermit, Settings
from sportello.compliance import publishing, rechecking
from sportello.compliance.models import FailingText
from sportello.knowledge.testing import published
from sportello.portal.keeping import KEPT
from sportello.portal.models import HelpCentre, Road
from sportello.portal.roads import confirming, scanning
from sportello.portal.testing import help_centre

pytestmark = pytest.mark.django_db
GROUNDS = "Seller Support, case 1234567890"


@pytest.fixture
def centre() -> HelpCentre:
    """A help centre that the world reaches by https."""
    Settings.objects.filter(pk=Settings.objects.current().pk).update(base_url="https://desk.casalume.example")
    return help_centre()


def page(client: Client, centre: HelpCentre) -> str:
    return " ".join(client.get(f"/help-centres/{centre.pk}/confirmations").text.split())


def test_it_gives_the_text_only_while_an_owner_confirmed_it(
    enter: Callable[[Agent], Client], centre: HelpCentre
) -> None:
    owner, base = enter(ada()), f"/help-centres/{centre.pk}/confirmations"
    assert owner.post(base, {"language": "it"}).status_code == 302
    assert owner.post(base, {"language": "it"}).status_code == 302
    road = Road.objects.get(kind="confirmation")
    link = f"https://desk.casalume.example/r/{road.code}"
    assert link not in page(owner, centre)
    assert owner.post(f"{base}/permit", {"grounds": " "}).status_code == 422
    assert owner.post(f"{base}/permit", {"grounds": GROUNDS}).status_code == 302
    shown = page(owner, centre)
    assert link in shown
    assert GROUNDS in shown
    assert "Confirmed by" in owner.get("/rules/links").text
    owner.post(f"{base}/permit", {"as": "ended"})
    assert link not in page(owner, centre)
    (row,) = ConfirmationPermit.objects.all()
    assert (row.said_by, row.ended_by) == (ada(), ada())


def test_it_lets_owners_alone_confirm_and_nobody_else_see_the_page(
    enter: Callable[[Agent], Client], centre: HelpCentre
) -> None:
    base = f"/help-centres/{centre.pk}/confirmations"
    assert enter(lea()).post(f"{base}/permit", {"grounds": GROUNDS}).status_code == 422
    assert enter(ben()).get(base).status_code == 403
    assert permitting.standing() is None
    permitting.confirm(grounds=GROUNDS, by=ada(), now=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        ConfirmationPermit.objects.create(grounds="x", said_at=timezone.now())


@pytest.mark.parametrize("language", sorted(confirming.SENTENCES))
def test_it_keeps_the_rules_in_every_language_once_permitted(centre: HelpCentre, language: str) -> None:
    text = confirming.SENTENCES[language].format(link="https://desk.casalume.example/r/abc")
    assert "AMZ-C1" in {each.rule for each in confirming.problems(text, language=language)}
    permitting.confirm(grounds=GROUNDS, by=ada(), now=timezone.now())
    assert confirming.problems(text, language=language) == []
    foreign = text.replace("desk.casalume.example", "shop.casalume.example")
    assert {each.rule for each in confirming.problems(foreign, language=language)}


def test_it_leads_to_the_article_about_tracking_else_to_the_order(centre: HelpCentre) -> None:
    now, written = timezone.now(), published(language="it").article
    roads = [confirming.lay(centre, language=language, by=ada(), now=now) for language in ("it", "de", "it")]
    assert roads[0] == roads[2]
    assert roads[0].article == written
    assert scanning.target(roads[0], language="en", now=now) == "/it/articles/late-parcel"
    Road.objects.filter(pk=roads[1].pk).update(article=None)
    roads[1].refresh_from_db()
    assert scanning.target(roads[1], language="en", now=now).endswith("/order")


def test_it_is_judged_anew_when_rules_change_while_it_is_shown(
    centre: HelpCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, owner = timezone.now(), ada()
    road = confirming.lay(centre, language="it", by=owner, now=now)

    def keys() -> list[str]:
        return [text.key for name, text in publishing.published(now) if name == confirming.PROVIDER]

    assert keys() == []
    permitting.confirm(grounds=GROUNDS, by=owner, now=now)
    assert keys() == [str(road.pk)]
    rechecking.refresh(now=now, most=1000)
    assert not FailingText.objects.filter(provider=confirming.PROVIDER).exists()
    monkeypatch.setattr(confirming, "own_hosts", frozenset)
    rechecking.refresh(now=now, most=1000)
    failing = FailingText.objects.get(provider=confirming.PROVIDER)
    assert failing.place == f"/help-centres/{centre.pk}/confirmations"
    assert rechecking.switch_off(provider=confirming.PROVIDER, key=failing.key, by=owner, now=now)
    assert keys() == []
    confirming.lay(centre, language="de", by=owner, now=now)
    assert len(keys()) == 1
    Settings.objects.update(base_url="")
    monkeypatch.setattr("django.conf.settings.SPORTELLO_BASE_URL", "")
    KEPT.clear()
    assert keys() == []
