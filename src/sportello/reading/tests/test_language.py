import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.reading import language
from sportello.reading.language import language_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("where is my parcel", "en"),
        ("dov'è il mio pacco", "it"),
        ("wo bleibt mein Paket", "de"),
        ("où est mon colis", "fr"),
        ("dónde está mi paquete", "es"),
        ("Grazie mille!", "it"),
        ("gdzie jest moja paczka, czekam już dwa tygodnie", "und"),
        ("onde está a minha encomenda? já passou uma semana e nada", "und"),
        ("где моя посылка", "und"),
        ("👍", "und"),
        ("302-1234567-1234567", "und"),
        ("", "und"),
    ],
)
def test_it_tells_the_language(text: str, code: str) -> None:
    assert language_of(text).code == code


def test_it_asks_the_subject_when_the_body_has_no_words() -> None:
    assert language_of("#1042", subject="Wo bleibt meine Bestellung?").code == "de"


def test_it_answers_only_with_languages_that_the_shop_expects() -> None:
    assert language_of("danke", languages=("en", "it")).code == "und"
    assert language_of("danke", languages=("de", "it")).code == "de"


@given(st.text(max_size=500))
def test_it_answers_any_text(text: str) -> None:
    assert 0 <= language_of(text).confidence <= 1


@pytest.mark.parametrize(("text", "code"), [("wo bleibt mein Paket", "de"), ("dónde está mi paquete", "es")])
def test_it_falls_back_to_the_pure_detector(monkeypatch: pytest.MonkeyPatch, text: str, code: str) -> None:
    monkeypatch.setattr(language, "find_spec", lambda _: None)
    language._detector.cache_clear()
    assert language_of(text).code == code
    language._detector.cache_clear()
