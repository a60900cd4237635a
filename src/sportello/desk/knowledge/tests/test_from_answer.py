"""A good answer as a draft of an article."""

import pytest
from django.test import Client
from django.urls import reverse

from sportello.accounts.testing import ben
from sportello.inbox.models import Message
from sportello.inbox.tests.world import NOW, mail, said
from sportello.insights.writing.cleaning import Personal, cleaned
from sportello.knowledge.models import Edition
from sportello.knowledge.testing import without_rules


def test_it_takes_out_everybody_and_every_number_of_theirs() -> None:
    answer = (
        "Dear Cleo Rossi,\n\nyour parcel 1Z999AA10123456784 for order 302-1234567-7654321 goes to Via Roma 12, "
        "20144 Milano. Call +39 02 1234567 or write to cleo@example.org. See https://brt.it/x?id=12345.\n"
        "You can return it within 30 days; the refund of 10% takes 5 working days.\n\nKind regards,\nBen\nCasa Lume"
    )
    text = cleaned(answer, Personal(names=("Cleo Rossi", "Ben")), language="en")
    for private in (
        "Cleo",
        "Rossi",
        "Ben",
        "1Z999",
        "302-",
        "Roma",
        "Milano",
        "1234567",
        "example.org",
        "12345",
        "regards",
    ):
        assert private not in text
    assert "within 30 days" in text
    assert "10%" in text
    assert "5 working days" in text


@pytest.mark.parametrize(
    ("language", "answer", "kept"),
    [
        (
            "it",
            "Gentile Anna Bianchi,\n\nil reso è possibile entro 14 giorni.\n\nCordiali saluti\nMarta",
            "entro 14 giorni",
        ),
        (
            "de",
            "Guten Tag Herr Müller,\n\nGeld in 5 Werktagen.\n\nFreundliche Grüße\nLea Brandt",
            "Geld in 5 Werktagen.",
        ),
        ("fr", "Bonjour Paul,\n\nsous 10 jours.\n\nCordialement\nBen", "sous 10 jours."),
        ("es", "Hola Ana,\n\nen 3 días.\n\nUn saludo\nBen", "en 3 días."),
    ],
)
def test_it_keeps_the_policy_in_every_language(language: str, answer: str, kept: str) -> None:
    names = ["Anna Bianchi", "Müller", "Paul", "Ana", "Marta", "Lea Brandt", "Ben"]
    text = cleaned(answer, Personal(names=tuple(names)), language=language)
    assert kept in text
    for name in ("Anna", "Müller", "Paul", "Marta", "Lea", "Ben"):
        assert name not in text


@pytest.mark.django_db
def test_it_makes_a_draft_in_two_clicks(monkeypatch: pytest.MonkeyPatch) -> None:
    without_rules(monkeypatch)
    asked = said(mail("Can I send it back?"))
    message = Message.objects.create(
        thread=asked.thread, direction="out", kind="answer", sent_at=NOW, created_at=NOW, language="en",
        text="Dear Cleo,\n\nyes, within 30 days.\n\nKind regards\nBen", agent=ben(),
    )  # fmt: skip
    client = Client()
    client.force_login(ben())
    address = reverse("desk:article-from-answer", args=[message.pk])
    assert "yes, within 30 days." in client.get(address).text
    client.post(address, {"title": "May I send it back?"})
    edition = Edition.objects.with_texts().get()
    assert edition.latest is not None
    assert (edition.latest.title, edition.latest.body) == ("May I send it back?", "yes, within 30 days.")
    assert edition.published is None
    assert edition.reviews.get().by == ben()
