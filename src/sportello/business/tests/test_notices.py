"""The courtesy notices as the seller words them."""

import pytest
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from sportello.accounts.testing import ada, ben, lea
from sportello.business.models import NoticeEdition
from sportello.business.notice_texts import NOTICES
from sportello.business.notices import notices
from sportello.core.models import Event

pytestmark = pytest.mark.django_db
PAGE = "/settings/notices/amazon"


def browser(agent: object = None) -> Client:
    client = Client()
    client.force_login(agent or lea())  # type: ignore[arg-type]
    return client


def test_it_speaks_the_language_of_the_conversation_else_the_houses(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    NoticeEdition.objects.create(audience="amazon", language="de", text="Hallo[ {name}]!")
    with django_assert_num_queries(1):
        known = notices()
    assert known.text("amazon", "de-AT") == "Hallo[ {name}]!"
    assert known.text("ebay", "de") == NOTICES["de"]
    assert known.text("amazon", "it") == NOTICES["it"]
    with override_settings(LANGUAGE_CODE="fr"):
        assert known.text("amazon", "pl") == NOTICES["fr"]
    with override_settings(LANGUAGE_CODE="ja"):
        assert known.text("amazon", "") == NOTICES["en"]


def test_it_opens_to_owners_and_leads_only() -> None:
    for address in ("/settings/notices", PAGE):
        assert [browser(who).get(address).status_code for who in (ada(), lea(), ben())] == [200, 200, 403]
    assert browser().get("/settings/notices/etsy").status_code == 404


def test_it_keeps_only_what_was_worded_anew_and_goes_back_to_ours() -> None:
    form = {f"text_{code}": text for code, text in NOTICES.items()}
    assert browser().post(PAGE, form | {"text_it": "Buongiorno[ {name}],\r\ngrazie."}).status_code == 302
    assert [(row.language, row.text) for row in NoticeEdition.objects.all()] == [
        ("it", "Buongiorno[ {name}],\ngrazie.")
    ]
    assert "own wording: it" in browser().get("/settings/notices").content.decode()
    browser().post(PAGE, form)
    assert not NoticeEdition.objects.exists()
    assert [event.kind for event in Event.objects.order_by("pk")] == ["notice_edition.saved", "notice_edition.removed"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dear {name},", "Put {name} into [square brackets]"),
        ("Dear[ {nmae}],", "not {nmae}"),
        ("See https://casalume.example", "must not hold a link"),
        ("Look on eBay", "must not name another marketplace"),
    ],
)
def test_it_refuses_what_could_have_a_gap_or_breaks_a_rule(text: str, words: str) -> None:
    answer = browser().post(PAGE, {"text_en": text})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not NoticeEdition.objects.exists()
