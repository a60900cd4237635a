"""Answers without anybody in them."""

import re
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sportello.insights.writing.cleaning import MARKS, Personal, alike, cleaned, is_open, shortened

PERSONAL = Personal(
    names=["Cleo Rossi", "Ben Okafor", "Will Mark"],
    addresses=["Via Roma 12", "20144 Milano"],
    numbers=["302-7654321-1234567", "1Z999AA10123456784", "#3041"],
    public=["Casa Lume", "Aurora desk lamp"],
)
SECRETS = ("cleo", "rossi", "okafor", "roma", "milano", "7654321", "1z999", "3041")


class Answer(NamedTuple):
    """An answer, words of it that hold for all, and words of it that tell of one buyer."""

    text: str
    kept: tuple[str, ...]
    gone: tuple[str, ...]


ANSWERS = {
    "en": Answer(
        "Dear Cleo Rossi,\n\nyour parcel 1Z 999 AA1 0123456784 of order 302-7654321-1234567 was left with Giulia Conti"
        " on Tuesday 3 May. Call +39 02 1234567 or write to cleo.r@example.org. We sent €23.90 back.\nYou can return"
        " the Aurora within 30 days; the money takes 3-5 working days. We are here Monday to Friday, and will help."
        "\n1. Unscrew the shade\n2. Put in an E27 bulb of 12 W\n\nKind regards,\nBen\nCasa Lume",
        ("within 30 days", "3-5 working days", "Monday to Friday", "1. Unscrew", "E27 bulb of 12 W", "the Aurora"),
        ("giulia", "conti", "tuesday", "23.90", "1234567", "example.org", "regards"),
    ),
    "de": Answer(
        "Hallo Cleo,\n\nIhr Paket wurde am Dienstag, den 4. März bei Ihrer Nachbarin Ute Kranz in der Lindenstraße 4"
        " abgegeben, das Geld (19,90 €) kommt innerhalb von 14 Tagen. Bitte prüfen Sie die 4 Schrauben der Lampe. Es"
        " wurde bei Anton Huber hinterlegt, Herr Vogt ist unter 0151 23456789 da. Die Deutsche Post kommt noch einmal."
        "\n\nViele Grüße\nBen",
        ("innerhalb von 14 Tagen", "die 4 Schrauben der Lampe", "Deutsche Post"),
        ("ute", "kranz", "linden", "märz", "19,90", "anton", "huber", "vogt", "0151", "grüße"),
    ),
    "it": Answer(
        "Gentile signora Rossi, il pacco è stato lasciato a Mario Bianchi in via dei mille 4, il 3 maggio. Le"
        " rimborsiamo 23,90 euro entro 14 giorni lavorativi su PayPal, e la garanzia vale 2 anni. Giovedì ripassa"
        " Poste Italiane.\nCordiali saluti\nBen",
        ("entro 14 giorni lavorativi", "PayPal", "2 anni", "Poste Italiane"),
        ("mario", "bianchi", "mille", "maggio", "23,90", "giovedì", "saluti"),
    ),
    "fr": Answer(
        "Bonjour Cleo,\nvotre colis a été remis à Mme Dupont le 3/05, 12 rue des Lilas, 75011 Paris. Vous recevrez"
        " 12,50 € sous 10 jours. Demandez à Julien au magasin, ouvert du lundi au samedi.\nCordialement,\nBen",
        ("sous 10 jours", "du lundi au samedi"),
        ("dupont", "3/05", "lilas", "paris", "12,50", "julien", "cordialement"),
    ),
    "es": Answer(
        "Hola Cleo:\nsu pedido llegó el jueves 3 de mayo a la calle Mayor 5, 28013 Madrid, y lo recogió su vecina Ana"
        " Ruiz. Tiene 30 días para devolverlo y 2 años de garantía.\nUn saludo\nBen",
        ("30 días", "2 años"),
        ("jueves", "mayo", "mayor", "madrid", "ana ", "ruiz", "saludo"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", ANSWERS)
def test_it_leaves_what_holds_for_all_and_nothing_of_one_buyer(language: str) -> None:
    answer, kept, gone = ANSWERS[language]
    text = cleaned(answer, PERSONAL, language=language)
    for words in kept:
        assert words in text
    for secret in (*gone, *SECRETS):
        assert secret not in text.lower(), text
    assert is_open(text)


def test_it_leaves_a_text_that_holds_for_all_as_it_is() -> None:
    for language, text in {
        "en": "Open Your Orders, choose “Track Package” and wait 48 hours. If it still stands, we ask the carrier.",
        "it": "Apri I miei ordini e scegli il reso. Il rimborso arriva entro 14 giorni su PayPal.",
        "de": "Öffnen Sie Meine Bestellungen. Die Rücksendung ist binnen 30 Tagen möglich, das Etikett liegt da.",
        "fr": "Ouvrez Mes commandes et choisissez le retour. Vous avez 30 jours, et la garantie dure 2 ans.",
        "es": "Abra Mis pedidos y elija la devolución. Tiene 30 días; el reembolso tarda 5 días.",
    }.items():
        assert cleaned(text, Personal(), language=language) == text


def test_it_keeps_the_places_of_policies() -> None:
    text = "You have {{ policy.return_window_number }} days."
    assert cleaned(text, Personal(names=["Policy Window"]), language="en") == text


def test_it_takes_an_ordinary_word_for_a_name_only_with_its_capital() -> None:
    text = cleaned("We asked Will, and we will write.", Personal(names=["Will Stone"]), language="en")
    assert text == "We asked [name], and we will write."


def test_it_shortens_between_words_and_knows_a_text_again() -> None:
    assert shortened("where is  my parcel", 12) == "where is…"
    assert shortened("short", 12) == "short"
    assert alike("Where is it?", ["where IS it"])
    assert not alike("Where is it?", ["Where was it?"])


NAMES = st.from_regex(r"[A-Z][a-z]{3,9} [A-Z][a-zèéäöüñ]{3,11}", fullmatch=True)
NUMBERS = st.one_of(
    st.from_regex(r"[0-9]{3}-[0-9]{7}-[0-9]{7}", fullmatch=True),
    st.from_regex(r"\+?[0-9]{2,4}[ /-][0-9]{3,4}[ ]?[0-9]{3,5}", fullmatch=True),
    st.from_regex(r"[A-Z]{2}[0-9]{9}[A-Z]{2}", fullmatch=True),
    st.from_regex(r"#[0-9]{4,7}", fullmatch=True),
    st.from_regex(r"[a-z]{3,8}\.[a-z]{3,8}@[a-z]{3,8}\.example", fullmatch=True),
)
AROUND = {
    "en": "Thank you for waiting. It is with {}, ring {} please. You have 30 days.",
    "it": "Grazie per la pazienza. È da {}, chiami {} per favore. Ha 30 giorni.",
    "de": "Danke für die Geduld. Es liegt bei {}, bitte {} anrufen. Sie haben 30 Tage.",
    "fr": "Merci de patienter. Il est chez {}, appelez {} s'il vous plaît. Vous avez 30 jours.",
    "es": "Gracias por esperar. Está con {}, llame al {} por favor. Tiene 30 días.",
}


@settings(max_examples=60)
@given(st.sampled_from(sorted(AROUND)), NAMES, NUMBERS, st.booleans())
def test_it_finds_names_and_numbers_whether_known_or_not(language: str, name: str, number: str, known: bool) -> None:
    personal = Personal(names=[name] if known else [], numbers=[number] if known else [])
    text = cleaned(AROUND[language].format(name, number), personal, language=language)
    assert number not in text
    assert re.sub(r"\D", "", text) == "30", text
    if known:
        for part in name.split():
            assert not re.search(rf"\b{part}\b", text), text


@settings(max_examples=50)
@given(st.text(max_size=300), st.lists(st.text(max_size=20), max_size=3))
def test_it_never_raises_and_never_reveals_a_long_number(text: str, names: list[str]) -> None:
    found = cleaned(text, Personal(names=names), language="it")
    outside = re.sub("|".join(map(re.escape, MARKS)), " ", re.sub(r"\{\{[^{}\n]{1,120}\}\}", " ", found))
    assert not re.search(r"[0-9]{4}", outside)
