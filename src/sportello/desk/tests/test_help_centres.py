"""The owner's pages about help centres: look, texts, links, the form's tree."""

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from sportello.accounts.models import Agent
from sportello.accounts.testing import ada
from sportello.business.policy import stating
from sportello.business.policy.finding import Fact
from sportello.business.policy.values import Kind
from sportello.channels.models import Channel
from sportello.compliance import publishing, rechecking
from sportello.compliance.models import FailingText
from sportello.core.models import Event
from sportello.knowledge.testing import published
from sportello.portal.models import FormChoice, HelpCentre, Outcome, Visit
from sportello.portal.seller_texts import PROVIDER
from sportello.portal.testing import NOW, help_centre, visitor

from .world import ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(enter: Callable[[Agent], Client]) -> Client:
    return enter(ada())


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (1200, 400), "red").save(out, "PNG")
    return SimpleUploadedFile("logo.png", out.getvalue())


def looks(**given: object) -> dict[str, object]:
    blocks = ["order", "delivery"]
    return {"name": "Casa Lume", "colour": "#0a5c4d", "font": "serif", "blocks": blocks, "held_out": 10, **given}


def test_it_founds_opens_and_closes_a_help_centre(owner: Client) -> None:
    brand = help_centre(is_open=False).brand
    made = owner.post("/help-centres", {"brand": brand.pk, "name": "Lume DE", "slug": "lume-de"})
    centre = HelpCentre.objects.get(slug="lume-de")
    assert made["Location"] == f"/help-centres/{centre.pk}"
    again = owner.post("/help-centres", {"brand": brand.pk, "name": "Lume DE", "slug": "lume-de"})
    assert again.status_code == 422
    owner.post(f"/help-centres/{centre.pk}/opening")
    assert visitor().get("/help/lume-de/de").status_code == 200
    owner.post(f"/help-centres/{centre.pk}/closing")
    assert visitor().get("/help/lume-de/de").status_code == 404
    told = Event.objects.filter(subject_id=centre.pk, kind__startswith="help_centre").order_by("pk")
    kinds = list(told.values_list("kind", flat=True))
    assert kinds == ["help_centre.founded", "help_centre.opened", "help_centre.closed"]


def test_it_says_what_is_missing_and_what_was_saved(owner: Client) -> None:
    centre = help_centre()
    page = owner.get(f"/help-centres/{centre.pk}").text
    assert "There is no legal notice" in page
    assert "No visit is settled yet" in page
    assert centre.channel is not None
    Channel.objects.filter(pk=centre.channel.pk).update(sends_through=None)
    assert "No mailbox sends" in owner.get(f"/help-centres/{centre.pk}").text


def test_it_changes_the_look_and_draws_the_logo_anew(owner: Client) -> None:
    centre = help_centre()
    saved = owner.post(f"/help-centres/{centre.pk}/look", looks(picture=picture(), domain="Help.Casalume.example"))
    assert saved.status_code == 302
    centre.refresh_from_db()
    assert (centre.colour, centre.font, centre.held_out) == ("#0a5c4d", "serif", 10)
    assert centre.domain == "help.casalume.example"
    with Image.open(io.BytesIO(bytes(centre.logo))) as logo:
        assert (logo.format, logo.size) == ("PNG", (600, 200))
    page = visitor().get("/help/casa-lume/it")
    assert "/logo/" in page.text
    assert "Resi" not in page.text or 'id="returns-title"' not in page.text


@pytest.mark.parametrize(
    "given",
    [
        {"colour": "red"},
        {"domain": "https://help.example.com"},
        {"held_out": 90},
        {"picture": SimpleUploadedFile("logo.png", b"no picture")},
    ],
)
def test_it_refuses_what_cannot_be(owner: Client, given: dict[str, object]) -> None:
    centre = help_centre()
    assert owner.post(f"/help-centres/{centre.pk}/look", looks(**given)).status_code == 422


def test_it_shows_a_sample_of_a_colour_and_its_contrast(owner: Client) -> None:
    centre = help_centre()
    sample = owner.get(f"/help-centres/{centre.pk}/look/sample", {"colour": "#f2c14e", "font": "serif"}).text
    assert "too light to read on white" in sample
    sheet = owner.get(f"/help-centres/{centre.pk}/look/sample.css", {"colour": "#f2c14e"}).text
    assert sheet.startswith(".centre-sample{--brand:#f2c14e")
    assert "}" not in owner.get(f"/help-centres/{centre.pk}/look/sample.css", {"colour": "#}{"}).text[:-3]


def test_it_keeps_texts_by_language(owner: Client) -> None:
    centre = help_centre()
    address = f"/help-centres/{centre.pk}/texts?language=de"
    owner.post(address, {"legal": "Casa Lume, **Milano**", "welcome": "", "privacy": ""})
    assert "<strong>Milano</strong>" in visitor().get("/help/casa-lume/de/legal").text
    assert visitor().get("/help/casa-lume/it/legal").status_code == 404
    owner.post(address, {"legal": "", "welcome": "", "privacy": ""})
    assert not centre.texts.exists()


def test_it_keeps_links_that_are_protected(owner: Client) -> None:
    centre = help_centre()
    given = {"place": "footer", "language": "it", "label": "Shop", "position": 0}
    assert owner.post(f"/help-centres/{centre.pk}/links", given | {"url": "http://a.example"}).status_code == 422
    owner.post(f"/help-centres/{centre.pk}/links", given | {"url": "https://casalume.example"})
    link = centre.links.get()
    owner.post(f"/help-centres/{centre.pk}/links/{link.pk}/removal")
    assert not centre.links.exists()


def test_it_edits_the_form_without_code(owner: Client) -> None:
    centre = help_centre()
    above = centre.choices.get(category="delivery")
    address = f"/help-centres/{centre.pk}/form/choices"
    given = {
        "parent": above.pk,
        "position": 9,
        "topic": "tracking_stuck",
        "needs": ["order"],
        "label_it": "Fermo da giorni",
    }
    assert owner.post(address, given).status_code == 302
    made = FormChoice.objects.latest("pk")
    assert (made.asks, made.needs, made.labels) == (["order"], ["order"], {"it": "Fermo da giorni"})
    assert "Fermo da giorni" in visitor().get(f"/help/casa-lume/it/contact/{above.pk}").text
    owner.post(f"{address}/{made.pk}/removal")
    assert "Fermo da giorni" not in visitor().get(f"/help/casa-lume/it/contact/{above.pk}").text


def test_it_refuses_circles_and_depth(owner: Client) -> None:
    centre = help_centre()
    above = centre.choices.get(category="delivery")
    below = above.children.first()
    assert below is not None
    address = f"/help-centres/{centre.pk}/form/choices"
    circle = owner.post(f"{address}/{above.pk}", {"parent": below.pk, "position": 0, "topic": "other"})
    assert circle.status_code == 422
    assert "cannot stand below itself" in circle.text
    for _level in range(2):
        owner.post(address, {"parent": below.pk, "position": 0, "topic": "other"})
        below = FormChoice.objects.latest("pk")
    deep = owner.post(address, {"parent": below.pk, "position": 0, "topic": "other"})
    assert "Four levels" in deep.text


def test_it_tells_a_buyers_visits_in_their_history(owner: Client) -> None:
    centre, now = help_centre(), timezone.now()
    made = ticket("Where is it?", now=now)
    Visit.objects.create(
        centre=centre, key="k", language="it", began_at=now, last_at=now, customer=made.customer,
        outcome=Outcome.IMPLIED, settled_at=now,
    )  # fmt: skip
    page = owner.get(f"/tickets/{made.pk}/history?what=visits").text
    assert "Visited the help centre Casa Lume" in page
    assert "no message within three days" in page
    assert "Visited" not in owner.get(f"/tickets/{ticket('Else', by='Zed', now=now).pk}/history?what=visits").text


def test_it_holds_the_sellers_texts_to_the_rules(owner: Client) -> None:
    centre = help_centre()
    address = f"/help-centres/{centre.pk}/texts?language=en"
    legal = "Casa Lume S.r.l., Milano, hello@casalume.example, +39 02 1234567, https://casalume.example"
    refused = owner.post(address, {"welcome": "10 % off your next order in our shop!", "legal": legal})
    assert refused.status_code == 422
    assert "10 % off" in refused.text
    assert not centre.texts.exists()
    assert owner.post(address, {"welcome": "Choose a topic.", "legal": legal}).status_code == 302
    assert {text.key for name, text in publishing.published(NOW) if name == PROVIDER} == {
        str(pk) for pk in centre.texts.values_list("pk", flat=True)
    }
    rechecking.refresh(now=NOW, most=1000)
    assert not FailingText.objects.filter(provider=PROVIDER).exists()
    centre.texts.filter(kind="welcome").update(text="Leave us a five star review on Amazon for a voucher.")
    rechecking.refresh(now=NOW, most=1000)
    assert FailingText.objects.get(provider=PROVIDER).place.endswith("language=en")


def test_it_counts_in_the_navigation_what_a_changed_fact_left_to_look_at(owner: Client) -> None:
    centre = help_centre()
    published("one", body="Within {{ policy.return_window }}.")
    before = owner.get(f"/help-centres/{centre.pk}").text
    stating.state(fact=Fact("return_window", Kind.DAYS, {"count": 30}, NOW.date()), by=ada(), now=NOW)
    after = owner.get(f"/help-centres/{centre.pk}").text
    assert '<b class="nav__count">1</b>' in after
    assert '<b class="nav__count">1</b>' not in before
